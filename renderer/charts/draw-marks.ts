/** What is marked in a chart besides its lines: gaps with their hatch, thresholds, exemplars. In canvas pixels. */
import type { Exemplar } from '../../shared/model/exemplar.ts';
import type { Gap } from './graph-model.ts';
import type { Frame, PlotModel } from './plot-model.ts';

/** The reason in words is told where it fits. CSS pixels. */
const wordsPadding = 8;
const hatchStep = 5;

/** Why, the longest first: the first that has room is written. */
export type GapWords = (gap: Gap) => readonly string[];

/** Under the lines: a gap is no line, and no empty paper. */
export function drawGaps(context: CanvasRenderingContext2D, frame: Frame, model: PlotModel, words: GapWords): void {
  for (const gap of model.gaps) {
    const from = Math.max(frame.left, frame.xOf(gap.startMs));
    const to = Math.min(frame.left + frame.width, frame.xOf(gap.endMs));
    if (to - from < 1) continue;
    drawGap(context, frame, model, { from, to, kind: gap.kind });
    // When a gap began that began before the window is not known.
    const isWhole = gap.startMs > model.window.startMs && gap.endMs < model.window.endMs;
    const all = words(gap);
    drawWords(context, frame, model, (from + to) / 2, to - from, isWhole ? all : all.slice(-1));
  }
}

interface GapPlace {
  readonly from: number;
  readonly to: number;
  readonly kind: Gap['kind'];
}

function drawGap(
  context: CanvasRenderingContext2D,
  frame: Frame,
  model: PlotModel,
  { from, to, kind }: GapPlace,
): void {
  const { top, height, ratio } = frame;
  const { theme } = model;
  context.save();
  context.beginPath();
  context.rect(from, top, to - from, height);
  context.clip();
  context.fillStyle = theme.inset;
  context.fillRect(from, top, to - from, height);
  context.strokeStyle = theme.hatch;
  context.lineWidth = Math.max(1, ratio);
  hatch(context, frame, { from, to, kind });
  context.strokeStyle = theme.strong;
  context.setLineDash([2 * ratio, 2 * ratio]);
  context.lineWidth = 2 * Math.max(1, Math.round(ratio));
  context.strokeRect(from, top - ratio, to - from, height + 2 * ratio);
  context.restore();
}

/** Unreachable: diagonal. Asleep: level. Not recorded: dotted. */
function hatch(context: CanvasRenderingContext2D, { top, height, ratio }: Frame, { from, to, kind }: GapPlace): void {
  const step = Math.round(hatchStep * ratio * (kind === 'unreachable' ? Math.SQRT2 : 1));
  context.beginPath();
  if (kind === 'unreachable') {
    for (let x = from - height; x < to; x += step) {
      context.moveTo(x, top + height);
      context.lineTo(x + height, top);
    }
  } else {
    if (kind === 'notRecorded') context.setLineDash([Math.max(1, ratio), step]);
    for (let y = top + step / 2; y < top + height; y += step) {
      context.moveTo(from, y);
      context.lineTo(to, y);
    }
  }
  context.stroke();
  context.setLineDash([]);
}

function drawWords(
  context: CanvasRenderingContext2D,
  { top, ratio }: Frame,
  { theme }: PlotModel,
  middle: number,
  room: number,
  words: readonly string[],
): void {
  context.save();
  context.font = `${11.5 * ratio}px ${theme.font}`;
  const widthOf = (text: string) => context.measureText(text).width + 2 * wordsPadding * ratio;
  const fitting = words.find((text) => widthOf(text) < room);
  if (fitting !== undefined) {
    const width = widthOf(fitting);
    const height = 18 * ratio;
    const y = top + 12 * ratio;
    context.fillStyle = theme.paper;
    context.strokeStyle = theme.hairline;
    context.lineWidth = Math.max(1, Math.round(ratio));
    context.fillRect(middle - width / 2, y, width, height);
    context.strokeRect(Math.round(middle - width / 2) + 0.5, Math.round(y) + 0.5, width, height);
    context.fillStyle = theme.axisText;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(fitting, middle, y + height / 2);
  }
  context.restore();
}

/** Over the lines: a level that somebody watches for, named before the now-line. */
export function drawThresholds(context: CanvasRenderingContext2D, frame: Frame, model: PlotModel): void {
  const { left, top, width, height, ratio } = frame;
  const { nowMs } = model.window;
  const end = nowMs === undefined ? left + width : Math.min(left + width, frame.xOf(nowMs));
  context.save();
  context.strokeStyle = model.theme.ink;
  context.lineWidth = Math.max(1, Math.round(ratio));
  context.setLineDash([6 * ratio, 3 * ratio, 1 * ratio, 3 * ratio]);
  context.font = `500 ${11 * ratio}px ${model.theme.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'bottom';
  for (const { value, label } of model.thresholds) {
    const y = Math.round(frame.yOf(value)) + (Math.round(ratio) % 2) / 2;
    if (!(y >= top && y <= top + height)) continue;
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + width, y);
    context.stroke();
    context.fillStyle = model.theme.ink;
    context.fillText(label, end - 6 * ratio, y - 2 * ratio);
  }
  context.restore();
}

const exemplarSize = 4;

/** Diamonds at the time and the value of each. */
export function drawExemplars(
  context: CanvasRenderingContext2D,
  frame: Frame,
  model: PlotModel,
  pointed: Exemplar | undefined,
): void {
  context.save();
  context.lineWidth = Math.max(1, frame.ratio);
  for (const exemplar of model.exemplars) {
    const [x, y] = [frame.xOf(exemplar.timeMs), frame.yOf(exemplar.value)];
    if (!(x >= frame.left && x <= frame.left + frame.width && y >= frame.top && y <= frame.top + frame.height))
      continue;
    const size = (exemplar === pointed ? exemplarSize + 2 : exemplarSize) * frame.ratio;
    context.beginPath();
    context.moveTo(x, y - size);
    context.lineTo(x + size, y);
    context.lineTo(x, y + size);
    context.lineTo(x - size, y);
    context.closePath();
    context.fillStyle = exemplar === pointed ? model.theme.ink : model.theme.paper;
    context.strokeStyle = model.theme.ink;
    context.fill();
    context.stroke();
  }
  context.restore();
}

/** CSS pixels. */
const exemplarReach = 8;

/** The exemplar at a place of the plotted area, in CSS pixels of the chart's element. */
export function exemplarAt(
  exemplars: readonly Exemplar[],
  x: number,
  y: number,
  place: { readonly xOf: (timeMs: number) => number; readonly yOf: (value: number) => number },
): Exemplar | undefined {
  let nearest: Exemplar | undefined;
  let distance = exemplarReach;
  for (const exemplar of exemplars) {
    const away = Math.hypot(place.xOf(exemplar.timeMs) - x, place.yOf(exemplar.value) - y);
    if (away < distance) {
      nearest = exemplar;
      distance = away;
    }
  }
  return nearest;
}
