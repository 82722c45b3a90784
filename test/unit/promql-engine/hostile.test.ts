/** Expressions that mean harm, or a mistake: each ends in an answer or in an error of PromQL within its budget, never in a hang or a crash. */
import { describe, expect, it } from 'vitest';
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import { type EngineQuery, evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { EvaluationError } from '../../../shared/promql/engine/evaluation-error.ts';
import type { ResultValue } from '../../../shared/promql/engine/result.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import { MemoryStorage } from '../../support/promql/memory-storage.ts';

const yearMs = 365 * 24 * 3_600_000;
const limits = {
  ...{ isCancelled: () => false, nowMs: () => performance.now(), timeoutMs: 5000, budgetBytes: 64 * 2 ** 20 },
};
const options = { semantics: 'v3', lookbackMs: 300_000, subqueryStepMs: () => 60_000 } as const;

/** Some characters of every plane of Unicode, in names and values. */
const planes = Array.from({ length: 17 }, (_, plane) =>
  [0x41, 0x3b1, 0xfffc].map((low) => String.fromCodePoint(plane * 0x1_0000 + low)).join(''),
);

function storage(): MemoryStorage {
  const found = new MemoryStorage();
  const add = (pairs: readonly (readonly [string, string])[], value: number) => {
    for (let i = 0; i <= 10; i += 1) {
      found.append(labelsFromPairs([['__name__', 'm'], ...pairs]), { timeMs: i * 60_000, value: value + i });
    }
  };
  for (const [i, text] of planes.entries())
    add(
      [
        ['plane', text],
        [text, 'x'],
      ],
      i,
    );
  add([['text', 'a'.repeat(50_000)]], 1);
  return found;
}

type Outcome = ResultValue['kind'] | 'refused' | EvaluationError['kind'];

/** Anything but an answer and our two kinds of errors is a crash, and fails the test. */
function outcome(
  text: string,
  range?: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
): Outcome {
  try {
    const expr = parseExpr(text, { experimentalFunctions: true, durationExpressions: true });
    const query: EngineQuery =
      range === undefined ? { kind: 'instant', expr, timeMs: 600_000 } : { kind: 'range', expr, ...range };
    return evaluateQuery(storage(), query, options, limits).value.kind;
  } catch (error) {
    if (error instanceof PromqlError) return 'refused';
    if (error instanceof EvaluationError) return error.kind;
    throw error;
  }
}

const nested = (before: string, inner: string, after: string, times: number) =>
  before.repeat(times) + inner + after.repeat(times);

describe('hostile expressions', () => {
  it('that are deep are answered or refused', () => {
    expect(outcome(nested('(', '1', ')', 10_000))).toBe('refused');
    expect(outcome(nested('(', '1', ')', 200))).toBe('scalar');
    expect(outcome(nested('abs(', 'm', ')', 480))).toBe('vector');
    expect(['scalar', 'refused']).toContain(outcome(`${'-'.repeat(10_000)}1`));
    expect(outcome(Array.from({ length: 1500 }, () => 'm').join(' or '))).toBe('vector');
    expect(outcome(Array.from({ length: 100_000 }, () => '1').join('+'))).toBe('refused');
  });

  it('that are long are answered or refused', () => {
    expect(outcome(`m{plane=~"${'x|'.repeat(500_000)}y"}`)).toBe('vector');
    expect(outcome(`label_replace(m, "a", "${'$1'.repeat(300_000)}", "text", "(.*)")`)).toBe('budget');
    expect(outcome('m'.repeat(1_000_000))).toBe('vector');
    expect(outcome(`${'m + '.repeat(250_000)}`)).toBe('refused');
  });

  it('that make a label longer and longer run out of memory on paper only', () => {
    let text = 'label_replace(m, "text", "aaaaaaaa", "", "")';
    for (let i = 0; i < 60; i += 1) text = `label_join(${text}, "text", "", "text", "text")`;
    expect(outcome(text)).toBe('budget');
  });

  it('whose patterns explode elsewhere take linear time, or are refused', () => {
    for (const pattern of ['(a+)+b', '(a|a)*b', '(a|aa)+$', '(.*)(.*)(.*)(.*)(.*)b', 'a{1,1000}b', '((a*)*)*b']) {
      expect(outcome(`m{text=~"${pattern}"}`), pattern).toBe('vector');
      expect(outcome(`label_replace(m, "x", "$1", "text", "${pattern}")`), pattern).toBe('vector');
    }
    for (const pattern of ['((a{100}){100}){100}', 'a{1001}', '(?=a)', '\\\\1', '('.repeat(2000)]) {
      expect(outcome(`m{text=~"${pattern}"}`), pattern.slice(0, 30)).toBe('refused');
    }
  });

  it('of more times than fit are refused before anything of that size is made', () => {
    expect(outcome('max_over_time(m[1y:1ms])')).toBe('budget');
    expect(outcome('count_over_time(vector(1)[100y:1ms])')).toBe('budget');
    expect(outcome('sum_over_time(sum_over_time(m[1y:1s])[1y:1s])')).toBe('budget');
    const everyMs = { startMs: 0, endMs: yearMs, stepMs: 1 };
    for (const text of ['1', 'm', 'm + m', 'time()', 'rate(m[5m])', 'sum(m)', 'vector(1)', '"text"']) {
      expect(['budget', 'matrix', 'string'], text).toContain(outcome(text, everyMs));
    }
    expect(outcome('m[1y]')).toBe('matrix');
    expect(outcome('m offset 100y @ 9e9')).toBe('vector');
  });

  it('of every plane of Unicode are answered', () => {
    for (const text of planes) {
      expect(outcome(`sum by ("${text}") ({"${text}"="x", plane=~".*${text}"})`), text).toBe('vector');
      expect(outcome(`count_values("${text}", m)`), text).toBe('vector');
    }
  });

  it('with numbers that are none, too large or too small are answered', () => {
    for (const number of ['NaN', 'Inf', '-Inf', '1e308', '-1e308', '5e-324', '0x7fffffffffffffff']) {
      for (const of of ['topk', 'bottomk', 'quantile', 'limitk', 'limit_ratio']) {
        expect(['vector', 'execution'], `${of}(${number})`).toContain(outcome(`${of}(${number}, m)`));
      }
      for (const of of [
        `predict_linear(m[5m], ${number})`,
        `quantile_over_time(${number}, m[5m])`,
        `round(m, ${number})`,
      ]) {
        expect(outcome(of), of).toBe('vector');
      }
    }
  });
});
