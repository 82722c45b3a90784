/** What follows the pointer, over the plot: highlight, crosshair with its time, now-line, exemplars. Drawn without drawing the lines again. */
import type uPlot from 'uplot';
import type { Disposable } from '../../shared/base/disposable.ts';
import { formatDay, formatTime } from '../../shared/format/time.ts';
import { drawNowLine } from './draw-frame.ts';
import { drawHighlight } from './draw-lines.ts';
import { drawExemplars } from './draw-marks.ts';
import { drawCrosshair } from './draw-pointing.ts';
import styles from './plot.module.css';
import type { Frame, PlotModel, PlotPlace, Pointing } from './plot-model.ts';

export interface PlotOverlay extends Disposable {
  mount(host: HTMLElement): void;
  /** @param pointing undefined: only what does not follow the pointer */
  draw(chart: uPlot, frame: Frame, place: PlotPlace, model: PlotModel, pointing: Pointing | undefined): void;
}

export function openOverlay(): PlotOverlay {
  const canvas = document.createElement('canvas');
  canvas.className = styles.overlay ?? '';
  // Text on a canvas that is drawn anew at every move costs more than all the rest of it.
  const flag = document.createElement('div');
  flag.className = styles.flag ?? '';
  flag.ariaHidden = 'true';
  return {
    mount: (host) => host.append(canvas, flag),
    draw(chart, frame, place, model, pointing) {
      const context = clearedCanvas(canvas, chart);
      if (context === undefined) return;
      if (pointing !== undefined) drawHighlight(context, frame, model, pointing.line);
      drawNowLine(context, frame, model);
      if (pointing !== undefined) {
        drawExemplars(context, frame, model, pointing.exemplar);
        drawCrosshair(context, frame, model, pointing);
      }
      placeFlag(flag, place, model, pointing?.index);
    },
    dispose() {
      canvas.remove();
      flag.remove();
    },
  };
}

const dayMs = 86_400_000;

/** Over the axis, in the middle of the crosshair; whole within the plot, even at the axis's ends. */
function placeFlag(flag: HTMLElement, place: PlotPlace, model: PlotModel, index: number | undefined): void {
  flag.hidden = index === undefined;
  if (index === undefined) return;
  const timeMs = model.grid.startMs + index * model.grid.stepMs;
  const middle = Math.min(place.left + place.width - 13, Math.max(30, place.xOf(timeMs)));
  const { startMs, endMs } = model.window;
  const day = endMs - startMs > dayMs ? `${formatDay(timeMs, model.zone, model.locale)} ` : '';
  flag.textContent = day + formatTime(timeMs, model.zone);
  flag.style.transform = `translate(${Math.round(middle)}px, ${place.top + place.height + 8}px) translateX(-50%)`;
}

/** It takes the size of uPlot's canvas, which follows the page's zoom. */
function clearedCanvas(canvas: HTMLCanvasElement, chart: uPlot): CanvasRenderingContext2D | undefined {
  const { width, height } = chart.ctx.canvas;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${chart.width}px`;
    canvas.style.height = `${chart.height}px`;
  }
  const context = canvas.getContext('2d') ?? undefined;
  context?.clearRect(0, 0, width, height);
  return context;
}
