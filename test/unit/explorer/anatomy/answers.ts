/** Answers of instant queries, for tests: label sets with a value each. */
import type { Answer } from '../../../../renderer/client/run-query.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import type { QueryDone } from '../../../../shared/model/query.ts';

export function answerOf(
  sets: readonly Labels[],
  done: Partial<QueryDone> = {},
  values: readonly number[] = [],
): Answer {
  return {
    resultType: 'vector',
    columns: {
      labels: sets,
      offsets: Uint32Array.from({ length: sets.length + 1 }, (_, i) => i),
      timesMs: new Float64Array(sets.length),
      values: Float64Array.from(sets, (_, i) => values[i] ?? 0),
      histograms: [],
    },
    done: { kind: 'done', warnings: [], infos: [], bytes: 0, totalMs: 0, waitMs: 0, parseMs: 0, ...done },
  };
}
