/**
 * When each target is due: at the same offset within its interval each time, counted from the epoch, as Prometheus spreads them. One timer for
 * all of them, which looks at the clock each quarter of a minute at the latest: after sleep, or where the clock was set, nothing is made up for.
 */
import type { Disposable } from '../../../../shared/base/disposable.ts';
import type { Clock } from '../../ports.ts';
import { DueHeap } from './due-heap.ts';

/**
 * Of Prometheus's `Target.offset` (scrape/target.go): what identifies the target, mixed with what identifies who scrapes, modulo the interval.
 * @param key begins with 16 hexadecimal digits of a hash
 */
export function offsetMs(key: string, salt: bigint, intervalMs: number): number {
  return Number((BigInt(`0x${key.slice(0, 16)}`) ^ salt) % BigInt(intervalMs));
}

/** @returns the next time after `nowMs`, exclusive, that is at the offset */
export function nextTickMs(nowMs: number, offset: number, intervalMs: number): number {
  const next = intervalMs - (nowMs % intervalMs) + offset;
  return nowMs + (next > intervalMs ? next - intervalMs : next);
}

export interface Due {
  readonly intervalMs: number;
  /** Within the interval. */
  readonly offsetMs: number;
}

export interface ScheduleOptions<Item extends Due> {
  readonly clock: Clock;
  /** It is due, since `dueMs`. */
  readonly onDue: (item: Item, dueMs: number) => void;
  /** It was due so many times more, while nothing could be done. */
  readonly onMissed: (item: Item, times: number) => void;
  /** From the last look at the clock to the next one; the end may be before the beginning, where the clock was set back. */
  readonly onGap: (fromMs: number, toMs: number) => void;
}

/** A pause of the machine, or a clock that was set: no busy moment of this process takes so long (as base/power-watch.ts has it). */
const gapMs = 3000;
/** To wake up for nothing costs a tenth of a scrape, where few are due. Who hears of a sleep otherwise has it looked at once. */
const mostWaitMs = 15_000;
/** Where something is due sooner than that, a busy moment may last as long as if it were not. */
const leastWaitMs = 3000;

export class Schedule<Item extends Due> implements Disposable {
  readonly #options: ScheduleOptions<Item>;
  readonly #heap = new DueHeap<Item>();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer ends, by the wall's clock. */
  #plannedMs = 0;
  #lookedMs = 0;
  #lookedMonotonicMs = 0;

  constructor(options: ScheduleOptions<Item>) {
    this.#options = options;
  }

  /** From its next time on. */
  add(item: Item): void {
    // While there was none, nobody looked.
    if (this.#timer === undefined) this.#noteLook();
    const dueMs = nextTickMs(Math.floor(this.#options.clock.now()), item.offsetMs, item.intervalMs);
    this.#heap.push(item, dueMs);
    if (this.#timer === undefined || dueMs < this.#plannedMs) this.#plan();
  }

  remove(item: Item): void {
    this.#heap.delete(item);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#heap.clear();
  }

  #plan(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const first = this.#heap.firstMs();
    if (first === undefined) return;
    const nowMs = this.#options.clock.now();
    const waitMs = Math.min(mostWaitMs, Math.max(0, first - nowMs));
    this.#plannedMs = nowMs + waitMs;
    // Node's timers end up to a millisecond early.
    this.#timer = setTimeout(() => this.look(), Math.ceil(waitMs));
  }

  /** For what is about to be said of the time since the last look. @returns whether there was a gap */
  checkClock(): boolean {
    if (this.#timer === undefined) return false;
    const [fromMs, fromMonotonicMs] = [this.#lookedMs, this.#lookedMonotonicMs];
    this.#noteLook();
    const nowMs = this.#lookedMs;
    const [passedMs, ranMs] = [nowMs - fromMs, this.#lookedMonotonicMs - fromMonotonicMs];
    const mostMs = Math.max(leastWaitMs, this.#plannedMs - fromMs) + gapMs;
    if (passedMs >= -gapMs && Math.max(passedMs, ranMs) <= mostMs) return false;
    this.#heap.retime(({ intervalMs, offsetMs: offset }) => nextTickMs(nowMs, offset, intervalMs));
    this.#plan();
    this.#options.onGap(fromMs, nowMs);
    return true;
  }

  /** At the clock, and at what is due: for who knows that the machine slept. */
  look(): void {
    if (this.#timer === undefined) return;
    this.checkClock();
    this.#runDue(this.#lookedMs);
    this.#plan();
  }

  #noteLook(): void {
    const { clock } = this.#options;
    this.#lookedMs = Math.floor(clock.now());
    this.#lookedMonotonicMs = clock.monotonic();
  }

  #runDue(nowMs: number): void {
    const { onDue, onMissed } = this.#options;
    for (let due = this.#heap.popUntil(nowMs); due !== undefined; due = this.#heap.popUntil(nowMs)) {
      const { item, dueMs } = due;
      const next = nextTickMs(nowMs, item.offsetMs, item.intervalMs);
      this.#heap.push(item, next);
      const missed = Math.round((next - dueMs) / item.intervalMs) - 1;
      if (missed > 0) onMissed(item, missed);
      onDue(item, dueMs + missed * item.intervalMs);
    }
  }
}
