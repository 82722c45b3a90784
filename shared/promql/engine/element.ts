/** Samples as operators and aggregations compute with them, one at a time: where native histograms are among them. */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import type { BinaryOperator, Span } from '../ast.ts';
import type { Annotations } from './annotations.ts';

/** A sample as it is computed with. */
export type Element = number | FloatHistogram;

export interface Operation {
  readonly op: BinaryOperator;
  readonly bool: boolean;
  /** Where the operator's expression stands. */
  readonly at: Span;
  readonly annotations: Annotations;
}
