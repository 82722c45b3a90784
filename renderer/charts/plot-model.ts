/** What a plot draws: plain data, so that drawing is a function of it. */
import type { TimeZone } from '../../shared/format/time.ts';
import type { Exemplar } from '../../shared/model/exemplar.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { Gap } from './graph-model.ts';
import type { Grid } from './grid.ts';
import type { Heatmap } from './heatmap.ts';
import type { Look } from './looks.ts';
import type { ValueScale } from './value-scale.ts';

export interface PlotLine {
  /** Index in the result's columns. */
  readonly series: number;
  /** Its own, also where lines are stacked; on the grid; NaN where there is nothing. */
  readonly values: Float64Array;
  /** Undefined: a hairline, one of too many. */
  readonly look: Look | undefined;
}

/** The window that is shown, and now where the window holds it. */
export interface PlotWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly nowMs: number | undefined;
}

export interface Threshold {
  readonly value: number;
  readonly label: string;
}

export interface PlotModel {
  readonly grid: Grid;
  readonly window: PlotWindow;
  /** Drawn in this order: the first lies lowest. */
  readonly lines: readonly PlotLine[];
  readonly stacking: 'lines' | 'stacked';
  readonly scale: ValueScale;
  readonly thresholds: readonly Threshold[];
  readonly gaps: readonly Gap[];
  readonly exemplars: readonly Exemplar[];
  /** Under the lines. */
  readonly heatmap: Heatmap | undefined;
  readonly theme: ChartTheme;
  readonly zone: TimeZone;
  readonly locale: string;
}

/** What changes with the pointer: drawn over the rest without drawing that again. */
export interface Pointing {
  /** Index on the grid. */
  readonly index: number | undefined;
  /** The highlighted one, where it is drawn (stacked: on top of the others); it need not be one of the model's. */
  readonly line: PlotLine | undefined;
  readonly exemplar: Exemplar | undefined;
}

/** The drawn area in canvas pixels, and how many of those a CSS pixel has. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly xOf: (timeMs: number) => number;
  /** NaN for what is nowhere on a log scale. */
  readonly yOf: (value: number) => number;
}

/** Where the plotted area lies within the chart's element, and where a value lies in it. In CSS pixels. */
export interface PlotPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly xOf: (timeMs: number) => number;
  readonly yOf: (value: number) => number;
  readonly valueAt: (y: number) => number;
}
