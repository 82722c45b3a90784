/** All functions of PromQL, by name. */
import type { CallEvaluator } from './call.ts';
import { histogramCalls } from './histogram-calls.ts';
import { infoCalls } from './info-calls.ts';
import { labelCalls } from './label-calls.ts';
import { numberCalls } from './number-calls.ts';
import { rangeCalls } from './range-calls.ts';
import { timeCalls } from './time-calls.ts';
import { vectorCalls } from './vector-calls.ts';

export const calls: ReadonlyMap<string, CallEvaluator> = new Map([
  ...histogramCalls,
  ...infoCalls,
  ...labelCalls,
  ...numberCalls,
  ...rangeCalls,
  ...timeCalls,
  ...vectorCalls,
]);
