/**
 * The page of the chart benchmark: draws the same data with the product's whole graph and with plain uPlot, each with its legend, measures
 * itself, and compares the pixels of both.
 */
import '../../renderer/styles/tokens.css';
import '../../renderer/styles/base.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import uPlot from 'uplot';
import { startI18n } from '../../renderer/app/i18n/i18n.ts';
import { createCrosshair } from '../../renderer/charts/crosshair.ts';
import { type GraphOptions, noMarks } from '../../renderer/charts/graph-model.ts';
import { alignToGrid, gridTimes } from '../../renderer/charts/grid.ts';
import { createLookBook } from '../../renderer/charts/looks.ts';
import { warmPainter } from '../../renderer/charts/paint-service.ts';
import { SeriesGraph } from '../../renderer/charts/series-graph.tsx';
import { extentOf, valueScale } from '../../renderer/charts/value-scale.ts';
import { chartColumns, startMs, stepMs } from './chart-data.ts';

/** `bare`: uPlot without its legend, which the product's graph is never without. */
export type Variant = 'ours' | 'uplot' | 'bare';
export type Motion = 'pan' | 'zoom' | 'point';

export interface PixelMatch {
  /** Of the pixels that uPlot inked clearly, those that are inked here, or a neighbour of them is. */
  readonly covered: number;
  /** Of the pixels that are inked here, those that uPlot inked, or a neighbour of them. */
  readonly confirmed: number;
  readonly pixels: number;
}

export interface ChartBench {
  /** Makes the data; nothing of that is measured. */
  prepare(series: number, points: number): void;
  /** @returns milliseconds from the data to the end of the first frame with the lines in it */
  paint(variant: Variant, stacked?: boolean): Promise<number>;
  /** Of what was painted last. @returns milliseconds of each frame of a pan, a zoom, or a pointer that moves over the lines */
  frames(motion: Motion): Promise<number[]>;
  compare(): Promise<PixelMatch>;
  /** Takes away what was painted last. */
  clear(): void;
  /** The longest task of the main thread since this was asked last, in milliseconds; 0 where none took 50. */
  longestTask(): number;
}

declare global {
  interface Window {
    readonly chartBench: ChartBench;
  }
}

const frameCount = 8;
const host = document.createElement('div');
host.style.cssText = 'width:1150px;container:panel/inline-size;--graph-height:500px;background:var(--surface-paper)';
document.body.append(host);

interface Drawn {
  readonly plot: uPlot | undefined;
  remove(): void;
}

let columns = chartColumns(1, 2);
let points = 2;
let aligned: uPlot.AlignedData = [[]];
let drawn: Drawn | undefined;
let longest = 0;

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
}).observe({ type: 'longtask' });

const options: GraphOptions = {
  stacking: 'lines',
  scale: 'linear',
  yFrom: 'auto',
  yMin: undefined,
  yMax: undefined,
  thresholds: [],
  unit: 'none',
};

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** Ends in a task that runs after the next frame was painted. */
async function painted(): Promise<void> {
  await nextFrame();
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(undefined);
  });
}

const inkOf = (pixels: Uint8ClampedArray) => pixels.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 24).length;

/** A column of pixels in the middle of the plotted area, which none of the grid's lines is in: it has as much ink as so many lines make. */
function hasLines(): boolean {
  const canvas = host.querySelector('canvas');
  const over = host.querySelector<HTMLElement>('.u-over');
  if (canvas === null || over === null || canvas.width === 0) return false;
  const top = over.offsetTop + 2;
  const [context, x] = [canvas.getContext('2d'), Math.round(over.offsetLeft + over.offsetWidth * 0.47)];
  const counts = [x, x + 3].map((at) => {
    const pixels = context?.getImageData(at, top, 1, over.offsetHeight - 4).data;
    return pixels === undefined ? 0 : inkOf(pixels);
  });
  // The grid's horizontal lines are in it: five at most.
  return Math.min(...counts) > 5 + Math.min(60, columns.labels.length / 2);
}

function clear(): void {
  drawn?.remove();
  drawn = undefined;
  host.replaceChildren();
}

/** @param more what a comparison needs; else it is what one writes for these series */
function drawUplot(more: Partial<uPlot.Options> = {}): void {
  const series = [{}, ...columns.labels.map(() => ({ stroke: '#b3c0c4', width: 1 }))];
  const plot = new uPlot({ width: 718, height: 500, series, ...more }, aligned, host);
  drawn = { plot, remove: () => plot.destroy() };
}

function drawOurs(stacked: boolean): void {
  const endMs = startMs + (points - 1) * stepMs;
  const root = createRoot(host);
  root.render(
    createElement(SeriesGraph, {
      name: 'bench',
      parts: [{ letter: 'A', expr: 'x', columns }],
      range: { startMs, endMs, stepMs },
      window: { startMs, endMs, nowMs: undefined },
      zone: 'utc',
      crosshair: createCrosshair(),
      book: createLookBook(),
      options: stacked ? { ...options, stacking: 'stacked' } : options,
      marks: noMarks,
      dashesEarly: false,
      onZoom: () => undefined,
      onMove: () => undefined,
      onZoomBack: () => undefined,
      onHold: () => undefined,
    }),
  );
  drawn = { plot: undefined, remove: () => root.unmount() };
}

async function shown(): Promise<void> {
  do await nextFrame();
  while (!hasLines());
  await painted();
}

function mouse(target: EventTarget, kind: string, x: number, y: number, altKey = false): void {
  target.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, clientX: x, clientY: y, altKey }));
}

