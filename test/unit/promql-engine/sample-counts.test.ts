/** What a query says it read, and the most it may hold. test/integration/prometheus-api/sample-counts.test.ts compares it with Prometheus. */
import { describe, expect, it } from 'vitest';
import { type EngineQuery, evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { MemoryStorage } from '../../support/promql/memory-storage.ts';
import { histogramOf } from './histogram-of.ts';

const storage = new MemoryStorage();
for (let i = 0; i < 10; i += 1) {
  const timeMs = i * 60_000;
  for (const l of ['x', 'y']) storage.append(['__name__', 'm', 'l', l], { timeMs, value: i });
  const histogram = histogramOf({ positive: { 1: 2, 2: 1, 5: 1 }, negative: { 3: i } });
  storage.append(['__name__', 'h'], { timeMs, value: histogram });
}

const limits = { isCancelled: () => false, nowMs: () => 0, timeoutMs: 1, budgetBytes: 2 ** 24 };
const options = { semantics: 'v3', lookbackMs: 30_000, subqueryStepMs: () => 60_000 } as const;

/** Over five times, a minute apart. */
function samplesOf(text: string, maxSamples?: number) {
  const query: EngineQuery = {
    ...{ kind: 'range', expr: parseExpr(text), startMs: 240_000, endMs: 480_000, stepMs: 60_000 },
  };
  return evaluateQuery(storage, query, options, { ...limits, maxSamples }).samples;
}

const totalOf = (text: string) => samplesOf(text).total;

describe('the samples of a query', () => {
  it('are those that selectors find, at each time anew', () => {
    expect(['m', 'm + m', 'sum(m)', 'm{l="x"}', 'none', '1', 'm @ 60'].map(totalOf)).toEqual([10, 20, 10, 5, 0, 0, 10]);
  });

  it('are those in the windows of ranges', () => {
    const texts = ['rate(m[3m])', 'absent_over_time(m{l="x"}[2m])', 'max_over_time(m[2m:30s])', 'rate(m[3m] @ 240)'];
    expect(texts.map(totalOf)).toEqual([30, 10, 20, 30]);
  });

  it('of a subquery that is the query are those that it read', () => {
    const query: EngineQuery = { kind: 'instant', expr: parseExpr('rate(m[2m])[4m:1m]'), timeMs: 480_000 };
    expect(evaluateQuery(storage, query, options, limits).samples.total).toBe(16);
  });

  it('count a native histogram by its size: its buckets, and how often they begin anew', () => {
    // 168 bytes and 8 of the time; four buckets in three rows.
    const weight = Math.floor((176 + 8 * (4 + 3)) / 16);
    expect([totalOf('h'), totalOf('rate(h[3m])'), totalOf('histogram_count(h)')]).toEqual([
      ...[5 * weight, 15 * weight, 5 * weight],
    ]);
  });

  it('that are held at once are those of all that an operator needs, and of what comes of it', () => {
    expect(
      [samplesOf('m'), samplesOf('m + m'), samplesOf('m + m + m'), samplesOf('sum(m)')].map(({ peak }) => peak),
    ).toEqual([10, 30, 30, 15]);
  });

  it('may be limited', () => {
    const words = 'query processing would load too many samples into memory in query execution';
    expect(samplesOf('m', 10).peak).toBe(10);
    for (const text of ['m', 'rate(m[5m])', 'm @ 60', 'm + 1', 'vector(1)[20m:1m]']) {
      expect(() => samplesOf(text.endsWith(']') ? `sum_over_time(${text})` : text, 9), text).toThrow(
        expect.objectContaining({ kind: 'budget', message: words }),
      );
    }
  });
});
