/** A real VictoriaMetrics, which has no remote read: recorded and filled in by range selectors, everything that it exports is in the record. */
import { describe, expect, test } from 'vitest';
import { sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { formatLabels, labelsFromPairs } from '../../../shared/model/labels.ts';
import { type StoredSamples, storedSamples } from '../../support/history/stored-samples.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../../support/servers/victoria-metrics.ts';
import {
  closeTiming,
  coverageOf,
  everything,
  startBackend,
  stopBackend,
  until,
  withFolder,
} from './recording-fixture.ts';

const hourMs = 3_600_000;
const staleBits = '7ff0000000000002';

const bitsOf = (value: number) =>
  (new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n).toString(16).padStart(16, '0');

/** What it has, as it says itself. https://docs.victoriametrics.com/#how-to-export-data-in-json-line-format */
async function exported(url: string, fromMs: number, toMs: number): Promise<StoredSamples> {
  const form = new URLSearchParams({ 'match[]': '{__name__!=""}', start: `${fromMs / 1000}`, end: `${toMs / 1000}` });
  const answer = await fetch(`${url}/api/v1/export?${form}`);
  const found = new Map<string, ReadonlyMap<number, string>>();
  for (const line of (await answer.text()).split('\n').filter((one) => one !== '')) {
    const one = JSON.parse(line) as { metric: Record<string, string>; values: number[]; timestamps: number[] };
    const samples = one.timestamps.map((timeMs, i) => [timeMs, bitsOf(one.values[i] ?? Number.NaN)] as const);
    found.set(formatLabels(labelsFromPairs(Object.entries(one.metric))), new Map(samples));
  }
  return found;
}

function* past(fromMs: number, toMs: number): Generator<string> {
  for (const host of ['a', 'b']) {
    for (let timeMs = fromMs; timeMs <= toMs; timeMs += 15_000)
      yield `past_total{host="${host}"} ${((timeMs - fromMs) / 7).toFixed(3)} ${timeMs}`;
  }
}

describe.skipIf(serverMissing('victoria-metrics') !== undefined)('a real VictoriaMetrics', { timeout: 120_000 }, () => {
  test('is recorded by range selectors, and filled in, with every sample that it exports', () =>
    withFolder(async (folder) => {
      const server = await startVictoriaMetrics(['-search.latencyOffset=0s']);
      const nowMs = Date.now();
      try {
        const pastMs = [nowMs - 5 * hourMs, nowMs - 60_000] as const;
        const body = [...past(...pastMs)].join('\n');
        await fetch(`${server.url}/api/v1/import/prometheus`, { method: 'POST', body });
        await until(async () => (await exported(server.url, nowMs - 6 * hourMs, Date.now())).size > 100);
        // A series that is new is found some seconds later.
        const backend = startBackend(folder, [server.url], { ...closeTiming, overlapMs: 30_000 });
        const context = backend.context();
        await until(() => backend.connections.state(context).kind === 'connected');
        backend.recorder.change(context, { isOn: true, rules: everything, backfillMs: 4 * hourMs });
        const report = () => backend.recorder.report(context);
        await until(() => report().state.kind === 'recording');
        const beginMs = Date.now();
        const { source } = report();
        const covers = async (atMs: number) =>
          (await coverageOf(backend, source, { startMs: atMs, endMs: atMs }))[0]?.state === 'recorded';
        await until(() => covers(beginMs + 2000));
        await until(() => ['done', 'none'].includes(report().backfill.kind));
        await until(() => covers(beginMs + 15_000));
        const [span] = await coverageOf(backend, source, { startMs: beginMs - hourMs, endMs: beginMs - hourMs });
        await stopBackend(backend);
        const window = [nowMs - 4 * hourMs + 120_000, beginMs + 1000] as const;
        const theirs = await exported(server.url, ...window);
        const ours = storedSamples(sourceFiles(folder, source), { allowTwice: true });
        const wrong: string[] = [];
        let samples = 0;
        for (const [series, values] of theirs) {
          for (const [timeMs, bits] of values) {
            samples += 1;
            if (ours.get(series)?.get(timeMs) !== bits) wrong.push(`${series} ${timeMs} ${bits}`);
          }
        }
        const surplus = [...ours].flatMap(([series, values]) =>
          [...values].flatMap(([timeMs, bits]) => {
            const isTheirs = timeMs < window[0] || timeMs > window[1] || theirs.get(series)?.has(timeMs);
            return isTheirs || bits === staleBits ? [] : [`${series} ${timeMs} ${bits}`];
          }),
        );
        expect([wrong.slice(0, 5), surplus.slice(0, 5), samples > 2500]).toEqual([[], [], true]);
        // That no stale markers came is told.
        expect([span?.state, span?.detail]).toEqual(['recorded', expect.stringMatching(/^read as JSON/)]);
      } finally {
        await server.stop();
      }
    }));
});
