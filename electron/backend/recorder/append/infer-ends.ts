/**
 * Range queries hide the markers by which a series says that it ends. So ends are inferred from the others of a target: Prometheus puts a marker
 * at the first scrape in which a series is missing. What a scrape was, the series that goes on says: of those with the same job and instance that
 * have a sample at the same time, the one that has samples for longest. A series that is missing at the next of its times, and for more than
 * one and a half times what usually lies between them, ended there: whether it never comes back, or at a later of those times.
 *
 * Not inferred: ends of what has no job and instance; of a whole target, of which nothing goes on; and those in the last one and a half intervals
 * of an answer, as what is missing there may come later. Series with times of their own that nothing shares end for nobody, as in Prometheus.
 */

import type { Labels } from '../../../../shared/model/labels.ts';
import { labelValue } from '../../../../shared/model/labels.ts';

interface TimedSeries {
  readonly labels: Labels;
  /** Rising. */
  readonly timesMs: Float64Array;
}

const missingFor = 1.5;

/** @returns beside the series the times at which they end, rising; undefined for none */
export function inferEnds(all: readonly TimedSeries[]): readonly (readonly number[] | undefined)[] {
  const found: (readonly number[] | undefined)[] = new Array(all.length).fill(undefined);
  for (const members of byTarget(all)) {
    const leaders = leadersOf(all, members);
    for (const index of members) {
      const ends = endsOf((all[index] as TimedSeries).timesMs, leaders);
      if (ends.length > 0) found[index] = ends;
    }
  }
  return found;
}

function byTarget(all: readonly TimedSeries[]): Iterable<readonly number[]> {
  const targets = new Map<string, number[]>();
  for (const [index, { labels, timesMs }] of all.entries()) {
    const job = labelValue(labels, 'job');
    const instance = labelValue(labels, 'instance');
    if (job === undefined || instance === undefined || timesMs.length === 0) continue;
    const key = JSON.stringify([job, instance]);
    const members = targets.get(key);
    if (members === undefined) targets.set(key, [index]);
    else members.push(index);
  }
  return targets.values();
}

interface Leader {
  readonly timesMs: Float64Array;
  readonly lastMs: number;
  /** Usually between two of its times. */
  readonly stepMs: number;
}

/** Time → who goes on for longest of those that have it, and has most. */
function leadersOf(all: readonly TimedSeries[], members: readonly number[]): ReadonlyMap<number, Leader> {
  const ordered = members.map((index) => (all[index] as TimedSeries).timesMs);
  ordered.sort((a, b) => lastOf(b) - lastOf(a) || b.length - a.length);
  const leaders = new Map<number, Leader>();
  let before: Float64Array | undefined;
  for (const timesMs of ordered) {
    if (before !== undefined && areSame(timesMs, before)) continue;
    before = timesMs;
    let leader: Leader | undefined;
    for (const timeMs of timesMs) {
      if (leaders.has(timeMs)) continue;
      leader ??= { timesMs, lastMs: lastOf(timesMs), stepMs: usualStep(timesMs) };
      leaders.set(timeMs, leader);
    }
  }
  return leaders;
}

function endsOf(timesMs: Float64Array, leaders: ReadonlyMap<number, Leader>): readonly number[] {
  const ends: number[] = [];
  for (let i = 0; i < timesMs.length; i += 1) {
    const timeMs = timesMs[i] as number;
    const leader = leaders.get(timeMs);
    if (leader === undefined || leader.timesMs === timesMs) continue;
    const nextMs = leader.timesMs[placeOf(leader.timesMs, timeMs) + 1];
    const ownMs = timesMs[i + 1];
    if (nextMs === undefined || (ownMs !== undefined && ownMs <= nextMs)) continue;
    // What comes back at another time than the others, or came at one before, has times of its own: this one is theirs by chance.
    if (ownMs !== undefined && placeOf(leader.timesMs, ownMs) < 0) continue;
    if (i > 0 && placeOf(leader.timesMs, timesMs[i - 1] as number) < 0) continue;
    if ((ownMs ?? leader.lastMs) - timeMs > missingFor * leader.stepMs) ends.push(nextMs);
  }
  return ends;
}

function lastOf(timesMs: Float64Array): number {
  return timesMs[timesMs.length - 1] as number;
}

function areSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** The middle one of the steps. */
function usualStep(timesMs: Float64Array): number {
  const steps = new Float64Array(Math.max(0, timesMs.length - 1));
  for (let i = 0; i < steps.length; i += 1) steps[i] = (timesMs[i + 1] as number) - (timesMs[i] as number);
  steps.sort();
  return steps[steps.length >> 1] ?? Number.POSITIVE_INFINITY;
}

/** @returns -1 where it is none of them */
function placeOf(timesMs: Float64Array, timeMs: number): number {
  let [low, high] = [0, timesMs.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = timesMs[middle] as number;
    if (found === timeMs) return middle;
    if (found < timeMs) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
