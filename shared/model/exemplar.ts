/** An exemplar: one observed event beside the samples, with labels of its own that mostly name a trace. */
import type { Labels } from './labels.ts';

export interface Exemplar {
  readonly timeMs: number;
  readonly value: number;
  /** Its own: `trace_id` and the like. Hostile text. */
  readonly labels: Labels;
  /** Of the series it was observed for. */
  readonly series: Labels;
}

export interface Exemplars {
  readonly exemplars: readonly Exemplar[];
  /** False where there were more than could be taken. */
  readonly complete: boolean;
}
