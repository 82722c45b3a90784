/** The crosshair: a dashed line, and a dot on every line. In canvas pixels. Its time stands in a flag, an element of the page (plot.ts). */
import { neatlineHeight } from './draw-frame.ts';
import { colourOf } from './draw-lines.ts';
import type { Frame, PlotModel, Pointing } from './plot-model.ts';
import { placedLines } from './stack.ts';

/** With more lines than this, only the highlighted one gets a dot. */
const mostDots = 36;

export function drawCrosshair(
  context: CanvasRenderingContext2D,
  frame: Frame,
  model: PlotModel,
  pointing: Pointing,
): void {
  if (pointing.index === undefined) return;
  const timeMs = model.grid.startMs + pointing.index * model.grid.stepMs;
  const { top, height, ratio, left, width } = frame;
  const x = Math.round(frame.xOf(timeMs)) + (Math.round(ratio) % 2) / 2;
  if (x < left - 1 || x > left + width + 1) return;
  context.save();
  context.strokeStyle = model.theme.crosshair;
  context.lineWidth = Math.max(1, Math.round(ratio));
  context.setLineDash([3 * ratio, 2 * ratio]);
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, top + height + neatlineHeight * ratio);
  context.stroke();
  context.restore();
  drawDots(context, frame, model, pointing, pointing.index, x);
}

function drawDots(
  context: CanvasRenderingContext2D,
  frame: Frame,
  model: PlotModel,
  pointing: Pointing,
  index: number,
  x: number,
): void {
  const { ratio } = frame;
  const many = model.lines.length > mostDots;
  context.save();
  context.lineWidth = 1.5 * ratio;
  const others = many ? [] : placedLines(model.lines, model.stacking);
  // The highlighted one last, over its neighbours.
  const last = pointing.line === undefined ? [] : [pointing.line];
  for (const line of [...others.filter(({ series }) => series !== pointing.line?.series), ...last]) {
    const highlighted = line === pointing.line;
    const y = frame.yOf(line.values[index] ?? Number.NaN);
    if (Number.isNaN(y)) continue;
    const colour = colourOf(line, model.theme, highlighted);
    context.fillStyle = highlighted ? colour : model.theme.paper;
    context.strokeStyle = highlighted ? model.theme.paper : colour;
    context.beginPath();
    context.arc(x, y, (highlighted ? 4 : 2.5) * ratio, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.restore();
}
