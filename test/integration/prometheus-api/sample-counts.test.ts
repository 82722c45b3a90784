/** The samples that our engine counts, and those that a real Prometheus 2.42 tells in the statistics of the same queries. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { EvaluationError } from '../../../shared/promql/engine/evaluation-error.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import { type RealPrometheus, startFilledPrometheus } from '../../support/promql-fuzz/ask-prometheus.ts';
import { chanceOf } from '../../support/promql-fuzz/chance.ts';
import { generatedSeries } from '../../support/promql-fuzz/generated-series.ts';
import { type QueryTime, randomQuery } from '../../support/promql-fuzz/random-query.ts';
import { beginMs, openMetricsOf, storageOf } from '../../support/promql-fuzz/series.ts';
import { serverMissing } from '../../support/servers/real-server.ts';

const seed = 20_231_114;
const options = { semantics: 'v2', lookbackMs: 300_000, subqueryStepMs: () => 20_000 } as const;
const limits = {
  ...{ isCancelled: () => false, nowMs: () => performance.now(), timeoutMs: 60_000, budgetBytes: 2 ** 30 },
};

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)('samples as Prometheus 2.42 counts them', () => {
  const all = [...generatedSeries(chanceOf(seed))];
  const storage = storageOf(all);
  let prometheus: RealPrometheus;

  beforeAll(async () => {
    prometheus = await startFilledPrometheus(openMetricsOf(all));
  });

  afterAll(async () => {
    await prometheus?.stop();
  });

  /** Ours and theirs; undefined where either has no answer. */
  async function totals(text: string, time: QueryTime) {
    const theirs = await prometheus.askJson(text, time);
    if (theirs.status === 'error') return undefined;
    try {
      const { samples } = evaluateQuery(storage, { ...time, expr: parseExpr(text) }, options, limits);
      return { ours: samples.total, theirs: theirs.data.stats?.samples.totalQueryableSamples };
    } catch (error) {
      if (error instanceof PromqlError || error instanceof EvaluationError) return undefined;
      throw error;
    }
  }

  it.each([
    'lat_count',
    'sum by (job) (rate(lat_count[5m]))',
    'histogram_quantile(0.9, sum by (le) (rate(lat_bucket[2m])))',
    'lat_sum / lat_count',
    'topk(2, lat_count) > 3',
    'lat_count offset 5m unless lat_sum',
    'lat_count @ start() + on (instance) group_left () sum by (instance) (lat_sum @ end())',
    'rate(lat_count[5m] @ end())',
    'max_over_time(rate(lat_count[1m])[10m:1m])',
    'max_over_time(lat_count[10m:] @ start())',
    'predict_linear(lat_count[5m], 60)',
    'count_values("value", lat_count)',
    'absent_over_time(lat_sum[1h])',
    'timestamp(lat_count)',
    'vector(1) + time()',
  ])('are the same for %s', async (text) => {
    const [startMs, endMs] = [beginMs + 3_000_000, beginMs + 3_600_000];
    for (const time of [
      { kind: 'range', startMs, endMs, stepMs: 15_000 },
      { kind: 'instant', timeMs: endMs },
    ] as const) {
      const both = await totals(text, time);
      expect(both?.ours, time.kind).toBe(both?.theirs);
      expect(both?.theirs).toBeDefined();
    }
  });

  it('are the same for random queries', { timeout: 60_000 }, async () => {
    const different: string[] = [];
    let same = 0;
    for (let i = 1; i <= 600; i += 1) {
      const { text, time } = randomQuery(i);
      const both = await totals(text, time);
      if (both === undefined) continue;
      if (both.ours === both.theirs && both.ours > 0) same += 1;
      else if (both.ours !== both.theirs) different.push(`${text}: ${both.ours}, there ${both.theirs}`);
    }
    expect(different).toEqual([]);
    expect(same).toBeGreaterThan(200);
  });
});
