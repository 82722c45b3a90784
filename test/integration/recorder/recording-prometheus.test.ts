/** Real Prometheuses are recorded by the backend as it is: every sample that they have is there, bit for bit, and in the record of its own server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { usualTiming } from '../../../electron/backend/recorder/timing.ts';
import { backFill } from '../../support/servers/back-fill.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import {
  closeTiming,
  coverageOf,
  difference,
  everything,
  type RunningBackend,
  startBackend,
  startPlace,
  stopBackend,
  until,
  withFolder,
} from './recording-fixture.ts';

const hourMs = 3_600_000;
const slotMs = 2 * hourMs;
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(...options: Parameters<typeof startPrometheus>): Promise<RealServer> {
  const server = await startPrometheus(...options);
  cleanups.push(() => server.stop());
  return server;
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-recorded-server-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  return folder;
}

const ask = async (url: string, query: string) => {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await answer.json()) as { data: { result: readonly { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1] ?? 0);
};

/** Until a server has so many samples of its own, since some time: it may be slow where others are at work. */
async function untilScraped(url: string, samples: number, sinceMs = Date.now() - 600_000): Promise<void> {
  const seconds = () => Math.max(Math.floor((Date.now() - sinceMs) / 1000), 1);
  const found = () => ask(url, `sum(sum_over_time(scrape_samples_scraped[${seconds()}s]))`);
  await until(async () => (await found()) >= samples);
}

const reportOf = ({ recorder, context }: RunningBackend, index = 0) => recorder.report(context(index));

const isRecording = (backend: RunningBackend, index = 0) => {
  try {
    return reportOf(backend, index).state.kind === 'recording';
  } catch {
    return false;
  }
};

/** Until the record has what the server had at that time. */
async function untilRecorded(backend: RunningBackend, source: string, atMs: number): Promise<void> {
  const window = { startMs: atMs, endMs: atMs };
  await until(async () => (await coverageOf(backend, source, window))[0]?.state === 'recorded');
}

/** The back-fill has nothing left: since when, the caller knows. */
const isFilled = (backend: RunningBackend, index = 0) =>
  ['done', 'none'].includes(reportOf(backend, index).backfill.kind);

