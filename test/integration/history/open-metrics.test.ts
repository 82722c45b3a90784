/** A history as OpenMetrics text, through promtool into a real Prometheus: it answers the same queries as the history does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import { exportOpenMetrics } from '../../../electron/backend/history/transfer/export-open-metrics.ts';
import { importOpenMetrics } from '../../../electron/backend/history/transfer/import-open-metrics.ts';
import { baseNames } from '../../../electron/backend/history/transfer/metric-family.ts';
import { importSink } from '../../../electron/backend/history/transfer/source-records.ts';
import { labelValue } from '../../../shared/model/labels.ts';
import { compareLabels } from '../../../shared/promql/engine/compare-labels.ts';
import type { Queryable } from '../../../shared/promql/queryable.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { askEngine } from '../../support/promql-fuzz/ask-engine.ts';
import { type RealPrometheus, startFilledPrometheus } from '../../support/promql-fuzz/ask-prometheus.ts';
import { chanceOf } from '../../support/promql-fuzz/chance.ts';
import { compareAnswers } from '../../support/promql-fuzz/compare-answers.ts';
import { describeQuery } from '../../support/promql-fuzz/differential.ts';
import { generatedSeries } from '../../support/promql-fuzz/generated-series.ts';
import { randomQuery } from '../../support/promql-fuzz/random-query.ts';
import { recordedSeries } from '../../support/promql-fuzz/recorded-series.ts';
import { beginMs, endMs, type FuzzSeries, openMetricsOf } from '../../support/promql-fuzz/series.ts';
import { serverMissing } from '../../support/servers/real-server.ts';

const queryCount = 300;
const valueTypes = [
  ['_bucket', 'histogram'],
  ['_total', 'counter'],
] as const;

/** In the order of a block of Prometheus's, so that which of equals comes first is the same. */
function inOrder(storage: Queryable): Queryable {
  return {
    select(selection, run) {
      const found = Array.from(storage.select(selection, run), (one) => ({ ...one, values: one.values.slice() }));
      return found.sort((a, b) => compareLabels(a.labels, b.labels));
    },
  };
}

async function* bytesOf(text: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const part of text) yield encoder.encode(part);
}

/** One half of the samples as text, the other half scraped, sample after sample, and folded in part. */
async function fill(fixture: SourceFixture, all: readonly FuzzSeries[]): Promise<void> {
  const writer = fixture.open();
  const scraped = all.filter((_, i) => i % 10 === 0);
  await importOpenMetrics(bytesOf(openMetricsOf(all.filter((one) => !scraped.includes(one)))), importSink(writer));
  const ids = writer.register(scraped.map(({ labels }) => labels));
  for (const [i, { timesMs, values }] of scraped.entries()) {
    for (const [k, timeMs] of timesMs.entries()) {
      const series = Uint32Array.of(ids[i] ?? 0);
      writer.appendScrape({ target: `target ${i}`, timeMs, series, values: Float64Array.of(values[k] ?? 0) });
    }
  }
  // The first of the two slots that the samples lie in.
  fixture.foldAll(writer, beginMs + 3_600_000 * 1.5);
  const names = new Set(all.map(({ labels }) => labelValue(labels, '__name__') ?? ''));
  const metrics = [...names].flatMap((name) =>
    valueTypes.flatMap(([suffix, type]) => {
      const metric = name.endsWith(suffix) ? (baseNames(name).find((one) => one !== name) ?? name) : undefined;
      return metric === undefined ? [] : [{ metric, type, help: `Of "${name}"\nand \\more.`, unit: 'seconds' }];
    }),
  );
  expect(metrics.length).toBeGreaterThan(5);
  writer.setMetadata(metrics);
}

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)('a history as OpenMetrics text', () => {
  let fixture: SourceFixture | undefined;
  let prometheus: RealPrometheus | undefined;

  beforeAll(async () => {
    fixture = createSourceFixture();
    const chance = chanceOf(20_261_129);
    await fill(fixture, [...generatedSeries(chance), ...recordedSeries(chance)]);
    const reader = openHistoryReader(fixture.files);
    const text: string[] = [];
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      const request = { snapshots: reader, startMs: beginMs, endMs, selectors: [] };
      const { leftOut, samples } = await exportOpenMetrics(request, (bytes) => {
        text.push(decoder.decode(bytes, { stream: true }));
      });
      expect(leftOut).toEqual({ stale: 0, histograms: 0, series: 0 });
      expect(samples).toBeGreaterThan(50_000);
    } finally {
      reader.close();
    }
    prometheus = await startFilledPrometheus([text]);
  });

  afterAll(async () => {
    await prometheus?.stop();
    fixture?.dispose();
  });

  it('is what a real Prometheus answers from, as the history does', async () => {
    if (fixture === undefined || prometheus === undefined) throw new Error('nothing was started');
    const reader = openHistoryReader(fixture.files);
    const differences: string[] = [];
    let answers = 0;
    try {
      const storage = inOrder(reader.begin().storage);
      for (let seed = 1; seed <= queryCount; seed += 1) {
        const query = randomQuery(seed);
        const { text, time, size } = query;
        const expected = await prometheus.ask(text, time);
        if (expected.kind !== 'error') answers += 1;
        const sizes = () => (size === undefined ? undefined : askEngine(storage, size, time));
        const difference = compareAnswers(expected, askEngine(storage, text, time), query, sizes);
        if (difference !== undefined) differences.push(`${describeQuery(query)}: ${difference}`);
      }
    } finally {
      reader.close();
    }
    expect(differences).toEqual([]);
    expect(answers).toBeGreaterThan(queryCount / 2);
  });
});
