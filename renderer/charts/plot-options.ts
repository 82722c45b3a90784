/** How uPlot is set up: scales that are set by hand, axes without their labels of time, a cursor without marks, a drag that only tells. */
import uPlot from 'uplot';
import { axisFont } from './draw-frame.ts';
import { gridIndex } from './grid.ts';
import styles from './plot.module.css';
import type { PlotModel } from './plot-model.ts';
import { type TimeTicks, timeTicks } from './time-ticks.ts';
import { placeOn } from './value-scale.ts';

export interface PlotPointer {
  readonly index: number;
  /** In CSS pixels of the plotted area. */
  readonly left: number;
  readonly top: number;
}

export interface PlotEvents {
  /** Undefined: the pointer has left. */
  readonly onPoint: (pointer: PlotPointer | undefined) => void;
  readonly onZoom: (startMs: number, endMs: number) => void;
  readonly onZoomBack: () => void;
  /** The window was moved or scaled, and let go of. */
  readonly onMove: (startMs: number, endMs: number) => void;
  readonly onHold: (held: boolean) => void;
  /** The plotted area was clicked, not dragged over. */
  readonly onClick: () => void;
}

const axisHeight = 28;
const valueAxisWidth = 48;
const padding = { top: 20, right: 14 };
/** A drag shorter than this is a click. */
const shortestDragPx = 4;

type ModelOf = () => PlotModel | undefined;

export interface HeardOptions extends Pick<PlotEvents, 'onPoint' | 'onZoom' | 'onZoomBack'> {
  readonly onDraw: (self: uPlot) => void;
  /** Of the time axis, whenever its ticks are placed, and always before `onDraw`. */
  readonly onTicks: (ticks: TimeTicks) => void;
}

export function plotOptions(host: HTMLElement, model: ModelOf, events: HeardOptions): uPlot.Options {
  return {
    width: host.clientWidth,
    height: host.clientHeight,
    class: styles.plot ?? '',
    padding: [padding.top, padding.right, 0, 0],
    legend: { show: false },
    scales: {
      // Both are set by hand: the window is what was asked for, not what came back.
      x: { time: false, auto: false, range: (_, min, max) => [min, max] },
      y: { auto: false, range: (_, min, max) => [min, max] },
    },
    series: [{}, { show: true, auto: false, paths: () => null, points: { show: false } }],
    axes: [timeAxis(model, events.onTicks), valueAxis(model)],
    cursor: cursorOf(events),
    hooks: {
      draw: [events.onDraw],
      setCursor: [(self) => events.onPoint(pointerOf(self, model()))],
      setSelect: [
        (self) => {
          const { left, width } = self.select;
          if (width < shortestDragPx) return;
          const [startMs, endMs] = [self.posToVal(left, 'x'), self.posToVal(left + width, 'x')];
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          events.onZoom(startMs, Math.min(endMs, model()?.window.nowMs ?? endMs));
        },
      ],
    },
  };
}

function cursorOf(events: Pick<PlotEvents, 'onZoomBack'>): uPlot.Cursor {
  return {
    x: false,
    y: false,
    points: { show: false },
    drag: { x: true, y: false, setScale: false, dist: shortestDragPx },
    bind: {
      dblclick: () => () => {
        events.onZoomBack();
        return null;
      },
    },
  };
}

function pointerOf(self: uPlot, model: PlotModel | undefined): PlotPointer | undefined {
  const { left = -1, top = -1 } = self.cursor;
  if (model === undefined || left < 0 || top < 0) return undefined;
  return { index: gridIndex(model.grid, self.posToVal(left, 'x')), left, top };
}

/** Only the grid of the major ticks: their labels and the neatline are drawn in draw-frame.ts. */
function timeAxis(model: ModelOf, onTicks: (ticks: TimeTicks) => void): uPlot.Axis {
  return {
    size: axisHeight,
    space: 1,
    splits: (self, _axis, min, max) => {
      const { zone = 'utc', locale = 'en' } = model() ?? {};
      const ticks = timeTicks(min, max, self.bbox.width / uPlot.pxRatio, zone, locale);
      onTicks(ticks);
      return ticks.major.map(({ timeMs }) => timeMs);
    },
    values: (_, splits) => splits.map(() => ''),
    ticks: { show: false },
    grid: { stroke: () => model()?.theme.grid ?? '', width: 1 },
  };
}

function valueAxis(model: ModelOf): uPlot.Axis {
  const labels = () => {
    const now = model();
    return now === undefined ? [] : now.scale.ticks.map(({ label }) => label);
  };
  return {
    size: (self) => {
      const now = model();
      if (now === undefined) return valueAxisWidth;
      self.ctx.save();
      self.ctx.font = axisFont(now.theme, 1);
      const widest = Math.max(...labels().map((label) => self.ctx.measureText(label).width));
      self.ctx.restore();
      return Math.max(valueAxisWidth, Math.ceil(widest) + 20);
    },
    gap: 8,
    font: `11px ${getComputedStyle(document.documentElement).getPropertyValue('--font-ui')}`,
    stroke: () => model()?.theme.faint ?? '',
    splits: () => {
      const scale = model()?.scale;
      return scale === undefined ? [] : scale.ticks.map(({ value }) => placeOn(scale, value));
    },
    values: () => [...labels()],
    ticks: { show: false },
    grid: { stroke: () => model()?.theme.grid ?? '', width: 1 },
  };
}
