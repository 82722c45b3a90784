/**
 * One chart on the page: uPlot keeps scales, axes, size and the pointer; the lines, the neatline and what follows the pointer are drawn
 * here, so that pointing never draws the lines again and a result never becomes objects.
 */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Disposable, DisposableStore } from '../../shared/base/disposable.ts';
import { formatTime } from '../../shared/format/time.ts';
import { axisFont, drawNowLine, drawTimeAxis, drawZeroLine } from './draw-frame.ts';
import { type DrawnLine, drawHighlight, drawLines, traceLines } from './draw-lines.ts';
import { drawCrosshair } from './draw-pointing.ts';
import { gridIndex, gridTimes } from './grid.ts';
import styles from './plot.module.css';
import type { Frame, PlotModel, Pointing } from './plot-model.ts';
import { timeTicks } from './time-ticks.ts';
import { tickLabels } from './value-scale.ts';

interface PlotPointer {
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
}

/** Where the plotted area lies within the chart's element, and where a value lies in it. In CSS pixels. */
interface PlotPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly xOf: (timeMs: number) => number;
  readonly yOf: (value: number) => number;
}

export interface Plot extends Disposable {
  show(model: PlotModel): void;
  point(pointing: Pointing): void;
  /** Undefined before something is shown. */
  place(): PlotPlace | undefined;
}

const axisHeight = 28;
const valueAxisWidth = 48;
const padding = { top: 20, right: 14 };
/** A drag shorter than this is a click. */
const shortestDragPx = 4;

/** @param host has a size of its own; the plot fills it and follows its size. */
export function openPlot(host: HTMLElement, events: PlotEvents): Plot {
  const store = new DisposableStore();
  const overlay = document.createElement('canvas');
  overlay.className = styles.overlay ?? '';
  // Text on a canvas that is drawn anew at every move costs more than all the rest of it.
  const flag = document.createElement('div');
  flag.className = styles.flag ?? '';
  flag.ariaHidden = 'true';
  let chart: uPlot | undefined;
  let model: PlotModel | undefined;
  let pointing: Pointing = { index: undefined, highlighted: undefined };
  let drawn: readonly DrawnLine[] = [];

  const drawOverlay = () => {
    if (chart === undefined || model === undefined) return;
    const context = clearedOverlay(overlay, chart);
    if (context === undefined) return;
    const frame = frameOf(chart, model);
    const highlight = drawn.find(({ line }) => line.series === pointing.highlighted);
    if (highlight !== undefined) drawHighlight(context, frame, model, highlight);
    drawNowLine(context, frame, model);
    drawCrosshair(context, frame, model, pointing);
    placeFlag(flag, placeOf(chart), model, pointing);
  };
  const drawAll = (self: uPlot) => {
    if (model === undefined) return;
    const frame = frameOf(self, model);
    drawn = traceLines(frame, model);
    drawZeroLine(self.ctx, frame, model);
    drawTimeAxis(self.ctx, frame, model);
    drawLines(self.ctx, frame, model, drawn);
    drawOverlay();
  };
  const open = (): uPlot => {
    const made = new uPlot(
      optionsOf(host, () => model, { ...events, onDraw: drawAll }),
      [[], []],
      host,
    );
    store.defer(() => made.destroy());
    host.append(overlay, flag);
    store.defer(() => overlay.remove());
    store.defer(() => flag.remove());
    const resized = new ResizeObserver(() => made.setSize({ width: host.clientWidth, height: host.clientHeight }));
    resized.observe(host);
    store.defer(() => resized.disconnect());
    return made;
  };

  return {
    show(next) {
      if (store.isDisposed) return;
      model = next;
      chart ??= open();
      const { window, scale, grid } = next;
      const self = chart;
      self.batch(() => {
        self.setData([gridTimes(grid), new Float64Array(grid.count)], false);
        self.setScale('x', { min: window.startMs, max: window.endMs });
        self.setScale('y', { min: scale.min, max: scale.max });
      });
    },
    point(next) {
      pointing = next;
      drawOverlay();
    },
    place: () => (chart === undefined ? undefined : placeOf(chart)),
    dispose: () => store.dispose(),
  };
}

