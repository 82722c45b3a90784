/** One window of a series in which there are native histograms: computed by itself, sample by sample. */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import type { Labels } from '../../../model/labels.ts';
import type { Span } from '../../ast.ts';
import type { Annotations } from '../annotations.ts';
import type { Element } from '../element.ts';

export interface SampleWindow {
  /** Of the whole series; the window is from … to - 1, and at least one. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** Undefined where the sample is a number. */
  readonly histograms: readonly (FloatHistogram | undefined)[];
  readonly startTimesMs: Float64Array | undefined;
  readonly from: number;
  readonly to: number;
  /** Where the window ends, and how long it is. */
  readonly endMs: number;
  readonly rangeMs: number;
  readonly labels: Labels;
  /** The scalar arguments at this time. */
  readonly scalars: readonly number[];
}

/** Whom a window's function tells, and about what. */
export interface WindowTeller {
  readonly annotations: Annotations;
  /** The call, and the range that it is given. */
  readonly callAt: Span;
  readonly rangeAt: Span;
}

/** @returns undefined for no sample at this time */
export type WindowFunction = (window: SampleWindow, teller: WindowTeller) => Element | undefined;
