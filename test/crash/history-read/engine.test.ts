import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HistoryReader, openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import { type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import { evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import type { Queryable } from '../../../shared/promql/queryable.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { valuesOfBits } from '../../support/history/sample-bits.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { MemoryStorage } from '../../support/promql/memory-storage.ts';

const slotMs = 7_200_000;
const firstMs = 1000 * slotMs;
const scrapes = 1000;
const everyMs = 15_000;
const endMs = firstMs + scrapes * everyMs;

const expressions = [
  'up',
  'requests_total',
  'rate(requests_total[5m])',
  'sum by (job) (rate(requests_total[1m]))',
  'histogram_quantile(0.9, sum by (le, job) (rate(latency_bucket[10m])))',
  'max_over_time(temperature[30m]) - min_over_time(temperature[30m])',
  'count({job=~"job-[12]"})',
  'topk(3, requests_total) / on (instance, job) group_left up',
  'temperature{instance!="1"} offset 1h or absent(temperature{instance="none"})',
  'changes(up[2h])',
  'timestamp(up)',
  'count_over_time(up{instance="3"}[7d])',
];

describe('PromQL over the history', () => {
  const memory = new MemoryStorage();
  let fixture: SourceFixture;
  let reader: HistoryReader;

  beforeAll(() => {
    fixture = createSourceFixture();
    const writer = fixture.open();
    const random = seededRandom(7);
    const counters = new Map<string, number>();
    for (let n = 0; n < scrapes; n += 1) {
      for (let instance = 0; instance < 4; instance += 1) {
        const isGone = instance === 3 && n > 600;
        if (isGone && n > 601) continue;
        const timeMs = firstMs + n * everyMs + instance * 1000;
        const sets = seriesOf(instance);
        const values = sets.map((labels) => {
          const key = labels.join();
          const value = labels.includes('temperature')
            ? (random() % 1000) / 10
            : (counters.get(key) ?? 0) + (random() % 5);
          counters.set(key, random() % 300 === 0 ? 0 : value);
          return value;
        });
        const series = writer.register(sets);
        // A list of numbers would not keep the marker's bits.
        const given = isGone ? valuesOfBits(sets.map(() => '7ff0000000000002')) : Float64Array.from(values);
        writer.appendScrape({ target: `t${instance}`, timeMs, series, values: given });
        for (const [i, labels] of sets.entries())
          memory.append(labels, { timeMs, value: isGone ? 'stale' : (values[i] ?? 0) });
      }
      if (n % 300 === 299) fixture.foldAll(writer, firstMs + n * everyMs);
    }
    reader = openHistoryReader(fixture.files);
  });
  afterAll(() => {
    reader.close();
    fixture.dispose();
  });

  it.each(expressions)('%s is what it is over the same series in memory', (text) => {
    const snapshot = reader.begin();
    try {
      for (const stepMs of [15_000, 600_000]) {
        const found = evaluated(snapshot.storage, text, stepMs);
        expect(found).toEqual(evaluated(memory, text, stepMs));
        expect(JSON.stringify(found).length).toBeGreaterThan(100);
      }
    } finally {
      snapshot.end();
    }
  });
});

function seriesOf(instance: number): Labels[] {
  const own: [string, string][] = [
    ['instance', `${instance}`],
    ['job', `job-${instance % 3}`],
  ];
  const named = (name: string, ...more: [string, string][]) => labelsFromPairs([['__name__', name], ...own, ...more]);
  return [
    named('up'),
    named('temperature'),
    ...['/a', '/b', '/c'].map((path) => named('requests_total', ['path', path])),
    ...['0.1', '1', '+Inf'].map((le) => named('latency_bucket', ['le', le])),
  ];
}

function evaluated(queryable: Queryable, text: string, stepMs: number) {
  const expr = parseExpr(text, {});
  const limits = { isCancelled: () => false, nowMs: () => performance.now(), timeoutMs: 60_000, budgetBytes: 2 ** 30 };
  const { value } = evaluateQuery(
    queryable,
    { kind: 'range', expr, startMs: firstMs + 60_000, endMs: endMs + 120_000, stepMs },
    { semantics: 'v3', lookbackMs: 300_000, subqueryStepMs: () => 60_000 },
    limits,
  );
  if (value.kind !== 'matrix') throw new Error(`a ${value.kind}`);
  return value.series.map(({ labels, timesMs, values }) => ({ labels, timesMs: [...timesMs], values: [...values] }));
}
