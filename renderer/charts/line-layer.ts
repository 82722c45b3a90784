/**
 * The lines of a chart as a picture of their own, which is put onto the chart: so that a pan or a zoom moves what is painted already, and
 * many lines may come later than the axes. What is there stays until the next is.
 */
import type { Disposable } from '../../shared/base/disposable.ts';
import { rgbOf } from './colour.ts';
import { colourOf, projectionOf } from './draw-lines.ts';
import { heatPicture } from './heat-picture.ts';
import type { Heatmap } from './heatmap.ts';
import type { LinesJob } from './lines-job.ts';
import { closePicture, type LinesPicture, openPainter, paintHere } from './paint-service.ts';
import type { Frame, PlotModel } from './plot-model.ts';
import type { ValueScale } from './value-scale.ts';

/** So few are painted at once, in the page: that takes less than a frame. */
const mostHere = 8;

export interface LineLayer extends Disposable {
  /** Paints the model, or has it painted. */
  render(frame: Frame, model: PlotModel): void;
  /** Puts what was painted last where its window and its values lie in the frame. */
  put(context: CanvasRenderingContext2D, frame: Frame, scale: ValueScale): void;
}

interface Painted {
  readonly model: PlotModel;
  readonly width: number;
  readonly height: number;
}

/** @param onPicture a picture has come: the chart is to be drawn again. */
export function openLineLayer(onPicture: () => void): LineLayer {
  const painter = openPainter();
  let shown: { readonly of: Painted; readonly picture: LinesPicture } | undefined;
  let asked: Painted | undefined;
  const show = (of: Painted, picture: LinesPicture | undefined) => {
    if (picture === undefined) return;
    if (shown !== undefined) closePicture(shown.picture);
    shown = { of, picture };
  };
  return {
    render(frame, model) {
      const wanted = { model, width: Math.round(frame.width), height: Math.round(frame.height) };
      if (isSame(asked, wanted)) return;
      asked = wanted;
      if (model.heatmap !== undefined) {
        show(wanted, heatPictureOf(frame, model, model.heatmap));
        return;
      }
      const job = linesJob(frame, model);
      if (model.lines.length * (model.stacking === 'stacked' ? 2 : 1) <= mostHere) {
        show(wanted, paintHere(job()));
        return;
      }
      painter.paint(job, (picture) => {
        show(wanted, picture);
        onPicture();
      });
    },
    put(context, frame, scale) {
      // Between a scale and its logarithm there is no moving.
      if (shown === undefined || shown.of.model.scale.kind !== scale.kind) return;
      const { window: painted, scale: own } = shown.of.model;
      const [left, right] = [frame.xOf(painted.startMs), frame.xOf(painted.endMs)];
      const [top, bottom] = [frame.yOf(own.max), frame.yOf(own.min)];
      const room = (bleedOf(frame) * (bottom - top)) / Math.max(1, shown.of.height);
      context.save();
      context.beginPath();
      context.rect(frame.left, frame.top - bleedOf(frame), frame.width, frame.height + bleedOf(frame));
      context.clip();
      context.drawImage(shown.picture, left, top - room, right - left, bottom - top + room);
      context.restore();
    },
    dispose() {
      painter.dispose();
      if (shown !== undefined) closePicture(shown.picture);
      shown = undefined;
    },
  };
}

function isSame(one: Painted | undefined, other: Painted): boolean {
  return one?.model === other.model && one.width === other.width && one.height === other.height;
}

/** A line along the plot's upper edge keeps its whole width. */
function bleedOf({ ratio }: Frame): number {
  return Math.ceil(2 * ratio);
}

function heatPictureOf(frame: Frame, model: PlotModel, heatmap: Heatmap): HTMLCanvasElement | undefined {
  const { grid, scale, theme } = model;
  const left = frame.xOf(grid.startMs) - frame.left;
  const place = {
    width: Math.max(1, Math.round(frame.width)),
    height: Math.max(1, Math.round(frame.height)),
    left,
    perIndex: frame.xOf(grid.startMs + grid.stepMs) - frame.left - left,
  };
  const pixels = heatPicture(heatmap, grid, scale, place, rgbOf(theme.series[0] ?? theme.ink));
  const canvas = document.createElement('canvas');
  canvas.width = place.width;
  canvas.height = place.height + bleedOf(frame);
  const context = canvas.getContext('2d');
  context?.putImageData(new ImageData(pixels, place.width, place.height), 0, bleedOf(frame));
  return context === null ? undefined : canvas;
}

/** The place is that of this moment; the values are copied when the job is made. */
function linesJob(frame: Frame, model: PlotModel): () => LinesJob {
  const { lines, grid, scale, stacking, theme } = model;
  const bleed = bleedOf(frame);
  const own: Frame = {
    ...frame,
    left: 0,
    top: bleed,
    xOf: (timeMs) => frame.xOf(timeMs) - frame.left,
    yOf: (value) => frame.yOf(value) - frame.top + bleed,
  };
  const bottom = bleed + frame.height;
  const place = {
    width: Math.max(1, Math.round(frame.width)),
    height: Math.max(1, Math.round(frame.height) + bleed),
    ratio: frame.ratio,
    projection: projectionOf(own, model),
    zero: scale.kind === 'log' ? bottom : Math.min(bottom, Math.max(bleed, own.yOf(0))),
  };
  return () => {
    const values = new Float64Array(lines.length * grid.count);
    lines.forEach((line, i) => {
      values.set(line.values, i * grid.count);
    });
    return {
      ...place,
      values,
      count: grid.count,
      log: scale.kind === 'log',
      stacked: stacking === 'stacked',
      lonely: lines.length === 1 && stacking === 'lines',
      styles: lines.map((line) => ({
        colour: colourOf(line, theme),
        dash: line.look?.dash ?? 'solid',
        hair: line.look === undefined,
      })),
    };
  };
}
