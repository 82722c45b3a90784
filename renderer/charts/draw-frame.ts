/** The fixed marks of a chart: the neatline with its labels, the zero line, the now-line. In canvas pixels. */
import type { ChartTheme } from './chart-theme.ts';
import type { Frame, PlotModel } from './plot-model.ts';
import type { TimeTicks } from './time-ticks.ts';

/** In CSS pixels, measured from the plotted area's bottom. */
export const neatlineHeight = 4;
const labelBaseline = 20;
/** Labels this close to an end of the axis are left out: they would be cut. */
const edge = 10;

/** @param bold the begin of a day */
export function axisFont(theme: ChartTheme, ratio: number, bold = false): string {
  return `${bold ? 600 : 400} ${11 * ratio}px ${theme.font}`;
}

/** A line of one device pixel or more that lies sharp on the canvas. */
function crisp(position: number, width: number): number {
  return Math.round(position) + (Math.round(width) % 2) / 2;
}

export function drawTimeAxis(
  context: CanvasRenderingContext2D,
  frame: Frame,
  theme: ChartTheme,
  ticks: TimeTicks,
): void {
  const { left, top, width, height, ratio } = frame;
  const y = Math.round(top + height);
  // The outline lies half outside of the 4 px.
  const bar = Math.round((neatlineHeight + 1) * ratio);
  context.save();
  context.fillStyle = theme.paper;
  context.fillRect(left, y, width, bar);
  context.fillStyle = theme.neatline;
  for (const { fromMs, toMs } of ticks.bars) {
    const x = Math.round(frame.xOf(fromMs));
    context.fillRect(x, y, Math.round(frame.xOf(toMs)) - x, bar);
  }
  context.strokeStyle = theme.neatline;
  context.lineWidth = Math.max(1, Math.round(ratio));
  const inset = context.lineWidth / 2;
  context.strokeRect(left + inset, y + inset, width - 2 * inset, bar - 2 * inset);
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const tick of ticks.major) {
    const x = crisp(frame.xOf(tick.timeMs), context.lineWidth);
    context.beginPath();
    context.moveTo(x, y + bar);
    context.lineTo(x, y + bar + 4 * ratio);
    context.stroke();
    if (x < left + edge * ratio || x > left + width - edge * ratio) continue;
    context.font = axisFont(theme, ratio, tick.newDay);
    context.fillStyle = tick.newDay ? theme.ink : theme.axisText;
    context.fillText(tick.label, x, y + labelBaseline * ratio);
  }
  context.restore();
}

/** Only where zero is within the scale and not its end: there the neatline stands. */
export function drawZeroLine(context: CanvasRenderingContext2D, frame: Frame, model: PlotModel): void {
  if (model.scale.kind === 'log' || model.scale.min >= 0 || model.scale.max <= 0) return;
  context.save();
  context.strokeStyle = model.theme.strong;
  context.lineWidth = Math.max(1, Math.round(frame.ratio));
  const y = crisp(frame.yOf(0), context.lineWidth);
  context.beginPath();
  context.moveTo(frame.left, y);
  context.lineTo(frame.left + frame.width, y);
  context.stroke();
  context.restore();
}

/** Course magenta with a small flag: where you are. */
export function drawNowLine(context: CanvasRenderingContext2D, frame: Frame, model: PlotModel): void {
  const { nowMs } = model.window;
  if (nowMs === undefined) return;
  const { top, height, ratio } = frame;
  const x = frame.xOf(nowMs);
  context.save();
  context.strokeStyle = model.theme.now;
  context.fillStyle = model.theme.now;
  context.lineWidth = 1.5 * ratio;
  context.beginPath();
  context.moveTo(x, top - 6 * ratio);
  context.lineTo(x, top + height + neatlineHeight * ratio);
  context.stroke();
  context.beginPath();
  context.moveTo(x - 4 * ratio, top - 8 * ratio);
  context.lineTo(x + 4 * ratio, top - 8 * ratio);
  context.lineTo(x, top - 2 * ratio);
  context.closePath();
  context.fill();
  context.restore();
}
