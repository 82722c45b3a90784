/** What every part of an evaluation needs to know. */
import type { Queryable } from '../queryable.ts';
import type { Annotations } from './annotations.ts';
import type { QueryTimes } from './duration-ms.ts';
import type { StartedRun } from './query-run.ts';
import type { Semantics } from './semantics.ts';

export interface EvaluationContext {
  readonly queryable: Queryable;
  readonly run: StartedRun;
  readonly annotations: Annotations;
  readonly semantics: Semantics;
  /** How old the sample of an instant selector may be. */
  readonly lookbackMs: number;
  /** Of the whole query. */
  readonly times: QueryTimes;
  /** `__name__` goes at the end of the query, not where it loses its meaning. */
  readonly delayedNames: boolean;
  /** A counter that began anew is told by when it began, too. */
  readonly startTimestamps: boolean;
  /** `__type__` and `__unit__` are kept beside the name, and go with it. */
  readonly typeAndUnitLabels: boolean;
}