function frameOf(self: uPlot, model: PlotModel): Frame {
  const { left, top, width, height } = self.bbox;
  const { startMs, endMs } = model.window;
  return {
    left,
    top,
    width,
    height,
    ratio: uPlot.pxRatio,
    xOf: (timeMs) => self.valToPos(timeMs, 'x', true),
    yOf: (value) => self.valToPos(value, 'y', true),
    ticks: timeTicks(startMs, endMs, width / uPlot.pxRatio, model.zone, model.locale),
  };
}

function placeOf(self: uPlot): PlotPlace {
  const ratio = uPlot.pxRatio;
  const left = self.bbox.left / ratio;
  const top = self.bbox.top / ratio;
  return {
    left,
    top,
    width: self.bbox.width / ratio,
    height: self.bbox.height / ratio,
    xOf: (timeMs) => left + self.valToPos(timeMs, 'x'),
    yOf: (value) => top + self.valToPos(value, 'y'),
  };
}

/** Over the axis, in the middle of the crosshair; whole within the plot, even at the axis's ends. */
function placeFlag(flag: HTMLElement, place: PlotPlace, model: PlotModel, { index }: Pointing): void {
  flag.hidden = index === undefined;
  if (index === undefined) return;
  const timeMs = model.grid.startMs + index * model.grid.stepMs;
  const middle = Math.min(place.left + place.width - 13, Math.max(30, place.xOf(timeMs)));
  flag.textContent = formatTime(timeMs, model.zone);
  flag.style.transform = `translate(${Math.round(middle)}px, ${place.top + place.height + 8}px) translateX(-50%)`;
}

/** The overlay takes the size of uPlot's canvas, which follows the page's zoom. */
function clearedOverlay(overlay: HTMLCanvasElement, chart: uPlot): CanvasRenderingContext2D | undefined {
  const { width, height } = chart.ctx.canvas;
  if (overlay.width !== width || overlay.height !== height) {
    overlay.width = width;
    overlay.height = height;
    overlay.style.width = `${chart.width}px`;
    overlay.style.height = `${chart.height}px`;
  }
  const context = overlay.getContext('2d') ?? undefined;
  context?.clearRect(0, 0, width, height);
  return context;
}

type ModelOf = () => PlotModel | undefined;

function optionsOf(
  host: HTMLElement,
  model: ModelOf,
  events: PlotEvents & { readonly onDraw: (self: uPlot) => void },
): uPlot.Options {
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
    axes: [timeAxis(model), valueAxis(model)],
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

function cursorOf(events: PlotEvents): uPlot.Cursor {
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
function timeAxis(model: ModelOf): uPlot.Axis {
  return {
    size: axisHeight,
    space: 1,
    splits: (self, _axis, min, max) => {
      const { zone = 'utc', locale = 'en' } = model() ?? {};
      const { major } = timeTicks(min, max, self.bbox.width / uPlot.pxRatio, zone, locale);
      return major.map(({ timeMs }) => timeMs);
    },
    values: (_, splits) => splits.map(() => ''),
    ticks: { show: false },
    grid: { stroke: () => model()?.theme.grid ?? '', width: 1 },
  };
}

function valueAxis(model: ModelOf): uPlot.Axis {
  const labels = () => {
    const now = model();
    return now === undefined ? [] : tickLabels(now.scale, now.locale);
  };
  return {
    size: (self) => {
      const now = model();
      if (now === undefined) return valueAxisWidth;
      self.ctx.save();
      self.ctx.font = axisFont(now, 1);
      const widest = Math.max(...labels().map((label) => self.ctx.measureText(label).width));
      self.ctx.restore();
      return Math.max(valueAxisWidth, Math.ceil(widest) + 20);
    },
    gap: 8,
    font: `11px ${getComputedStyle(document.documentElement).getPropertyValue('--font-ui')}`,
    stroke: () => model()?.theme.faint ?? '',
    splits: () => [...(model()?.scale.ticks ?? [])],
    values: () => [...labels()],
    ticks: { show: false },
    grid: { stroke: () => model()?.theme.grid ?? '', width: 1 },
  };
}
