/**
 * Loaded before a process's own script (`NODE_OPTIONS=--import=…`): at SIGUSR2 writes how late the main thread has been since the last one,
 * and how much of that was its own work, into the file that BINNACLE_LOOP_FILE names.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Milliseconds. */
export interface LoopTimes {
  /** Of the delay of a timer that comes every one. */
  readonly delayP99: number;
  readonly delayMax: number;
  /** Of the processor time of the thread between two of these. */
  readonly ownWorkP99: number;
  readonly ownWorkMax: number;
}

const file = process.env.BINNACLE_LOOP_FILE;

if (isMainThread && file !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const work = createHistogram();
  delay.enable();
  let last = process.threadCpuUsage();
  setInterval(() => {
    const now = process.threadCpuUsage();
    work.record(Math.max(1, now.user + now.system - last.user - last.system));
    last = now;
  }, 1).unref();
  process.on('SIGUSR2', () => {
    const times: LoopTimes = {
      delayP99: delay.percentile(99) / 1e6,
      delayMax: delay.max / 1e6,
      ownWorkP99: work.percentile(99) / 1e3,
      ownWorkMax: work.max / 1e3,
    };
    writeFileSync(`${file}.new`, JSON.stringify(times));
    renameSync(`${file}.new`, file);
    delay.reset();
    work.reset();
  });
}
