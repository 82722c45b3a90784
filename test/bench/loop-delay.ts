/**
 * `npm run bench -- loop-delay`: how late the backend's main thread is while two large queries at a time (45 MB each) come through
 * sources/prometheus and leave as rpc sends them: packed (the browser's way) or cloned into a MessagePort (the desktop's).
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { MessageChannel, Worker } from 'node:worker_threads';
import { Packr } from 'msgpackr';
import { Pool } from 'undici';
import { createWorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import type { QueryItem, QueryRequest } from '../../shared/model/query.ts';
import { type Figure, interleave, median, report } from './harness.ts';
import { largeMatrix } from './matrix-answer.ts';

const queriesAtOnce = 2;
const queriesEach = 2;
const log = { write: () => undefined };
const request: QueryRequest = { kind: 'range', expr: 'x', startMs: 0, endMs: 1_439_000, stepMs: 1000 };
const options = { signal: new AbortController().signal, timeoutMs: 120_000 };

/** Takes items as a transport does; resolves when the page would have taken this one. */
type Sender = (item: QueryItem) => Promise<unknown> | undefined;

const packr = new Packr({ structuredClone: true, useRecords: false });

/** What a page's answer costs: one more turn of the loop. */
const packed: Sender = (item) => {
  packr.pack({ kind: 'item', id: 1, item });
  return new Promise((resolve) => setImmediate(resolve));
};

/** A page in a thread of its own, which gives credit for each frame. */
function openPage(): { readonly send: Sender; close(): Promise<unknown> } {
  const { port1, port2 } = new MessageChannel();
  const source = `require('node:worker_threads').workerData.on('message', function () { this.postMessage('credit'); });`;
  const page = new Worker(source, { eval: true, workerData: port2, transferList: [port2] });
  const send: Sender = (item) => {
    port1.postMessage({ kind: 'item', id: 1, item });
    return once(port1, 'message');
  };
  return {
    send,
    close: () => {
      port1.close();
      return page.terminate();
    },
  };
}

/** Where other processes take the processor away, the delay tells more about them: this counts only what the thread itself computed. */
function watchOwnWork(): { stop(): number } {
  const work = createHistogram();
  let last = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    work.record(Math.max(1, now.user + now.system - last.user - last.system));
    last = now;
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return work.percentile(99) / 1e3;
    },
  };
}

async function main(): Promise<void> {
  const server = fork(new URL('./matrix-server.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [port] = await once(server, 'message');
  const origin = `http://127.0.0.1:${port}`;
  const dispatcher = new Pool(origin, { connections: queriesAtOnce });
  const pool = createWorkerPool({ url: new URL('../../electron/workers/parse.ts', import.meta.url), log });
  const catalogPool = createWorkerPool({ url: new URL('../../electron/workers/catalog.ts', import.meta.url), log });
  const page = openPage();

  async function queryOnce(pathPrefix: string, send: Sender): Promise<void> {
    const clock = { now: () => Date.now(), monotonic: () => performance.now() };
    const source = createPrometheusSource({ dispatcher, origin, pathPrefix }, { pool, catalogPool, clock, log });
    let values = 0;
    for await (const item of source.query(request, options)) {
      if (item.kind === 'part') values += item.columns.values.length;
      await send(item);
    }
    if (values !== largeMatrix.series * largeMatrix.points) throw new Error(`${values} values came`);
  }

  /** Of each run of each variant, in milliseconds: the thread's own work between two ticks of a timer, at the 99th percentile. */
  const ownWork: Record<string, number[]> = {};

  /** @returns the 99th percentile of the delay in milliseconds. The timer itself comes every one. */
  async function delayDuring(name: string, work: () => Promise<unknown>): Promise<number> {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const own = watchOwnWork();
    delay.enable();
    await work();
    delay.disable();
    ownWork[name] = [...(ownWork[name] ?? []), own.stop()];
    return delay.percentile(99) / 1e6;
  }

  const load = (name: string, pathPrefix: string, send: Sender) => () =>
    delayDuring(name, async () => {
      for (let i = 0; i < queriesEach; i += 1) {
        await Promise.all(Array.from({ length: queriesAtOnce }, () => queryOnce(pathPrefix, send)));
      }
    });

  try {
    const runs = await interleave({
      idle: () => delayDuring('idle', () => new Promise((resolve) => setTimeout(resolve, 1000))),
      packed: load('packed', '/plain', packed),
      'packed-gzip': load('packed-gzip', '/gzip', packed),
      cloned: load('cloned', '/plain', page.send),
      'cloned-gzip': load('cloned-gzip', '/gzip', page.send),
    });
    const figures = Object.entries(runs).flatMap(([name, values]): Figure[] => {
      const delay = { name: `${name}.p99`, value: median(values), unit: 'ms' };
      const own = { name: `${name}.own-work-p99`, value: median(ownWork[name] ?? []), unit: 'ms' };
      return [name === 'idle' ? delay : { ...delay, goal: { op: '<', bound: 20 } }, own];
    });
    report('loop-delay', figures, { delayP99Ms: runs, ownWorkP99Ms: ownWork });
  } finally {
    await Promise.all([pool.close(), catalogPool.close(), page.close(), dispatcher.destroy()]);
    server.disconnect();
  }
}

await main();
