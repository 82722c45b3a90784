/** In what the API of Prometheus 2.42 and that of 3.14 answer otherwise. What only newer ones know (`limit`, `lookback_delta`) is known to both. */
import type { SemanticsVersion } from '../../../shared/promql/engine/semantics.ts';

export interface Dialect {
  /** Label names are those of the data model before 3.0, and `U__` is no escape. */
  readonly legacyLabelNames: boolean;
  /** Before a wrong expression of a range query, as before any other: `invalid parameter "query": `. Since 3.0. */
  readonly rangeNamesQuery: boolean;
  /** How a wrong time is told. */
  readonly invalidTime: 'Invalid time value' | 'invalid time value';
  /** Values of `stats` besides `true` and `all` get a warning. Since 3.14. */
  readonly deprecatesStats: boolean;
  /** Of a query that was cancelled; 499 since 2.43. */
  readonly canceledStatus: 499 | 503;
}

const dialects: Readonly<Record<SemanticsVersion, Dialect>> = {
  v2: {
    legacyLabelNames: true,
    rangeNamesQuery: false,
    invalidTime: 'Invalid time value',
    deprecatesStats: false,
    canceledStatus: 503,
  },
  v3: {
    legacyLabelNames: false,
    rangeNamesQuery: true,
    invalidTime: 'invalid time value',
    deprecatesStats: true,
    canceledStatus: 499,
  },
};

export function dialectOf(version: SemanticsVersion): Dialect {
  return dialects[version];
}
