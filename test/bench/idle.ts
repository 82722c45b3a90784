/**
 * `npm run bench -- idle [--seconds 300]`: three contexts connected and nobody looking, for five minutes: what memory and CPU the
 * backend's process (the built web host) needs, beside an empty Node measured at the same time. Linux only: it reads /proc.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import { startWebApp } from '../e2e/web-host.ts';
import { contextNamed, openClient, untilState } from '../support/contract-client.ts';
import { endProcess } from '../support/servers/real-server.ts';
import { startDemoClusters } from './demo-clusters.ts';
import { type Figure, median, report } from './harness.ts';

/** Of /proc/PID/stat's times; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
const sampleEveryMs = 5000;
/** Until what connecting left behind is collected. */
const settleMs = 10_000;

const given = process.argv.indexOf('--seconds');
const seconds = given < 0 ? 300 : Number(process.argv[given + 1]);

interface Usage {
  readonly residentMiB: number;
  /** Private and dirty: what would be free without the process. */
  readonly ownMiB: number;
  readonly cpuSeconds: number;
}

function usageOf(pid: number): Usage {
  const kib = (file: string, field: string) =>
    Number(
      new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1] ?? Number.NaN,
    );
  // The name of the process, in parentheses, may hold spaces: what follows the last one is in fixed places.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return {
    residentMiB: kib('status', 'VmRSS') / 1024,
    ownMiB: kib('smaps_rollup', 'Private_Dirty') / 1024,
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / ticksPerSecond,
  };
}

/** A second file with the same context: the same name, another identity. */
function copyOf(kubeconfigFile: string, directory: string): string {
  const copy = join(directory, 'another');
  writeFileSync(copy, readFileSync(kubeconfigFile), { mode: 0o600 });
  return copy;
}

function figuresOf(app: readonly Usage[], empty: readonly Usage[], cpuShare: number): readonly Figure[] {
  const over = (of: (usage: Usage) => number) => median(app.map(of)) - median(empty.map(of));
  return [
    { name: 'memory.resident', value: median(app.map((usage) => usage.residentMiB)), unit: 'MiB' },
    { name: 'memory.empty-node', value: median(empty.map((usage) => usage.residentMiB)), unit: 'MiB' },
    {
      name: 'memory.over-empty-node',
      value: over((usage) => usage.residentMiB),
      unit: 'MiB',
      goal: { op: '<', bound: 180 },
    },
    { name: 'memory.private-over-empty-node', value: over((usage) => usage.ownMiB), unit: 'MiB' },
    { name: 'memory.growth', value: (app.at(-1)?.residentMiB ?? 0) - (app[0]?.residentMiB ?? 0), unit: 'MiB' },
    { name: 'cpu', value: 100 * cpuShare, unit: '% of a core' },
  ];
}

await ensureBuilt();
const directory = mkdtempSync(join(tmpdir(), 'binnacle-idle-'));
const demo = await startDemoClusters(1, '15s');
let empty: ChildProcess | undefined;
try {
  const app = await startWebApp({
    kubeconfig: [demo.kubeconfigFile, copyOf(demo.kubeconfigFile, directory)],
    env: { BINNACLE_PARENT: String(process.pid) },
  });
  try {
    empty = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const { client, close } = await openClient(app.url);
    const first = await contextNamed(client, 'harbor');
    const contexts = [first, await contextNamed(client, 'reef'), await otherContext(first)];
    for (const context of contexts) {
      await client.connections.connect({ context });
      await untilState(client, context, ({ kind }) => kind === 'connected');
    }
    close();
    await sleep(settleMs);
    const pids = { app: app.process.pid ?? 0, empty: empty.pid ?? 0 };
    const runs = { app: [usageOf(pids.app)], empty: [usageOf(pids.empty)] };
    const beganMs = performance.now();
    while (performance.now() - beganMs < seconds * 1000) {
      await sleep(sampleEveryMs);
      runs.app.push(usageOf(pids.app));
      runs.empty.push(usageOf(pids.empty));
    }
    const spent = (runs.app.at(-1)?.cpuSeconds ?? 0) - (runs.app[0]?.cpuSeconds ?? 0);
    const cpuShare = spent / ((performance.now() - beganMs) / 1000);
    const again = await openClient(app.url);
    for (const context of contexts) await untilState(again.client, context, ({ kind }) => kind === 'connected');
    again.close();
    const column = (usages: readonly Usage[]) => usages.map(({ residentMiB }) => residentMiB);
    report('idle', figuresOf(runs.app, runs.empty, cpuShare), {
      residentMiB: { app: column(runs.app), empty: column(runs.empty) },
    });

    async function otherContext(id: string) {
      for await (const snapshot of client.contexts.watch({})) {
        const found = snapshot.contexts.find((context) => context.name === 'harbor' && context.id !== id);
        if (found !== undefined) return found.id;
      }
      throw new Error('the copied file has no context');
    }
  } finally {
    await app.close();
  }
} finally {
  if (empty !== undefined) await endProcess(empty);
  await demo.stop();
  rmSync(directory, { recursive: true, force: true });
}