async function connected(backend: RunningBackend, count = 1): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await until(() => backend.connections.state(backend.context(index)).kind === 'connected');
  }
}

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)(
  'a real Prometheus',
  { timeout: 120_000 },
  () => {
    test('is recorded bit for bit, over its own restart and over ours', () =>
      withFolder(async (folder) => {
        const dataDir = await emptyFolder();
        const first = await serve({ dataDir, scrapeItself: true });
        const place = await startPlace(first.port);
        cleanups.push(() => place.stop());
        // A server that has just begun scrapes only some seconds later.
        await untilScraped(first.url, 1);
        const begin = () => startBackend(folder, [place.url]);
        let backend = begin();
        await connected(backend);
        backend.recorder.change(backend.context(), { isOn: true, rules: everything });
        const { source } = reportOf(backend);
        await until(() => isRecording(backend));
        const beginMs = Date.now();
        await untilRecorded(backend, source, beginMs + 3000);
        // The server stops, and comes back: what it has of the time before is there all the same.
        await first.stop();
        const second = await serve({ dataDir, scrapeItself: true });
        place.leadTo(second.port);
        await until(async () => (await ask(second.url, 'count_over_time(up[5s])')) > 1);
        await untilRecorded(backend, source, Date.now());
        // Ours stops for longer than is read along, and goes on where it was.
        await stopBackend(backend);
        const stoppedMs = Date.now();
        await until(async () => (await ask(second.url, 'vector(time())')) * 1000 > stoppedMs + 5000);
        backend = begin();
        await connected(backend);
        const againMs = Date.now();
        await untilRecorded(backend, source, againMs);
        await untilRecorded(backend, source, stoppedMs + 1000);
        await until(() => isFilled(backend));
        await untilScraped(second.url, 3000);
        const endMs = Date.now();
        await untilRecorded(backend, source, endMs + closeTiming.overlapMs);
        const coverage = await coverageOf(backend, source, { startMs: beginMs, endMs });
        await stopBackend(backend);
        const { samples, ...wrong } = await difference(second.url, folder, source, [beginMs - hourMs, endMs]);
        expect([wrong, samples >= 3000]).toEqual([{ missing: [], surplus: [] }, true]);
        expect(new Set(coverage.map(({ state }) => state)).has('notRecorded')).toBe(false);
      }));

    test('is recorded by its own clock while this computer’s jumps to and fro', () =>
      withFolder(async (folder) => {
        const server = await serve({ scrapeItself: true });
        await untilScraped(server.url, 1);
        let aheadMs = 0;
        const backend = startBackend(folder, [server.url], closeTiming, () => Date.now() + aheadMs);
        await connected(backend);
        backend.recorder.change(backend.context(), { isOn: true, rules: everything });
        const { source } = reportOf(backend);
        await until(() => isRecording(backend));
        const beginMs = Date.now();
        for (const jumpMs of [3 * hourMs, -26 * hourMs, 40 * 24 * hourMs, 0]) {
          const atMs = Date.now();
          aheadMs = jumpMs;
          await untilRecorded(backend, source, atMs + 2000);
        }
        await until(() => isFilled(backend));
        const endMs = Date.now();
        await untilRecorded(backend, source, endMs + closeTiming.overlapMs);
        const coverage = await coverageOf(backend, source, { startMs: beginMs, endMs });
        const later = await coverageOf(backend, source, { startMs: endMs + hourMs, endMs: endMs + 2 * hourMs });
        await stopBackend(backend);
        const { samples, ...wrong } = await difference(server.url, folder, source, [beginMs - hourMs, endMs]);
        expect([wrong, samples > 0]).toEqual([{ missing: [], surplus: [] }, true]);
        expect(new Set(coverage.map(({ state }) => state))).toEqual(new Set(['recorded']));
        expect(later.filter(({ state }) => state === 'recorded')).toEqual([]);
      }));

    test('two of them never mix, however equal their series are', () =>
      withFolder(async (folder) => {
        const servers = [await serve({ scrapeItself: { is: 'one' } }), await serve({ scrapeItself: { is: 'other' } })];
        const backend = startBackend(
          folder,
          servers.map(({ url }) => url),
        );
        await connected(backend, 2);
        for (const { url } of servers) await untilScraped(url, 1);
        const beginMs = Date.now();
        for (const index of [0, 1]) backend.recorder.change(backend.context(index), { isOn: true, rules: everything });
        const sources = [0, 1].map((index) => reportOf(backend, index).source);
        await until(() => [0, 1].every((index) => isRecording(backend, index)));
        for (const source of sources) await untilRecorded(backend, source, beginMs + 3000);
        for (const { url } of servers) await untilScraped(url, 500, beginMs);
        const endMs = Date.now();
        for (const source of sources) await untilRecorded(backend, source, endMs + closeTiming.overlapMs);
        await until(() => [0, 1].every((index) => isFilled(backend, index)));
        await stopBackend(backend);
        const differences = [];
        for (const [index, server] of servers.entries()) {
          const { samples, ...wrong } = await difference(server.url, folder, sources[index] ?? '', [beginMs, endMs]);
          differences.push([wrong, samples >= 500]);
        }
        expect(differences).toEqual([0, 1].map(() => [{ missing: [], surplus: [] }, true]));
      }));

    test('what was before is filled in from the newest on, as far as it is wanted; paused, it waits', () =>
      withFolder(async (folder) => {
        const dataDir = await emptyFolder();
        const nowMs = Date.now();
        await backFill(dataDir, history(nowMs - 7 * hourMs, nowMs - 60_000));
        const server = await serve({ dataDir, scrapeItself: true });
        const backend = startBackend(folder, [server.url], { ...closeTiming, overlapMs: usualTiming.overlapMs });
        await connected(backend);
        const context = backend.context();
        const rules = [{ id: 'r', name: 'Past', selectors: ['past_total', 'up'], isOn: true }];
        backend.recorder.change(context, { isOn: true, rules, backfillMs: 5 * hourMs, isBackfillPaused: true });
        const { source } = reportOf(backend);
        await until(() => reportOf(backend).backfill.kind === 'paused');
        const [paused] = await coverageOf(backend, source, { startMs: nowMs - 4 * hourMs, endMs: nowMs - 4 * hourMs });
        const seen: number[] = [];
        backend.recorder.onDidChange(() => {
          const { kind, atMs } = reportOf(backend).backfill;
          if (kind === 'running' && atMs !== undefined && atMs !== seen.at(-1)) seen.push(atMs);
        });
        backend.recorder.change(context, { isBackfillPaused: false });
        await until(() => reportOf(backend).backfill.kind === 'done');
        const { backfill } = reportOf(backend);
        await stopBackend(backend);
        // Whole windows, but for the first and the last.
        const edges = seen.slice(1).map((atMs) => (atMs + 1) % slotMs);
        expect([paused?.state, seen.toSorted((a, b) => b - a), edges.every((edge) => edge === 0)]).toEqual([
          'notRecorded',
          seen,
          true,
        ]);
        expect([seen.length >= 3, backfill.doneMs, backfill.problem]).toEqual([true, backfill.totalMs, undefined]);
        const wanted = [nowMs - 5 * hourMs + 120_000, nowMs - 60_000] as const;
        const { samples, missing } = await differenceOf('past_total', server.url, folder, source, wanted);
        expect([missing, samples > 1000]).toEqual([[], true]);
        const before = await differenceOf('past_total', server.url, folder, source, [
          nowMs - 7 * hourMs,
          nowMs - 5 * hourMs - 1000,
        ]);
        expect(before.surplus).toEqual([]);
      }));

    test('what it does not have is told so, once', () =>
      withFolder(async (folder) => {
        const server = await serve({ scrapeItself: true });
        const backend = startBackend(folder, [server.url]);
        await connected(backend);
        backend.recorder.change(backend.context(), { isOn: true, rules: everything, backfillMs: 24 * hourMs * 20 });
        await until(() => reportOf(backend).backfill.kind === 'done');
        const { source } = reportOf(backend);
        const atMs = Date.now() - 24 * hourMs * 10;
        const coverage = await coverageOf(backend, source, { startMs: atMs, endMs: atMs });
        await stopBackend(backend);
        expect(coverage.map(({ state, detail }) => [state, detail])).toEqual([
          ['other', expect.stringMatching(/^the server had nothing of that time .* started at /)],
        ]);
      }));

    test('is recorded from when its own samples begin, and not from when the two hours do', () =>
      withFolder(async (folder) => {
        const dataDir = await emptyFolder();
        const nowMs = Date.now();
        const firstMs = (Math.floor(nowMs / slotMs) - 2) * slotMs + 37 * 60_000;
        await backFill(dataDir, history(firstMs, nowMs - 60_000));
        const server = await serve({ dataDir, scrapeItself: true });
        const backend = startBackend(folder, [server.url]);
        await connected(backend);
        const rules = [{ id: 'r', name: 'Past', selectors: ['past_total', 'up'], isOn: true }];
        backend.recorder.change(backend.context(), { isOn: true, rules, backfillMs: 24 * hourMs });
        await until(() => reportOf(backend).backfill.kind === 'done');
        const { source } = reportOf(backend);
        const coverage = await coverageOf(backend, source, { startMs: firstMs - 5 * hourMs, endMs: nowMs });
        await stopBackend(backend);
        expect(coverage.map(({ startMs, endMs, state }) => [startMs, endMs, state])).toEqual([
          [firstMs - 5 * hourMs, firstMs - 1, 'other'],
          [firstMs, nowMs, 'recorded'],
        ]);
        expect(coverage[0]?.detail).toMatch(/^the server had nothing of that time /);
      }));

    test('is estimated before anybody says yes; the rules that Binnacle has find series on it', () =>
      withFolder(async (folder) => {
        const server = await serve({ scrapeItself: true });
        const backend = startBackend(folder, [server.url]);
        await connected(backend);
        await until(async () => (await ask(server.url, 'count_over_time(up[10s])')) > 3);
        const { signal } = new AbortController();
        const estimate = await backend.recorder.estimate(backend.context(), undefined, signal);
        const rules = [
          { id: 'one', name: 'one', selectors: ['up', '{__name__=~"up|scrape_duration_seconds"}'], isOn: true },
          { id: 'same', name: 'same', selectors: ['{__name__="up"}'], isOn: true },
          { id: 'off', name: 'off', selectors: ['prometheus_build_info'], isOn: false },
        ];
        const own = await backend.recorder.estimate(backend.context(), rules, signal);
        await stopBackend(backend);
        const found = estimate.rules.filter(({ series }) => series > 0).length;
        expect([found >= 2, estimate.series > 30, estimate.samplesADay > estimate.series * 1440]).toEqual([
          true,
          true,
          true,
        ]);
        expect([own.rules, own.series]).toEqual([
          [
            { id: 'one', series: 2 },
            { id: 'same', series: 1 },
            { id: 'off', series: 1 },
          ],
          2,
        ]);
      }));
  },
);

/** Of one metric. */
async function differenceOf(
  metric: string,
  url: string,
  folder: string,
  source: string,
  window: readonly [number, number],
) {
  const { samples, missing, surplus } = await difference(url, folder, source, window, (series) =>
    series.startsWith(metric),
  );
  return { samples, missing, surplus };
}

/** Each 15 s, as OpenMetrics. */
function* history(fromMs: number, toMs: number): Generator<string> {
  yield '# TYPE past counter\n';
  for (const host of ['a', 'b']) {
    for (let timeMs = fromMs; timeMs <= toMs; timeMs += 15_000) {
      yield `past_total{host="${host}"} ${(timeMs - fromMs) / 7} ${timeMs / 1000}\n`;
    }
  }
  yield '# EOF\n';
}
