/** What a plot draws: plain data, so that drawing is a function of it. */
import type { TimeZone } from '../../shared/format/time.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { Grid } from './grid.ts';
import type { Look } from './looks.ts';
import type { TimeTicks } from './time-ticks.ts';
import type { ValueScale } from './value-scale.ts';

export interface PlotLine {
  /** Index in the result's columns. */
  readonly series: number;
  /** On the grid; NaN where there is nothing. */
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

export interface PlotModel {
  readonly grid: Grid;
  readonly window: PlotWindow;
  /** Drawn in this order: the first lies lowest. */
  readonly lines: readonly PlotLine[];
  readonly scale: ValueScale;
  readonly theme: ChartTheme;
  readonly zone: TimeZone;
  readonly locale: string;
}

/** What changes with the pointer: drawn over the rest without drawing that again. */
export interface Pointing {
  /** Index on the grid. */
  readonly index: number | undefined;
  /** Index in the result's columns. */
  readonly highlighted: number | undefined;
}

/** The drawn area in canvas pixels, and how many of those a CSS pixel has. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly xOf: (timeMs: number) => number;
  readonly yOf: (value: number) => number;
  readonly ticks: TimeTicks;
}
