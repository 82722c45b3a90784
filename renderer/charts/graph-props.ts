/** What a graph and the chart in it are given: what is drawn, who listens, and what of it may be asked back. */
import type { Ref } from 'react';
import type { TimeZone } from '../../shared/format/time.ts';
import type { Exemplar } from '../../shared/model/exemplar.ts';
import type { Crosshair } from './crosshair.ts';
import type { Gap, GraphEvents, GraphHandle, GraphMarks, GraphOptions, GraphPart } from './graph-model.ts';
import type { Grid } from './grid.ts';
import type { Heatmap } from './heatmap.ts';
import type { LookBook } from './looks.ts';
import type { PlotLine, PlotWindow, Threshold } from './plot-model.ts';
import type { ValueScale } from './value-scale.ts';

export interface SeriesGraphProps extends GraphEvents {
  /** What a screen reader calls the graph. */
  readonly name: string;
  /** Kept from drawing to drawing while they are the same. */
  readonly parts: readonly GraphPart[];
  /** As it was asked for: both ends inclusive. */
  readonly range: { readonly startMs: number; readonly endMs: number; readonly stepMs: number };
  readonly window: PlotWindow;
  readonly zone: TimeZone;
  readonly crosshair: Crosshair;
  readonly book: LookBook;
  readonly options: GraphOptions;
  readonly marks: GraphMarks;
  readonly dashesEarly: boolean;
  readonly ref?: Ref<GraphHandle>;
}

export interface ChartHandle {
  /** What is drawn, without what follows the pointer; at device pixels. */
  image(): HTMLCanvasElement | undefined;
}

export interface TimeSeriesChartProps extends GraphEvents {
  /** "CPU by namespace, 8 series, 08:32 to 11:32". */
  readonly name: string;
  readonly grid: Grid;
  readonly window: PlotWindow;
  readonly lines: readonly PlotLine[];
  readonly scale: ValueScale;
  readonly stacking: 'lines' | 'stacked';
  readonly thresholds: readonly Threshold[];
  readonly gaps: readonly Gap[];
  /** In place of "Not recorded", where the view knows more. */
  readonly gapText?: string | undefined;
  readonly exemplars: readonly Exemplar[];
  readonly heatmap: Heatmap | undefined;
  readonly zone: TimeZone;
  readonly crosshair: Crosshair;
  readonly highlighted: number | undefined;
  readonly onHighlight: (series: number | undefined) => void;
  /** A series that is not among the lines, as a line while it is pointed at in the legend; undefined where it has no place. */
  readonly lineOf: (series: number) => PlotLine | undefined;
  readonly nameOf: (series: number) => string;
  /** With its unit; of a heatmap, that of what was observed. */
  readonly formatValue: (value: number) => string;
  /** How many observations a heatmap's cell has, which may be a rate of them. */
  readonly formatCount: (count: number) => string;
  readonly ref?: Ref<ChartHandle>;
}

/** Where the pointer is, beside the crosshair's time, which all charts share. */
export interface PointedPlace {
  readonly exemplar: Exemplar | undefined;
  /** On the scale. */
  readonly value: number | undefined;
}
