/** A graph as a picture to keep or to send: title, unit, lines and axes as they are seen, and the legend of what is visible. */
import type { ChartTheme } from './chart-theme.ts';
import { colourCount, type Look } from './looks.ts';

interface PictureRow {
  readonly look: Look | undefined;
  readonly series: number;
  readonly name: string;
  readonly value: string;
}

export interface PictureContent {
  readonly title: string;
  /** "08:32 to 11:32 UTC". */
  readonly second: string;
  readonly unit: string;
  readonly chart: HTMLCanvasElement;
  readonly rows: readonly PictureRow[];
  /** "and 1,980 more"; '' where all are listed. */
  readonly more: string;
  readonly theme: ChartTheme;
}

const padding = 16;
const titleHeight = 52;
const rowHeight = 22;
const longestName = 160;

/** @throws Error where the page has no canvas: a bug */
export async function graphPicture(content: PictureContent): Promise<Blob> {
  const { chart, rows, more } = content;
  const ratio = window.devicePixelRatio;
  const legendHeight = (rows.length + (more === '' ? 0 : 1)) * rowHeight * ratio;
  const canvas = document.createElement('canvas');
  canvas.width = chart.width + 2 * padding * ratio;
  canvas.height = chart.height + legendHeight + (titleHeight + 2 * padding) * ratio;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('a canvas without a context');
  drawContent(context, content, ratio);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('the picture could not be made')) : resolve(blob)),
      'image/png',
    );
  });
}

function drawContent(context: CanvasRenderingContext2D, content: PictureContent, ratio: number): void {
  const { title, second, unit, chart, rows, more, theme } = content;
  const left = padding * ratio;
  const width = context.canvas.width - 2 * left;
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.textBaseline = 'alphabetic';
  const write = (text: string, x: number, y: number, font: string, colour: string) => {
    context.font = `${font} ${theme.font}`;
    context.fillStyle = colour;
    context.fillText(text, x, y, width);
  };
  write(title, left, (padding + 14) * ratio, `600 ${14 * ratio}px`, theme.ink);
  write(second, left, (padding + 34) * ratio, `${12 * ratio}px`, theme.axisText);
  const top = (padding + titleHeight) * ratio;
  context.drawImage(chart, left, top);
  write(unit, left + 48 * ratio, top + 14 * ratio, `${11 * ratio}px`, theme.faint);
  let y = top + chart.height + 18 * ratio;
  for (const row of rows) {
    drawSwatch(context, row, theme, left + 12 * ratio, y - 4 * ratio, ratio);
    write(row.name.slice(0, longestName), left + 36 * ratio, y, `${12.5 * ratio}px`, theme.ink);
    context.textAlign = 'right';
    write(row.value, left + width, y, `500 ${12.5 * ratio}px`, theme.ink);
    context.textAlign = 'left';
    y += rowHeight * ratio;
  }
  if (more !== '') write(more, left + 36 * ratio, y, `${12 * ratio}px`, theme.faint);
}

function drawSwatch(
  context: CanvasRenderingContext2D,
  { look, series }: PictureRow,
  theme: ChartTheme,
  x: number,
  y: number,
  ratio: number,
): void {
  context.save();
  context.strokeStyle =
    look === undefined
      ? theme.hairline
      : (theme.series[look.colour] ?? theme.series[series % colourCount] ?? theme.ink);
  context.lineWidth = 3 * ratio;
  if (look?.dash === 'dashed') context.setLineDash([6 * ratio, 2 * ratio]);
  if (look?.dash === 'dotted') context.setLineDash([2 * ratio, 2 * ratio]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 14 * ratio, y);
  context.stroke();
  context.restore();
}
