/** Native histograms as a real Prometheus writes them into its answers, and as we do. */
import { expect, it, onTestFinished } from 'vitest';
import { resultChunks } from '../../../electron/backend/prometheus-api/result-chunks.ts';
import { emptyBuckets, type FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { plainRequest } from '../../support/http.ts';
import { MemoryStorage } from '../../support/promql/memory-storage.ts';
import { type HistogramSeries, writeHistograms } from '../../support/remote-write.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { serverMissing } from '../../support/servers/real-server.ts';

type Sample = HistogramSeries['samples'][number];

const limits = { isCancelled: () => false, nowMs: () => performance.now(), timeoutMs: 10_000, budgetBytes: 2 ** 28 };
const engine = { semantics: 'v2', lookbackMs: 300_000, subqueryStepMs: () => 60_000 } as const;

/** Prometheus has the bounds of buckets in a table, whose numbers are one off in the last place. */
function withoutLastDigits(body: string): string {
  return body.replace(/"(-?\d[\d.e+-]*)"/g, (_, number: string) => `"${Number(number).toPrecision(12)}"`);
}

function histogramOf({ zeroCount, counts, firstIndex, sum }: Sample): FloatHistogram {
  return {
    ...{
      schema: 1,
      zeroThreshold: 1e-3,
      zeroCount,
      sum,
      customValues: [],
      resetHint: 'unknown',
      negative: emptyBuckets,
    },
    count: counts.reduce((total, one) => total + one, zeroCount),
    positive: {
      indexes: Int32Array.from(counts, (_, i) => firstIndex + i),
      counts: Float64Array.from(counts),
    },
  };
}

it.skipIf(serverMissing('prometheus') !== undefined)('native histograms are written alike', async () => {
  const endMs = Math.floor(Date.now() / 1000) * 1000;
  const samples = [
    { timeMs: endMs - 30_250, zeroCount: 0, counts: [1], firstIndex: -30, sum: 1e-7 },
    { timeMs: endMs - 20_000, zeroCount: 3, counts: [1, 0, 2, 5], firstIndex: -30, sum: 12.5 },
    { timeMs: endMs - 10_000, zeroCount: 5, counts: [3, 1, 4, 8, 0, 7], firstIndex: -30, sum: 1e21 },
  ];
  const wide = [{ timeMs: endMs - 10_000, zeroCount: 0, counts: Array(200).fill(1), firstIndex: -19, sum: -0 }];
  const prometheus = await startPrometheus({ config: 'global: {}' });
  onTestFinished(() => prometheus.stop());
  await writeHistograms(prometheus.url, [
    { labels: { __name__: 'h', job: 'a' }, samples },
    { labels: { __name__: 'h', job: 'b' }, samples: wide },
  ]);
  const storage = new MemoryStorage();
  for (const [job, list] of Object.entries({ a: samples, b: wide })) {
    const labels = ['__name__', 'h', 'job', job];
    for (const one of list) storage.append(labels, { timeMs: one.timeMs, value: histogramOf(one) });
  }
  for (const text of ['h', 'h[1m]', 'h{job="a"} or vector(1)']) {
    const query = { kind: 'instant', expr: parseExpr(text), timeMs: endMs } as const;
    const { value } = evaluateQuery(storage, query, engine, limits);
    const target = `/api/v1/query?query=${encodeURIComponent(text)}&time=${endMs / 1000}`;
    const { body } = await plainRequest(prometheus.url + target);
    const ours = `{"status":"success","data":{${[...resultChunks(value)].join('')}}}`;
    expect(withoutLastDigits(ours)).toBe(withoutLastDigits(body));
  }
  const expr = parseExpr('h');
  const range = { kind: 'range', expr, startMs: endMs - 40_000, endMs, stepMs: 7000 } as const;
  const { value } = evaluateQuery(storage, range, engine, limits);
  const target = `/api/v1/query_range?query=h&start=${endMs / 1000 - 40}&end=${endMs / 1000}&step=7`;
  const { body } = await plainRequest(prometheus.url + target);
  const ours = `{"status":"success","data":{${[...resultChunks(value)].join('')}}}`;
  expect(withoutLastDigits(ours)).toBe(withoutLastDigits(body));
});