function wheel(target: EventTarget, x: number, y: number): void {
  const init = { bubbles: true, cancelable: true, clientX: x, clientY: y, deltaY: -20, ctrlKey: true };
  target.dispatchEvent(new WheelEvent('wheel', init));
}

/** What a person does to make the next frame; uPlot has neither pan nor zoom by itself, so its scale is set as its plugins set it. */
function moverOf(motion: Motion, plot: uPlot | undefined, over: HTMLElement): (step: number) => void {
  const box = over.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const [min, max] = [startMs / 1000, (startMs + (points - 1) * stepMs) / 1000];
  const by = (step: number) => ((max - min) * step * 8) / box.width;
  if (motion === 'point') return (step) => mouse(over, 'mousemove', box.left + step * 40, box.bottom - 25 * step);
  if (plot !== undefined) {
    const far = motion === 'pan' ? -1 : 1;
    return (step) => plot.setScale('x', { min: min + far * by(step), max: max - by(step) });
  }
  if (motion === 'zoom') return () => wheel(over, x, y);
  mouse(over, 'mousedown', x, y, true);
  return (step) => mouse(document, 'mousemove', x + step * 8, y, true);
}

/** Inked or not, of the plotted area, and how strongly. */
function plottedAlpha(): { readonly width: number; readonly height: number; readonly alpha: Uint8ClampedArray } {
  const canvas = host.querySelector('canvas');
  const over = host.querySelector<HTMLElement>('.u-over');
  const context = canvas?.getContext('2d');
  if (over === null || context === null || context === undefined) throw new Error('nothing is drawn');
  const [width, height] = [over.offsetWidth, over.offsetHeight];
  const { data } = context.getImageData(over.offsetLeft, over.offsetTop, width, height);
  return { width, height, alpha: data.filter((_, i) => i % 4 === 3) };
}

/** The share of one's pixels above a strength beside which the other has any ink. */
function shareFound(one: ReturnType<typeof plottedAlpha>, least: number, other: ReturnType<typeof plottedAlpha>) {
  let [found, all] = [0, 0];
  const { width } = one;
  one.alpha.forEach((alpha, at) => {
    if (alpha < least) return;
    all += 1;
    const near = [0, -1, 1].flatMap((row) => [-1, 0, 1].map((column) => at + row * width + column));
    if (near.some((place) => (other.alpha[place] ?? 0) > 0)) found += 1;
  });
  return { share: found / all, all };
}

/** Only lines are left of what the product draws in its plotted area. */
async function linesOnly<T>(work: () => Promise<T>): Promise<T> {
  const root = document.documentElement;
  for (const name of ['--chart-grid', '--border-strong', '--chart-neatline', '--chart-axis-text']) {
    root.style.setProperty(name, 'transparent');
  }
  try {
    return await work();
  } finally {
    root.removeAttribute('style');
  }
}

const bench: ChartBench = {
  prepare(series, pointCount) {
    clear();
    points = pointCount;
    columns = chartColumns(series, points);
    const grid = { startMs, stepMs, count: points };
    aligned = [
      [...gridTimes(grid)].map((ms) => ms / 1000),
      ...columns.labels.map((_, i) =>
        Array.from(alignToGrid(columns, i, grid), (value) => (Number.isNaN(value) ? null : value)),
      ),
    ];
  },
  async paint(variant, stacked = false) {
    clear();
    await painted();
    const start = performance.now();
    if (variant === 'ours') drawOurs(stacked);
    else drawUplot({ legend: { show: variant === 'uplot' } });
    await shown();
    return performance.now() - start;
  },
  async frames(motion) {
    const over = host.querySelector<HTMLElement>('.u-over');
    if (over === null || drawn === undefined) throw new Error('nothing is drawn');
    const move = moverOf(motion, drawn.plot, over);
    const times: number[] = [];
    for (let step = 1; step <= frameCount; step += 1) {
      await painted();
      const start = performance.now();
      move(step);
      await painted();
      times.push(performance.now() - start);
    }
    mouse(document, 'mouseup', 0, 0);
    mouse(over, 'mouseleave', 0, 0);
    // A wheel's gesture ends when it has rested.
    await new Promise((resolve) => setTimeout(resolve, 400));
    return times;
  },
  async compare() {
    clear();
    const ours = await linesOnly(async () => {
      await painted();
      drawOurs(false);
      await shown();
      return plottedAlpha();
    });
    const area = host.querySelector<HTMLElement>('.u-over');
    const [left, top] = [area?.offsetLeft ?? 0, area?.offsetTop ?? 0];
    clear();
    const grid = { startMs, stepMs, count: points };
    const extent = extentOf(columns.labels.map((_, i) => alignToGrid(columns, i, grid)));
    const { min, max } = valueScale({ ...options, kind: 'linear', extent, smallestPositive: undefined, locale: 'en' });
    drawUplot({
      width: ours.width + left,
      height: ours.height + top,
      padding: [top, 0, 0, left],
      axes: [{ show: false }, { show: false }],
      legend: { show: false },
      scales: { y: { range: [min, max] } },
    });
    await shown();
    const theirs = plottedAlpha();
    if (theirs.width !== ours.width || theirs.height !== ours.height) throw new Error('two areas of different sizes');
    const covered = shareFound(theirs, 96, ours);
    return { covered: covered.share, confirmed: shareFound(ours, 24, theirs).share, pixels: covered.all };
  },
  clear,
  longestTask() {
    const found = longest;
    longest = 0;
    return found;
  },
};

await startI18n('en');
// As the Explorer does before the first answer is there.
warmPainter();
Object.defineProperty(window, 'chartBench', { value: bench });
