/** What the lines of a chart look like, where they lie, and the highlighted one over the others. In canvas pixels. */
import type { ChartTheme } from './chart-theme.ts';
import { onScale, strokeLine } from './lines-job.ts';
import { colourCount } from './looks.ts';
import type { Frame, PlotLine, PlotModel } from './plot-model.ts';
import type { Projection } from './trace.ts';
import type { ValueScale } from './value-scale.ts';

const highlightWidth = 2.25;
/** What the highlighted one leaves of the others. */
const othersStay = 0.82;

export function projectionOf(frame: Frame, { grid, scale }: PlotModel): Projection {
  const left = frame.xOf(grid.startMs);
  const [min, max] = [evenly(scale, scale.min), evenly(scale, scale.max)];
  return {
    left,
    perIndex: frame.xOf(grid.startMs + grid.stepMs) - left,
    bottom: frame.top + frame.height,
    bottomValue: min,
    // Halves: the way from the smallest double to the largest is no double.
    perUnit: frame.height / 2 / (max / 2 - min / 2),
  };
}

/** What is drawn evenly: the value, or its logarithm. */
function evenly({ kind }: ValueScale, value: number): number {
  return kind === 'linear' ? value : Math.log(value);
}

export function colourOf(line: PlotLine, theme: ChartTheme, highlighted = false): string {
  if (line.look !== undefined) return theme.series[line.look.colour] ?? theme.ink;
  // One of too many for looks of their own gets a colour while it is pointed at, always the same one.
  return highlighted ? (theme.series[line.series % colourCount] ?? theme.ink) : theme.hairline;
}

/** The highlighted one again, wider, over a veil of paper that takes the others back. */
export function drawHighlight(
  context: CanvasRenderingContext2D,
  frame: Frame,
  model: PlotModel,
  line: PlotLine | undefined,
): void {
  if (line === undefined) return;
  // A line along the very edge keeps its whole width.
  const room = 2 * frame.ratio;
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top - room, frame.width, frame.height + room);
  context.clip();
  if (model.lines.some(({ series }) => series !== line.series)) {
    context.globalAlpha = 1 - othersStay;
    context.fillStyle = model.theme.paper;
    context.fillRect(frame.left, frame.top, frame.width, frame.height);
    context.globalAlpha = 1;
  }
  const projection = projectionOf(frame, model);
  const stroke = {
    colour: colourOf(line, model.theme, true),
    dash: line.look?.dash ?? 'solid',
    width: highlightWidth,
  } as const;
  const values = onScale(Float64Array.from(line.values), model.scale.kind === 'log');
  strokeLine(context, values, { projection, ratio: frame.ratio }, stroke);
  context.restore();
}
