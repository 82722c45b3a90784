/**
 * The processor time of a process of Linux, in nanoseconds of each of its threads (`/proc/PID/task/TID/schedstat`,
 * https://docs.kernel.org/scheduler/sched-stats.html): the ticks of `/proc/PID/stat` are 10 ms, which is a tenth of what a small one needs in minutes.
 */
import { readdirSync, readFileSync } from 'node:fs';

export class ProcessTime {
  readonly #pid: number;
  /** By thread: at its first and at its last look. One that begins later is there from nothing on. */
  readonly #threads = new Map<string, { readonly from: number; to: number }>();

  /** The time begins. */
  constructor(pid: number) {
    this.#pid = pid;
    this.look();
  }

  /** To be called now and then: what a thread did since the last look is lost where it ends. */
  look(): void {
    const isFirst = this.#threads.size === 0;
    for (const thread of readdirSync(`/proc/${this.#pid}/task`)) {
      const seconds = secondsOf(`/proc/${this.#pid}/task/${thread}/schedstat`);
      if (seconds === undefined) continue;
      const known = this.#threads.get(thread);
      if (known === undefined) this.#threads.set(thread, { from: isFirst ? seconds : 0, to: seconds });
      else known.to = seconds;
    }
  }

  /** Until the last look. */
  get seconds(): number {
    let sum = 0;
    for (const { from, to } of this.#threads.values()) sum += to - from;
    return sum;
  }
}

/** @returns undefined for a thread that has ended meanwhile */
function secondsOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e9;
  } catch {
    return undefined;
  }
}
