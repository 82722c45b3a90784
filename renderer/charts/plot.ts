/**
 * One chart on the page: uPlot keeps scales, axes, size and the pointer; the lines, the neatline and what follows the pointer are drawn
 * here, so that pointing never draws the lines again and a result never becomes objects.
 */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Disposable, DisposableStore } from '../../shared/base/disposable.ts';
import { drawNowLine, drawTimeAxis, drawZeroLine } from './draw-frame.ts';
import { drawExemplars, drawGaps, drawThresholds, type GapWords } from './draw-marks.ts';
import { gridTimes } from './grid.ts';
import { openLineLayer } from './line-layer.ts';
import { listenGestures, type ShownWindow } from './plot-gestures.ts';
import type { Frame, PlotModel, PlotPlace, Pointing } from './plot-model.ts';
import { type HeardOptions, type PlotEvents, type PlotPointer, plotOptions } from './plot-options.ts';
import { openOverlay } from './plot-overlay.ts';
import type { TimeTicks } from './time-ticks.ts';
import { placeOn, valueAt } from './value-scale.ts';

export interface Plot extends Disposable {
  show(model: PlotModel): void;
  point(pointing: Pointing): void;
  /** Undefined before something is shown. */
  place(): PlotPlace | undefined;
  /** What is drawn, without what follows the pointer; at device pixels. */
  image(): HTMLCanvasElement | undefined;
}

/** @param host has a size of its own; the plot fills it and follows its size. @param words what a gap is called */
export function openPlot(host: HTMLElement, events: PlotEvents, words: () => GapWords): Plot {
  const store = new DisposableStore();
  const overlay = store.add(openOverlay());
  let chart: uPlot | undefined;
  let model: PlotModel | undefined;
  let pointing: Pointing = { index: undefined, line: undefined, exemplar: undefined };
  /** Of a gesture: what is painted is moved there, and painted anew only once the answer for it is there. */
  let preview: ShownWindow | undefined;
  let moving = false;
  let ticks: TimeTicks = { major: [], bars: [] };

  const layer = store.add(openLineLayer(() => chart?.redraw(false, false)));
  const drawOverlay = () => {
    if (chart === undefined || model === undefined) return;
    // What is moved under the pointer is not what it points at.
    overlay.draw(chart, frameOf(chart, model), placeOf(chart, model), model, moving ? undefined : pointing);
  };
  const drawAll = (self: uPlot) => {
    if (model === undefined) return;
    const frame = frameOf(self, model);
    drawGaps(self.ctx, frame, model, words());
    drawZeroLine(self.ctx, frame, model);
    drawTimeAxis(self.ctx, frame, model.theme, ticks);
    if (preview === undefined) layer.render(frame, model);
    layer.put(self.ctx, frame, model.scale);
    drawThresholds(self.ctx, frame, model);
    drawOverlay();
  };
  const heard = {
    onZoom: events.onZoom,
    onZoomBack: events.onZoomBack,
    onPoint: (pointer: PlotPointer | undefined) => {
      if (pointer === undefined || !moving) events.onPoint(pointer);
    },
    onTicks: (placed: TimeTicks) => {
      ticks = placed;
    },
    onDraw: drawAll,
  };
  const open = (): uPlot => {
    const made = openChart(host, () => model, heard, store);
    overlay.mount(host);
    made.over.addEventListener('click', events.onClick);
    const gestures = listenGestures(made.over, {
      window: () => model?.window,
      onPreview: (window) => {
        preview = window;
        const { startMs, endMs } = window ?? model?.window ?? { startMs: 0, endMs: 1 };
        made.setScale('x', { min: startMs, max: endMs });
      },
      onDone: ({ startMs, endMs }) => events.onMove(startMs, endMs),
      onHold: (held) => {
        moving = held;
        if (held) events.onPoint(undefined);
        events.onHold(held);
      },
    });
    store.add(gestures);
    return made;
  };

  return {
    show(next) {
      if (store.isDisposed) return;
      model = next;
      preview = undefined;
      chart ??= open();
      showIn(chart, next);
    },
    point(next) {
      pointing = next;
      drawOverlay();
    },
    place: () => (chart === undefined || model === undefined ? undefined : placeOf(chart, model)),
    image: () => (chart === undefined || model === undefined ? undefined : imageOf(chart, model)),
    dispose: () => store.dispose(),
  };
}

/** Fills the host, and follows its size. */
function openChart(
  host: HTMLElement,
  model: () => PlotModel | undefined,
  heard: HeardOptions,
  store: DisposableStore,
): uPlot {
  const made = new uPlot(plotOptions(host, model, heard), [[], []], host);
  store.defer(() => made.destroy());
  const resized = new ResizeObserver(() => made.setSize({ width: host.clientWidth, height: host.clientHeight }));
  resized.observe(host);
  store.defer(() => resized.disconnect());
  return made;
}

function showIn(chart: uPlot, { window, grid }: PlotModel): void {
  chart.batch(() => {
    chart.setData([gridTimes(grid), new Float64Array(grid.count)], false);
    chart.setScale('x', { min: window.startMs, max: window.endMs });
    chart.setScale('y', { min: 0, max: 1 });
    // The names of ticks may change where the scales do not: another unit, another zone.
    chart.redraw(false, true);
  });
}

function frameOf(self: uPlot, model: PlotModel): Frame {
  const { left, top, width, height } = self.bbox;
  return {
    left,
    top,
    width,
    height,
    ratio: uPlot.pxRatio,
    xOf: (timeMs) => self.valToPos(timeMs, 'x', true),
    yOf: (value) => top + height * (1 - placeOn(model.scale, value)),
  };
}

function placeOf(self: uPlot, model: PlotModel): PlotPlace {
  const ratio = uPlot.pxRatio;
  const left = self.bbox.left / ratio;
  const top = self.bbox.top / ratio;
  const height = self.bbox.height / ratio;
  return {
    ...{ left, top, height },
    width: self.bbox.width / ratio,
    xOf: (timeMs) => left + self.valToPos(timeMs, 'x'),
    yOf: (value) => top + height * (1 - placeOn(model.scale, value)),
    valueAt: (y) => valueAt(model.scale, 1 - (y - top) / height),
  };
}

function imageOf(self: uPlot, model: PlotModel): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = self.ctx.canvas.width;
  canvas.height = self.ctx.canvas.height;
  const context = canvas.getContext('2d');
  if (context === null) return self.ctx.canvas;
  const frame = frameOf(self, model);
  context.drawImage(self.ctx.canvas, 0, 0);
  drawNowLine(context, frame, model);
  drawExemplars(context, frame, model, undefined);
  return canvas;
}
