/** Asks our engine. */
import { evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { EvaluationError } from '../../../shared/promql/engine/evaluation-error.ts';
import { renamedFunctions, type SemanticsVersion } from '../../../shared/promql/engine/semantics.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import type { Queryable } from '../../../shared/promql/queryable.ts';
import type { Answer } from './answer.ts';
import type { QueryTime } from './random-query.ts';

/** Of a subquery that names no step; Prometheus takes its evaluation interval. */
export const subqueryStepMs = 20_000;

const options = { lookbackMs: 300_000, subqueryStepMs: () => subqueryStepMs } as const;
const limits = {
  isCancelled: () => false,
  nowMs: () => performance.now(),
  timeoutMs: 60_000,
  budgetBytes: 2 ** 30,
};

/** @throws whatever is no answer to a query: a bug */
export function askEngine(
  queryable: Queryable,
  text: string,
  time: QueryTime,
  semantics: SemanticsVersion = 'v2',
): Answer {
  try {
    const expr = parseExpr(renamed(text), { experimentalFunctions: true });
    const { value } = evaluateQuery(queryable, { ...time, expr }, { ...options, semantics }, limits);
    switch (value.kind) {
      case 'string':
        return { kind: 'string', text: value.text };
      case 'scalar':
        return { kind: 'scalar', series: [{ labels: [], timesMs: [value.timeMs], values: [value.value] }] };
      default:
        return { kind: value.kind, series: value.series };
    }
  } catch (error) {
    if (error instanceof PromqlError) return { kind: 'error', error: 'bad_data', message: error.message };
    if (error instanceof EvaluationError) return { kind: 'error', error: error.kind, message: error.message };
    throw error;
  }
}

/** With the names that functions have now. */
function renamed(text: string): string {
  return Object.entries(renamedFunctions).reduce(
    (whole, [before, { now }]) => whole.replaceAll(`${before}(`, `${now}(`),
    text,
  );
}
