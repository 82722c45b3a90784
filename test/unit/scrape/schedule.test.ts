import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Due, nextTickMs, offsetMs, Schedule } from '../../../electron/backend/scrape/loop/schedule.ts';
import { seededRandom } from '../../fuzz/random.ts';

/** As scrape/target.go of Prometheus has it, in its nanoseconds. @returns how long until the next scrape */
function prometheusOffset(nowNs: bigint, intervalNs: bigint, hash: bigint, seed: bigint): bigint {
  const base = intervalNs - (nowNs % intervalNs);
  const offset = (hash ^ seed) % intervalNs;
  const next = base + offset;
  return next > intervalNs ? next - intervalNs : next;
}

describe('the offset of a target', () => {
  it('is that of Prometheus, in milliseconds, whatever the clock says', () => {
    const random = seededRandom(7);
    for (let i = 0; i < 2000; i += 1) {
      const intervalMs = 1 + (random() % 100_000);
      const nowMs = 1_700_000_000_000 + random();
      const hash = (BigInt(random()) << 32n) | BigInt(random());
      const seed = (BigInt(random()) << 32n) | BigInt(random());
      const key = `${hash.toString(16).padStart(16, '0')}more`;
      const next = nextTickMs(nowMs, offsetMs(key, seed, intervalMs), intervalMs);
      const theirs = prometheusOffset(BigInt(nowMs), BigInt(intervalMs), hash, seed);
      expect(BigInt(next - nowMs)).toBe(theirs);
    }
  });
});

interface Item extends Due {
  readonly name: string;
}

describe('the schedule', () => {
  const startMs = 1_700_000_000_000;
  let runs: string[];
  let gaps: [number, number][];
  let missed: string[];
  let aheadMs: number;
  let schedule: Schedule<Item>;

  beforeEach(() => {
    vi.useFakeTimers({ now: startMs });
    [runs, gaps, missed, aheadMs] = [[], [], [], 0];
    schedule = new Schedule<Item>({
      clock: { now: () => Date.now() + aheadMs, monotonic: () => performance.now() },
      onDue: ({ name }, dueMs) => runs.push(`${name} ${dueMs - startMs}`),
      onMissed: ({ name }, times) => missed.push(`${name} ${times}`),
      onGap: (fromMs, toMs) => gaps.push([fromMs - startMs, toMs - startMs]),
    });
  });

  afterEach(() => {
    schedule.dispose();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  const item = (name: string, intervalMs: number, offset: number): Item => ({ name, intervalMs, offsetMs: offset });

  it('has each target at its own times', () => {
    schedule.add(item('a', 1000, 300));
    schedule.add(item('b', 2500, 0));
    vi.advanceTimersByTime(5000);
    expect(runs).toEqual(['a 300', 'a 1300', 'a 2300', 'b 2500', 'a 3300', 'a 4300', 'b 5000']);
  });

  it('has those that went no more, and those that came', () => {
    const a = item('a', 1000, 300);
    schedule.add(a);
    vi.advanceTimersByTime(1000);
    schedule.remove(a);
    schedule.add(item('c', 1000, 900));
    vi.advanceTimersByTime(1000);
    expect(runs).toEqual(['a 300', 'c 1900']);
  });

  it('looks at the clock each quarter of a minute where nothing is due, and finds out that it was set', () => {
    schedule.dispose();
    let looks = 0;
    const monotonic = () => {
      looks += 1;
      return performance.now();
    };
    const onGap = (fromMs: number, toMs: number) => gaps.push([fromMs - startMs, toMs - startMs]);
    const clock = { now: () => Date.now() + aheadMs, monotonic };
    schedule = new Schedule<Item>({ clock, onDue: () => undefined, onMissed: () => undefined, onGap });
    schedule.add(item('a', 3_600_000, 0));
    looks = 0;
    vi.advanceTimersByTime(45_000);
    expect(looks).toBe(3);
    aheadMs = 3_600_000;
    vi.advanceTimersByTime(15_000);
    expect(gaps).toEqual([[45_000, 3_660_000]]);
  });

  it('makes up for nothing after sleep: each target has its next time', () => {
    for (let i = 0; i < 10; i += 1) schedule.add(item(`t${i}`, 10_000, i * 1000));
    vi.advanceTimersByTime(3500);
    expect(runs).toEqual(['t1 1000', 't2 2000', 't3 3000']);
    aheadMs = 3_600_000;
    vi.advanceTimersByTime(1000);
    expect(runs).toHaveLength(3);
    expect(gaps).toEqual([[3000, 3_604_000]]);
    vi.advanceTimersByTime(9400);
    expect(runs.slice(3)).toEqual(
      ['t5', 't6', 't7', 't8', 't9', 't0', 't1', 't2', 't3'].map((name, i) => `${name} ${3_605_000 + 1000 * i}`),
    );
    expect(missed).toEqual([]);
  });

  it('looks at once where somebody knows that the machine slept', () => {
    schedule.add(item('a', 60_000, 0));
    vi.advanceTimersByTime(2000);
    aheadMs = 3_600_000;
    schedule.look();
    expect(gaps).toEqual([[0, 3_602_000]]);
    vi.advanceTimersByTime(60_000);
    expect([gaps.length, runs]).toEqual([1, ['a 3640000']]);
  });

  it('can have the clock looked at between, for what is said of the time until then', () => {
    schedule.add(item('a', 10_000, 0));
    vi.advanceTimersByTime(1000);
    expect([schedule.checkClock(), gaps]).toEqual([false, []]);
    aheadMs = 3_600_000;
    expect([schedule.checkClock(), gaps]).toEqual([true, [[1000, 3_601_000]]]);
    vi.advanceTimersByTime(60_000);
    expect(gaps).toHaveLength(1);
  });

  it('goes on at the same offsets where the clock is set back', () => {
    schedule.add(item('a', 1000, 300));
    vi.advanceTimersByTime(1500);
    aheadMs = -3_600_000;
    vi.advanceTimersByTime(2000);
    expect(gaps).toHaveLength(1);
    expect(runs).toEqual(['a 300', 'a 1300', 'a -3596700']);
  });

  it('counts what was due while this process had no time', () => {
    schedule.add(item('a', 1000, 0));
    vi.advanceTimersByTime(500);
    // Busy: the clock goes on, and timers wait.
    vi.setSystemTime(startMs + 3100);
    vi.advanceTimersByTime(500);
    expect(missed).toEqual(['a 2']);
    expect(runs).toEqual(['a 3000']);
    vi.advanceTimersByTime(500);
    expect(runs).toEqual(['a 3000', 'a 4000']);
  });
});
