/** The series: strokes, discs for isolated samples, and the fill of a lonely series. In canvas pixels. */
import { colourCount } from './looks.ts';
import type { Frame, PlotLine, PlotModel } from './plot-model.ts';
import { type Projection, projectValue, traceLine } from './trace.ts';

export interface DrawnLine {
  readonly line: PlotLine;
  readonly strokes: Path2D;
  readonly discs: Path2D;
}

const lineWidth = 1.5;
const highlightWidth = 2.25;
/** Of a disc: 3 px across. */
const discRadius = 1.5;
const lonelyFill = 0.12;

export function projectionOf(frame: Frame, model: PlotModel): Projection {
  const { grid, scale } = model;
  const left = frame.xOf(grid.startMs);
  return {
    left,
    perIndex: frame.xOf(grid.startMs + grid.stepMs) - left,
    bottom: frame.top + frame.height,
    bottomValue: scale.min,
    perUnit: frame.height / (scale.max - scale.min),
  };
}

export function traceLines(frame: Frame, model: PlotModel): readonly DrawnLine[] {
  const projection = projectionOf(frame, model);
  const radius = discRadius * frame.ratio;
  return model.lines.map((line) => {
    const strokes = new Path2D();
    const discs = new Path2D();
    const disc = (x: number, y: number) => {
      discs.moveTo(x + radius, y);
      discs.arc(x, y, radius, 0, 2 * Math.PI);
    };
    traceLine(line.values, projection, { line: strokes, disc });
    return { line, strokes, discs };
  });
}

export function colourOf(line: PlotLine, model: PlotModel, highlighted = false): string {
  if (line.look !== undefined) return model.theme.series[line.look.colour] ?? model.theme.ink;
  // One of too many for looks of their own gets a colour while it is pointed at, always the same one.
  return highlighted ? (model.theme.series[line.series % colourCount] ?? model.theme.ink) : model.theme.hairline;
}

function dashOf(line: PlotLine, ratio: number): number[] {
  if (line.look?.dash === 'dashed') return [6 * ratio, 3 * ratio];
  return line.look?.dash === 'dotted' ? [2 * ratio, 3 * ratio] : [];
}

function clipToPlot(context: CanvasRenderingContext2D, frame: Frame): void {
  // A line along the very edge keeps its whole width.
  const room = 2 * frame.ratio;
  context.beginPath();
  context.rect(frame.left, frame.top - room, frame.width, frame.height + room);
  context.clip();
}

function strokeLine(context: CanvasRenderingContext2D, drawn: DrawnLine, colour: string, width: number, ratio: number) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = width * ratio;
  context.setLineDash(dashOf(drawn.line, ratio));
  context.stroke(drawn.strokes);
  context.fill(drawn.discs);
}

export function drawLines(
  context: CanvasRenderingContext2D,
  frame: Frame,
  model: PlotModel,
  lines: readonly DrawnLine[],
): void {
  context.save();
  clipToPlot(context, frame);
  context.lineJoin = 'round';
  const [first] = lines;
  if (lines.length === 1 && first !== undefined) fillBelow(context, frame, model, first.line);
  for (const drawn of lines) {
    const width = drawn.line.look === undefined ? 1 : lineWidth;
    strokeLine(context, drawn, colourOf(drawn.line, model), width, frame.ratio);
  }
  context.restore();
}

/** The highlighted one again, wider, over a veil of paper that takes the others back to 82 %. */
export function drawHighlight(
  context: CanvasRenderingContext2D,
  frame: Frame,
  model: PlotModel,
  drawn: DrawnLine,
): void {
  context.save();
  clipToPlot(context, frame);
  if (model.lines.length > 1) {
    context.globalAlpha = 0.18;
    context.fillStyle = model.theme.paper;
    context.fillRect(frame.left, frame.top, frame.width, frame.height);
    context.globalAlpha = 1;
  }
  context.lineJoin = 'round';
  strokeLine(context, drawn, colourOf(drawn.line, model, true), highlightWidth, frame.ratio);
  context.restore();
}

function fillBelow(context: CanvasRenderingContext2D, frame: Frame, model: PlotModel, line: PlotLine): void {
  const projection = projectionOf(frame, model);
  const base = Math.min(frame.top + frame.height, Math.max(frame.top, projectValue(0, projection)));
  const area = new Path2D();
  const x = (i: number) => projection.left + i * projection.perIndex;
  traceLine(line.values, projection, {
    // Moves become lines to the base and up again, so that every stretch is closed on its own.
    line: {
      moveTo: (px, py) => {
        area.moveTo(px, base);
        area.lineTo(px, py);
      },
      lineTo: (px, py) => area.lineTo(px, py),
    },
    disc: () => {},
    stretch: (from, to) => {
      if (from === to) return;
      area.lineTo(x(to), base);
      area.closePath();
    },
  });
  context.save();
  context.globalAlpha = lonelyFill;
  context.fillStyle = colourOf(line, model);
  context.fill(area);
  context.restore();
}
