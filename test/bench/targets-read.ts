/**
 * `npm run bench -- targets-read`: 7,000 targets in 735 pools of a real Prometheus, read as the Targets view reads them, and searched as
 * service discovery does: the longest task of the backend's main thread meanwhile, and how long it takes beside JSON.parse of the same bytes
 * on that thread, which is what a reader without a worker would do at the least. A task counts by the processor time that the thread itself
 * took between two ticks of a timer; how late the timer was stands beside it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { createWorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import { startManyTargets } from '../support/many-targets.ts';
import { interleave, median, report, timed } from './harness.ts';

const wanted = { targets: 7000, pools: 735 };
const log = { write: () => undefined };
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const { signal } = new AbortController();

interface Watched {
  readonly tookMs: number;
  /** Of the thread's own work, and of a timer that comes every millisecond. */
  readonly ownMs: number;
  readonly lateMs: number;
}

async function watched(work: () => Promise<unknown>): Promise<Watched> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let last = process.threadCpuUsage();
  let ownMs = 0;
  const look = () => {
    const now = process.threadCpuUsage();
    ownMs = Math.max(ownMs, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
  };
  const timer = setInterval(look, 1);
  delay.enable();
  const start = performance.now();
  await work();
  const tookMs = performance.now() - start;
  look();
  delay.disable();
  clearInterval(timer);
  return { tookMs, ownMs, lateMs: delay.max / 1e6 };
}

async function main(): Promise<void> {
  const server = await startManyTargets(wanted);
  const dispatcher = new Pool(server.url, { connections: 4 });
  const pool = createWorkerPool({ url: new URL('../../electron/workers/parse.ts', import.meta.url), log });
  const catalogPool = createWorkerPool({ url: new URL('../../electron/workers/catalog.ts', import.meta.url), log });
  const endpoint = { dispatcher, origin: server.url, pathPrefix: '' };
  const { targets } = createPrometheusSource(endpoint, { pool, catalogPool, clock, log });
  if (targets === undefined) throw new Error('a Prometheus has targets');

  const answer = async () => (await fetch(`${server.url}/api/v1/targets?state=active`)).text();
  const seen: Record<string, Watched[]> = { read: [], discovered: [] };
  const follow = (name: string, work: () => Promise<unknown>) => async () => {
    const one = await watched(work);
    seen[name]?.push(one);
    return one.tookMs;
  };

  try {
    const deadlineMs = performance.now() + 60_000;
    for (let count = 0; count < wanted.targets; await sleep(500)) {
      count = (await targets.read(signal)).targets.length;
      if (performance.now() > deadlineMs) throw new Error(`only ${count} targets have turned up`);
    }
    const text = await answer();
    const search = { text: 'service-440', offset: 0, limit: 500, freshMs: 0 };
    const runs = await interleave({
      read: follow('read', async () => {
        const { targets: all, pools } = await targets.read(signal);
        if (all.length !== wanted.targets || pools.length !== wanted.pools) throw new Error(`${all.length} targets`);
      }),
      discovered: follow('discovered', async () => {
        if ((await targets.discovered(search, signal)).count === 0) throw new Error('nothing was found');
      }),
      'json-parse': () => timed(() => JSON.parse(text)),
      'answer-alone': async () => {
        const start = performance.now();
        await answer();
        return performance.now() - start;
      },
    });
    const longest = (name: string, of: 'ownMs' | 'lateMs') => Math.max(...(seen[name] ?? []).map((one) => one[of]));
    const goal = { op: '<', bound: 50 } as const;
    report(
      'targets-read',
      [
        { name: 'read.longest-task-cpu', value: longest('read', 'ownMs'), unit: 'ms', goal },
        { name: 'read.latest-timer', value: longest('read', 'lateMs'), unit: 'ms' },
        { name: 'read.whole', value: median(runs.read), unit: 'ms' },
        { name: 'discovered.longest-task-cpu', value: longest('discovered', 'ownMs'), unit: 'ms', goal },
        { name: 'discovered.latest-timer', value: longest('discovered', 'lateMs'), unit: 'ms' },
        { name: 'discovered.whole', value: median(runs.discovered), unit: 'ms' },
        { name: 'json-parse.one-task', value: median(runs['json-parse']), unit: 'ms' },
        { name: 'answer-alone.whole', value: median(runs['answer-alone']), unit: 'ms' },
        { name: 'answer.size', value: Buffer.byteLength(text) / 1024 / 1024, unit: 'MiB' },
      ],
      { tookMs: runs },
    );
  } finally {
    await Promise.all([pool.close(), catalogPool.close(), dispatcher.destroy()]);
    await server.stop();
  }
}

await main();
