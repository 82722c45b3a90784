/** A script of Prometheus's test language, read: what is loaded, what is evaluated, and what is to come of it. Times are milliseconds. */
import type { FloatHistogram } from '../../shared/model/float-histogram.ts';
import type { Labels } from '../../shared/model/labels.ts';
import type { Expr } from '../../shared/promql/ast.ts';

export type SequenceValue =
  | { readonly kind: 'omitted' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'number'; readonly value: number }
  | {
      readonly kind: 'histogram';
      readonly histogram: FloatHistogram;
      /** Its counter reset hint is written down, and to be compared. */
      readonly saysHint: boolean;
    };

export interface SeriesDescription {
  readonly labels: Labels;
  readonly values: readonly SequenceValue[];
}

export interface LoadedSeries extends SeriesDescription {
  /** Beside each value when its counter began, counted from the value's own time; undefined for not known. */
  readonly startOffsetsMs: readonly (number | undefined)[] | undefined;
}

export interface LoadCommand {
  readonly kind: 'load';
  /** From 1, as all lines. */
  readonly line: number;
  readonly stepMs: number;
  /** Classic histograms are loaded as native ones with custom buckets, too. */
  readonly withCustomBuckets: boolean;
  readonly series: readonly LoadedSeries[];
}

/** What a message has to be like. */
export interface TextPattern {
  readonly description: string;
  readonly matches: (text: string) => boolean;
}

export interface RangeTimes {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

export type ExpectedValue =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'string'; readonly text: string }
  /** A vector, or a matrix with its samples at `times`. */
  | { readonly kind: 'series'; readonly series: readonly SeriesDescription[]; readonly times: RangeTimes };

export interface ExpectedAnnotations {
  /** Each is met by one of them, and each of them meets one; empty for no demand. */
  readonly patterns: readonly TextPattern[];
  readonly forbidden: boolean;
}

export interface Expectation {
  /** The evaluation fails with this message; nothing else is looked at then. */
  readonly failure: TextPattern | undefined;
  readonly ordered: boolean;
  readonly warnings: ExpectedAnnotations;
  readonly infos: ExpectedAnnotations;
  readonly value: ExpectedValue;
}

export interface EvalCommand {
  readonly kind: 'eval';
  readonly line: number;
  readonly text: string;
  readonly expr: Expr;
  readonly when: { readonly kind: 'instant'; readonly timeMs: number } | ({ readonly kind: 'range' } & RangeTimes);
  readonly expected: Expectation;
}

interface ClearCommand {
  readonly kind: 'clear';
}

export type Command = LoadCommand | EvalCommand | ClearCommand;

/** What is wrong with a script itself. */
export class ScriptError extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.name = 'ScriptError';
    this.line = line;
  }
}
