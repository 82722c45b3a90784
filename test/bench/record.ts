/**
 * `npm run bench -- record`: what it costs to record 5,000 series at 15 s, to the backend (the built web host) and to the Prometheus that is recorded:
 * processor time of both, in windows with the recording on and off in turn. The peer is the same Prometheus: what it needs to scrape these series.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import type { ContractClient } from '../../shared/contract/contract.ts';
import type { ContextId } from '../../shared/model/context.ts';
import { contextNamed, openClient, untilState } from '../support/contract-client.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { untilReport } from '../support/soak/soak-checks.ts';
import { startWebApp } from '../support/web-app.ts';
import { median, report } from './harness.ts';
import { residentMemoryMiB } from './peak-memory.ts';
import { ProcessTime } from './process-time.ts';
import { untilScraped } from './prometheus-counters.ts';
import { startPackedExporter } from './scrape-exporter.ts';

const targets = 5;
const seriesEach = 1000;
const intervalMs = 15_000;
const windowMs = 6 * intervalMs;
const lookEveryMs = 500;
const rounds = 2;
const deadlineMs = 120_000;
const name = 'bench';

async function connected(client: ContractClient, url: string): Promise<ContextId> {
  const plain = { headers: [], auth: { kind: 'none' }, insecureSkipTlsVerify: false, matchers: '' } as const;
  await client.addresses.save({ address: { name, url, ...plain } });
  const context = await contextNamed(client, name);
  await client.connections.connect({ context });
  await untilState(client, context, ({ kind }) => kind === 'connected');
  return context;
}

async function setRecording(client: ContractClient, context: ContextId, isOn: boolean): Promise<void> {
  const rules = [{ id: 'all', name: 'All of it', selectors: [`{job="${name}"}`], isOn: true }];
  await client.recorder.change({ context, isOn, rules, backfillMs: 0 });
  const wanted = isOn ? 'recording' : 'off';
  await untilReport(client, context, ({ state }) => state.kind === wanted, deadlineMs);
}

/** Seconds of processor time within a window, of each process. */
async function spent(pids: readonly number[]): Promise<readonly number[]> {
  const times = pids.map((pid) => new ProcessTime(pid));
  const endMs = performance.now() + windowMs;
  while (performance.now() < endMs) {
    await pause(lookEveryMs);
    for (const time of times) time.look();
  }
  return times.map(({ seconds }) => seconds);
}

await ensureBuilt();
const exporter = await startPackedExporter(targets, seriesEach);
const groups = exporter.paths.map((path) => ({
  targets: [`127.0.0.1:${exporter.port}`],
  labels: { __metrics_path__: path, instance: path },
}));
const prometheus = await startPrometheus({
  jobs: [{ job: name, targets: [], groups }],
  scrapeInterval: `${intervalMs}ms`,
});
const app = await startWebApp({});
const page = await openClient(app.url);
const pids = [app.process.pid ?? 0, prometheus.pid];
const [on, off]: [number[][], number[][]] = [
  [[], []],
  [[], []],
];
try {
  const context = await connected(page.client, prometheus.url);
  await untilScraped(prometheus, targets * seriesEach * 2, deadlineMs);
  const memoryBeforeMiB = residentMemoryMiB(pids[0] ?? 0);
  for (let round = 0; round < rounds; round += 1) {
    for (const isOn of [true, false]) {
      await setRecording(page.client, context, isOn);
      await pause(intervalMs);
      const [ours = 0, theirs = 0] = await spent(pids);
      (isOn ? on : off)[0]?.push(ours);
      (isOn ? on : off)[1]?.push(theirs);
    }
  }
  await setRecording(page.client, context, true);
  const { rules } = await untilReport(page.client, context, ({ rules: [all] }) => (all?.series ?? 0) > 0, deadlineMs);
  // And those that Prometheus makes of each target by itself.
  if (rules[0]?.series !== targets * (seriesEach + 5)) throw new Error(`${rules[0]?.series} series were recorded`);
  const [oursOn, theirsOn] = on.map(median);
  const [oursOff, theirsOff] = off.map(median);
  const perMinute = 60_000 / windowMs;
  const of = (value = 0, less = 0) => (value - less) * perMinute;
  const [ours, theirs, base] = [of(oursOn, oursOff), of(theirsOn, theirsOff), of(theirsOff)];
  const figures = [
    { name: 'backend-against-prometheus', value: ours / base, unit: 'x' },
    { name: 'prometheus-more', value: theirs / base, unit: 'x' },
    { name: 'backend', value: ours, unit: 's a minute' },
    { name: 'prometheus, to be recorded', value: theirs, unit: 's a minute' },
    { name: 'prometheus, to scrape', value: base, unit: 's a minute' },
    { name: 'memory, more', value: residentMemoryMiB(pids[0] ?? 0) - memoryBeforeMiB, unit: 'MiB' },
  ];
  report('record', figures, {
    ours: { on: on[0] ?? [], off: off[0] ?? [] },
    prometheus: { on: on[1] ?? [], off: off[1] ?? [] },
  });
} finally {
  page.close();
  await app.close();
  await prometheus.stop();
  await exporter.stop();
}
