/**
 * The lines of a chart as plain data, and how they are painted: strokes, discs for isolated samples, the fill of a lonely series and of
 * stacked ones; the hairlines, which are many, as one picture (raster.ts). The same in the page and in its worker.
 */
import { rgbOf } from './colour.ts';
import { rasterize } from './raster.ts';
import { pileUp } from './stack.ts';
import { type Projection, projectValue, traceLine } from './trace.ts';

export interface LineStyle {
  readonly colour: string;
  readonly dash: 'solid' | 'dashed' | 'dotted';
  /** One of too many for a look of its own. */
  readonly hair: boolean;
}

export interface LinesJob {
  /** Of the picture, in device pixels, and how many of those a CSS pixel has. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  /** Of values, or where `log` of their logarithms. */
  readonly projection: Projection;
  readonly log: boolean;
  /** Where fills end: zero's height, or the nearest to it that is shown. */
  readonly zero: number;
  readonly stacked: boolean;
  /** Lowest first, hairlines before all others. */
  readonly styles: readonly LineStyle[];
  /** Of each line. */
  readonly count: number;
  /** Lines after each other, each its own values, also where they are stacked; NaN where there is nothing. */
  readonly values: Float64Array<ArrayBuffer>;
  /** Of a series that is alone in its chart: what is below it is filled. */
  readonly lonely: boolean;
}

export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const lineWidth = 1.5;
/** Of a disc: 3 px across. */
const discRadius = 1.5;
const lonelyFill = 0.12;
const stackedFill = 0.7;
/**
 * Device pixels. Without a graphics card a line wider than a pixel is filled as an outline, and takes 20 to 30 times as long as one of a
 * pixel (1,440 points: 6 ms against 0.2). Up to this width, two of a pixel beside each other look the same.
 */
const mostOfHairlines = 1.75;

interface Line {
  readonly style: LineStyle;
  /** As it is drawn: the top of its layer where lines are stacked, a logarithm on a log scale. */
  readonly values: Float64Array<ArrayBuffer>;
  /** The bottom of its layer. */
  readonly lower: Float64Array | undefined;
}

/** @param context of an empty canvas of the job's size */
export function paintLines(context: Context2D, job: LinesJob): void {
  const lines = linesOf(job);
  const hairs = lines.filter(({ style }) => style.hair);
  if (hairs.length > 0) putHairs(context, job, hairs);
  const stroked = lines.filter(({ style }) => !style.hair);
  const [first] = stroked;
  if (job.lonely && first !== undefined) fillBelow(context, job, first);
  for (const { style, values, lower } of stroked) {
    if (lower === undefined) continue;
    context.globalAlpha = stackedFill;
    context.fillStyle = style.colour;
    context.fill(areaBetween(lower, values, job.projection));
    context.globalAlpha = 1;
  }
  for (const { style, values } of stroked) {
    strokeLine(context, values, job, { ...style, width: lineWidth });
  }
}

function linesOf({ values, count, styles, stacked, log }: LinesJob): readonly Line[] {
  const own = styles.map((_, i) => values.subarray(i * count, (i + 1) * count));
  if (!stacked) {
    return styles.map((style, i) => ({
      style,
      values: onScale(own[i] ?? new Float64Array(0), log),
      lower: undefined,
    }));
  }
  return pileUp(own).map(({ lower, upper }, i) => ({ style: styles[i] ?? plain, values: upper, lower }));
}

const plain: LineStyle = { colour: '', dash: 'solid', hair: false };

/** What cannot stand on a log scale is a gap. */
export function onScale(values: Float64Array<ArrayBuffer>, log: boolean): Float64Array<ArrayBuffer> {
  return log ? values.map((value) => (value > 0 ? Math.log(value) : Number.NaN)) : values;
}

function putHairs(context: Context2D, job: LinesJob, hairs: readonly Line[]): void {
  const { width, height, ratio, count, projection, stacked, zero } = job;
  const values = new Float64Array(hairs.length * count);
  hairs.forEach((line, i) => {
    values.set(line.values, i * count);
  });
  const pixels = rasterize({
    ...{ width, height, count, values, projection },
    thickness: Math.max(1, Math.round(ratio)),
    colour: rgbOf(hairs[0]?.style.colour ?? ''),
    fillTo: stacked ? zero : undefined,
  });
  context.putImageData(new ImageData(pixels, width, height), 0, 0);
}

/** Closed for every unbroken stretch on its own. */
function areaBetween(lower: Float64Array, upper: Float64Array, projection: Projection): Path2D {
  const area = new Path2D();
  const { left, perIndex } = projection;
  let from = -1;
  for (let i = 0; i <= upper.length; i += 1) {
    const missing = i === upper.length || Number.isNaN(upper[i]);
    if (!missing && from < 0) from = i;
    if (!missing || from < 0) continue;
    area.moveTo(left + from * perIndex, projectValue(upper[from] ?? 0, projection));
    for (let at = from + 1; at < i; at += 1) {
      area.lineTo(left + at * perIndex, projectValue(upper[at] ?? 0, projection));
    }
    for (let at = i - 1; at >= from; at -= 1) {
      area.lineTo(left + at * perIndex, projectValue(lower[at] ?? 0, projection));
    }
    area.closePath();
    from = -1;
  }
  return area;
}

export interface Stroke {
  readonly colour: string;
  readonly dash: LineStyle['dash'];
  /** CSS pixels. */
  readonly width: number;
}

/** @param values as they are drawn */
export function strokeLine(
  context: Context2D,
  values: Float64Array,
  { projection, ratio }: Pick<LinesJob, 'projection' | 'ratio'>,
  { colour, dash, width }: Stroke,
): void {
  const radius = discRadius * ratio;
  const strokes = new Path2D();
  const discs = new Path2D();
  const disc = (x: number, y: number) => {
    discs.moveTo(x + radius, y);
    discs.arc(x, y, radius, 0, 2 * Math.PI);
  };
  traceLine(values, projection, { line: strokes, disc });
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.setLineDash(dashOf(dash, ratio));
  // Half the cost of a round one, and not to be told from it at this width.
  context.lineJoin = 'bevel';
  const thickness = width * ratio;
  const twice = thickness > 1 && thickness <= mostOfHairlines;
  context.lineWidth = twice ? 1 : thickness;
  const away = twice ? (thickness - 1) * 0.4 : 0;
  for (const by of twice ? [away, -away] : [0]) {
    context.translate(by, by);
    context.stroke(strokes);
    context.translate(-by, -by);
  }
  context.fill(discs);
}

function dashOf(dash: LineStyle['dash'], ratio: number): number[] {
  if (dash === 'dashed') return [6 * ratio, 3 * ratio];
  return dash === 'dotted' ? [2 * ratio, 3 * ratio] : [];
}

function fillBelow(context: Context2D, { projection, zero }: LinesJob, { style, values }: Line): void {
  const area = new Path2D();
  const x = (i: number) => projection.left + i * projection.perIndex;
  traceLine(values, projection, {
    // Moves become lines to the base and up again, so that every stretch is closed on its own.
    line: {
      moveTo: (px, py) => {
        area.moveTo(px, zero);
        area.lineTo(px, py);
      },
      lineTo: (px, py) => area.lineTo(px, py),
    },
    disc: () => {},
    stretch: (from, to) => {
      if (from === to) return;
      area.lineTo(x(to), zero);
      area.closePath();
    },
  });
  context.globalAlpha = lonelyFill;
  context.fillStyle = style.colour;
  context.fill(area);
  context.globalAlpha = 1;
}
