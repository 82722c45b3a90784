/** A Prometheus 2.42 breaks off what it streams of gauges that are native histograms: they are recorded all the same, and so is all the rest. */
import { afterEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { hiddenDetail } from '../../../electron/backend/recorder/read-raw.ts';
import {
  delimited,
  double,
  family,
  integer,
  message,
  packedSigned,
  signed,
} from '../../support/exposition/protobuf-writer.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { startExporter } from '../raw/raw-fixture.ts';
import {
  coverageOf,
  difference,
  everything,
  startBackend,
  stopBackend,
  until,
  withFolder,
} from './recording-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const gaugeHistogram = 5;

/** Its buckets fall and rise. */
function gaugePage(n: number): Uint8Array {
  const counts = [5 + (n % 4), 9 - (n % 5), 7];
  const deltas = counts.map((count, i) => count - (counts[i - 1] ?? 0));
  const span = message(12, signed(1, -2), integer(2, counts.length));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const histogram = [integer(1, total), double(2, n), signed(5, 2), double(6, 0.001), integer(7, 0)];
  const metric = message(4, message(7, ...histogram, span, packedSigned(13, deltas)));
  return delimited(family('sizes', gaugeHistogram, [metric]));
}

async function startServer() {
  const exporter = await startExporter({ '/sizes': gaugePage, '/plain': (n) => `plain ${n}\n` });
  cleanups.push(() => exporter.close());
  const jobs = ['sizes', 'plain'].map((name) => ({
    ...{ job_name: name, metrics_path: `/${name}`, scrape_interval: '300ms', scrape_timeout: '300ms' },
    static_configs: [{ targets: [exporter.target], labels: { instance: 'one' } }],
  }));
  const prometheus = await startPrometheus({ config: stringify({ scrape_configs: jobs }) });
  cleanups.push(() => prometheus.stop());
  await until(() => exporter.asked('/sizes') > 5);
  return prometheus;
}

describe.skipIf(serverMissing('prometheus') !== undefined)('a stream that breaks off', { timeout: 60_000 }, () => {
  test('costs nothing but when native histograms ended, and what its JSON may hide of them', () =>
    withFolder(async (folder) => {
      const prometheus = await startServer();
      const backend = startBackend(folder, [prometheus.url]);
      const context = backend.context();
      await until(() => backend.connections.state(context).kind === 'connected');
      const plain = { id: 'p', name: 'Plain', selectors: ['plain'], isOn: true };
      backend.recorder.change(context, { isOn: true, rules: [...everything, plain] });
      const { source, plan } = backend.recorder.report(context);
      const nameOf = (rule: string) => plan.rules.find(({ id }) => id === rule)?.name;
      const beginMs = Date.now();
      const spansAt = async (atMs: number) =>
        (await backend.looks.lookAt(source, new AbortController().signal).spans({ startMs: atMs, endMs: atMs })).map(
          ({ rule, spans }) => [nameOf(rule), spans[0]?.state, spans[0]?.detail] as const,
        );
      const isRecorded = async (atMs: number) =>
        (await coverageOf(backend, source, { startMs: atMs, endMs: atMs }))[0]?.state === 'recorded';
      // Before the first look there is no record that could be asked.
      await until(() => backend.recorder.report(context).state.kind === 'recording');
      await until(() => isRecorded(beginMs + 3000));
      const endMs = Date.now();
      await until(() => isRecorded(endMs + 4000));
      const told = await spansAt(endMs);
      const { problem } = backend.recorder.report(context).rules[0] ?? {};
      await stopBackend(backend);
      expect([told.toSorted(), problem]).toEqual([
        [
          ['Everything', 'recorded', hiddenDetail],
          ['Plain', 'recorded', ''],
        ],
        undefined,
      ]);
      // What that gives has no histograms: they are counted.
      const { samples, ...wrong } = await difference(prometheus.url, folder, source, [beginMs - 1000, endMs]);
      expect([wrong.missing, samples > 50]).toEqual([[], true]);
      const stored = storedSamples(sourceFiles(folder, source), { allowTwice: true });
      const histograms = [...(stored.get('sizes{instance="one", job="sizes"}') ?? [])].filter(
        ([timeMs]) => timeMs >= beginMs && timeMs <= endMs,
      );
      const ups = [...(stored.get('up{instance="one", job="sizes"}') ?? [])].filter(
        ([timeMs]) => timeMs >= beginMs && timeMs <= endMs,
      );
      expect(histograms.map(([timeMs]) => timeMs)).toEqual(ups.map(([timeMs]) => timeMs));
    }));
});
