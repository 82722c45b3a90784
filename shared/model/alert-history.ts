/**
 * When alerts were pending and fired, out of what a server wrote down of them (the series `ALERTS`): a sample at each evaluation at which an alert had
 * the state, and none at the others. What is not seen to begin or to end, at an edge of what is known, is said to be so.
 */
import type { AlertSpan } from './alert-spans.ts';

export interface HistorySpan extends AlertSpan {
  /** It was seen to begin; false: it may have gone on already before, where nothing is known. */
  readonly began: boolean;
  /** It was seen to end; false: it goes on, or nothing is known of what came then. */
  readonly ended: boolean;
  /** It may have begun as early as then, or gone on until then; absent: that is as exact as evaluations are. */
  readonly mayFromMs?: number | undefined;
  readonly mayToMs?: number | undefined;
}

/** A stretch of which nothing is known; both ends in milliseconds. */
export interface Unknown {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Known {
  readonly startMs: number;
  readonly endMs: number;
  /** Rising, without overlaps. */
  readonly gaps: readonly Unknown[];
  /** How much longer than said they may be at either end; undefined: they are exact. */
  readonly edgeMs?: number | undefined;
}

/** So many intervals without a sample are an end: an evaluation that comes late is none. */
const endAfter = 1.75;
/** So many times the same distance between samples is how often the rule was evaluated then, whatever it is today. */
const leastRun = 5;
const sameWithin = 0.1;
const longestIntervalMs = 900_000;

/**
 * Of one series, from the samples as they are.
 * @param timesMs rising
 * @param intervalMs from one evaluation to the next, as the rule has it today or had it most of the time
 */
export function spansOfSamples(
  state: AlertSpan['state'],
  timesMs: ArrayLike<number>,
  intervalMs: number,
  known: Known,
): readonly HistorySpan[] {
  const spans: HistorySpan[] = [];
  let first = 0;
  // Up to the sample `until` all are as far apart.
  let until = 0;
  let isRun = false;
  for (let i = 1; i <= timesMs.length; i += 1) {
    const last = timesMs[i - 1] ?? 0;
    const next = timesMs[i] ?? Number.POSITIVE_INFINITY;
    if (i > until) {
      const end = endOfRun(timesMs, i);
      isRun = end - i + 1 >= leastRun;
      until = isRun ? end : i;
    }
    const distanceMs = next - last;
    if (distanceMs <= endAfter * intervalMs || (isRun && distanceMs <= longestIntervalMs)) continue;
    const beforeMs = last - (timesMs[i - 2] ?? last);
    const ownMs = i - 1 > first ? Math.max(beforeMs > endAfter * intervalMs ? beforeMs : 0, intervalMs) : intervalMs;
    spans.push(spanOf(state, timesMs[first] ?? 0, last, Math.min(next, last + ownMs), ownMs, known));
    first = i;
  }
  return spans;
}

/** The last sample that is as far from the one before it as the sample `from` is. */
function endOfRun(timesMs: ArrayLike<number>, from: number): number {
  const distanceMs = (timesMs[from] ?? 0) - (timesMs[from - 1] ?? 0);
  let end = from;
  while (end + 1 < timesMs.length) {
    const nextMs = (timesMs[end + 1] ?? 0) - (timesMs[end] ?? 0);
    if (Math.abs(nextMs - distanceMs) > sameWithin * distanceMs) break;
    end += 1;
  }
  return end;
}

/**
 * Of one series, from how many samples each step had: steps end at `timesMs`, and those without a sample are not there. A span reaches over whole steps,
 * and only where the one beside it is full it is told more exactly.
 * @param intervalMs from one evaluation to the next
 */
export function spansOfSteps(
  state: AlertSpan['state'],
  timesMs: ArrayLike<number>,
  counts: ArrayLike<number>,
  { stepMs, intervalMs }: { readonly stepMs: number; readonly intervalMs: number },
  known: Known,
): readonly HistorySpan[] {
  const spans: HistorySpan[] = [];
  let first = 0;
  for (let i = 1; i <= timesMs.length; i += 1) {
    const last = timesMs[i - 1] ?? 0;
    const next = timesMs[i] ?? Number.POSITIVE_INFINITY;
    if (next - last <= 1.5 * stepMs) continue;
    const isAlone = i - 1 === first;
    const held = (at: number) => Math.min(stepMs, (counts[at] ?? 0) * intervalMs);
    const from = (timesMs[first] ?? 0) - (isAlone ? stepMs : held(first));
    const to = isAlone ? last : last - stepMs + held(i - 1);
    spans.push(spanOf(state, from, to, to, intervalMs, known));
    first = i;
  }
  return spans;
}

function spanOf(
  state: AlertSpan['state'],
  firstMs: number,
  lastMs: number,
  endMs: number,
  intervalMs: number,
  { startMs, endMs: untilMs, gaps, edgeMs = 0 }: Known,
): HistorySpan {
  const nearMs = endAfter * intervalMs;
  const goesOn = untilMs - lastMs <= nearMs;
  const before = gaps.findLast((gap) => gap.startMs < firstMs);
  const after = gaps.find((gap) => gap.endMs > lastMs);
  const isBeforeUnknown = before !== undefined && firstMs - before.endMs <= nearMs + edgeMs;
  const isAfterUnknown = after !== undefined && after.startMs - lastMs <= nearMs + edgeMs;
  // It does not reach into what is not known, and what goes on does so until the end of what is looked at.
  const toMs = isAfterUnknown ? Math.min(endMs, Math.max(lastMs, after.startMs)) : goesOn ? untilMs : endMs;
  return {
    ...{ state, fromMs: Math.max(startMs, firstMs), toMs: Math.min(untilMs, toMs) },
    began: firstMs - startMs > nearMs && !isBeforeUnknown,
    ended: !goesOn && !isAfterUnknown,
  };
}

/** How long a rule is from one evaluation to the next: the usual distance between two samples of its alerts; undefined where no alert has two. */
export class IntervalGuess {
  readonly #counts = new Map<number, number>();

  /** @param timesMs rising; of a long series the beginning says enough */
  add(timesMs: ArrayLike<number>): void {
    for (let i = 1; i < Math.min(timesMs.length, mostCompared); i += 1) {
      // Evaluations are late by some milliseconds.
      const apartMs = Math.round(((timesMs[i] ?? 0) - (timesMs[i - 1] ?? 0)) / resolutionMs) * resolutionMs;
      this.#counts.set(apartMs, (this.#counts.get(apartMs) ?? 0) + 1);
    }
  }

  get ms(): number | undefined {
    let best: readonly [number, number] | undefined;
    for (const [apartMs, count] of this.#counts)
      if (best === undefined || count > best[1] || (count === best[1] && apartMs < best[0])) best = [apartMs, count];
    return best === undefined ? undefined : Math.max(resolutionMs, best[0]);
  }
}

const mostCompared = 200;
const resolutionMs = 100;

interface Break {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * When no rule was evaluated, as alerts themselves tell it: those of several rules are not there, and are back, at one time, and nothing else is there
 * meanwhile. A server that is started again is away for a minute or two, which is too short to be looked for. Two rules with one cause end at one time, too:
 * what is so long that the server would have been seen to be away is no such break.
 */
export class CommonBreaks {
  /** By when they begin, so many at a time that each lot is sorted within milliseconds: of thousands of alerts that flap there are many. */
  readonly #lots = new Map<number, Break[]>();
  readonly #longestMs: number;

  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** @param timesMs of one series, rising */
  add(name: string, timesMs: ArrayLike<number>, intervalMs: number): void {
    for (let i = 1; i < timesMs.length; i += 1) {
      const [fromMs, toMs] = [timesMs[i - 1] ?? 0, timesMs[i] ?? 0];
      const apartMs = toMs - fromMs;
      if (apartMs <= endAfter * intervalMs || apartMs - intervalMs > this.#longestMs) continue;
      const at = Math.floor(fromMs / lotMs);
      const lot = this.#lots.get(at);
      if (lot === undefined) this.#lots.set(at, [{ name, fromMs, toMs }]);
      else lot.push({ name, fromMs, toMs });
    }
  }

  /** Those that alerts of two rules have in common, rising, without overlaps. Yields now and then, since it may take long. */
  *found(): Generator<undefined, readonly Unknown[], undefined> {
    const found: Unknown[] = [];
    let [startMs, endMs] = [0, Number.NEGATIVE_INFINITY];
    let names = new Set<string>();
    const close = () => {
      if (names.size > 1 && found.length < mostBreaks) found.push({ startMs, endMs });
    };
    for (const at of [...this.#lots.keys()].sort((a, b) => a - b)) {
      for (const { name, fromMs, toMs } of (this.#lots.get(at) ?? []).sort((a, b) => a.fromMs - b.fromMs)) {
        // Rules are evaluated one after the other: what they have in common is most of each.
        const isSame = Math.min(endMs, toMs) - fromMs >= leastCommon * (toMs - fromMs);
        if (isSame) [startMs, endMs] = [fromMs, Math.min(endMs, toMs)];
        else {
          close();
          [startMs, endMs, names] = [fromMs, toMs, new Set()];
        }
        names.add(name);
      }
      yield undefined;
    }
    close();
    return found;
  }
}

const leastCommon = 0.5;
const lotMs = 60_000;
/** Each is looked at for samples in it, in every series. */
const mostBreaks = 200;

/** Whether a series has a sample within a stretch; both ends excluded. */
export function hasSampleWithin(timesMs: Float64Array, { startMs, endMs }: Unknown): boolean {
  const after = countUpTo(timesMs, startMs);
  return after < timesMs.length && (timesMs[after] ?? 0) < endMs;
}

/**
 * What is left of a stretch in which a server is said to have been away: a server that was had samples shortly before and after, and none in its midst.
 * @param nearMs so near to its ends it may have been there still, or again
 * @returns undefined: the server was there
 */
export function withoutSamples(timesMs: Float64Array, stretch: Unknown, nearMs: number): Unknown | undefined {
  let { startMs, endMs } = stretch;
  for (let at = countUpTo(timesMs, startMs); at < timesMs.length; at += 1) {
    const timeMs = timesMs[at] ?? 0;
    if (timeMs >= stretch.endMs) break;
    if (timeMs <= stretch.startMs + nearMs) startMs = timeMs;
    else if (timeMs >= stretch.endMs - nearMs) endMs = Math.min(endMs, timeMs);
    else return undefined;
  }
  return endMs - startMs > nearMs / 2 ? { startMs, endMs } : undefined;
}

/** How many alerts had a state at a time: the times at which one began, and those at which one ended, each rising. */
export interface Tally {
  readonly fromMs: Float64Array;
  readonly toMs: Float64Array;
}

export function tallyOf(spans: readonly AlertSpan[]): Tally {
  return {
    fromMs: Float64Array.from(spans, ({ fromMs }) => fromMs).sort(),
    toMs: Float64Array.from(spans, ({ toMs }) => toMs).sort(),
  };
}

/** A span has its beginning, and not its end. */
export function countAt({ fromMs, toMs }: Tally, atMs: number): number {
  return countUpTo(fromMs, atMs) - countUpTo(toMs, atMs);
}

function countUpTo(times: Float64Array, atMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When at least one of them had the state. */
export function unionOf(state: AlertSpan['state'], { fromMs, toMs }: Tally): readonly AlertSpan[] {
  const spans: AlertSpan[] = [];
  let active = 0;
  let sinceMs = 0;
  let end = 0;
  for (const startMs of fromMs) {
    while (end < toMs.length && (toMs[end] ?? 0) < startMs) {
      active -= 1;
      if (active === 0) spans.push({ state, fromMs: sinceMs, toMs: toMs[end] ?? 0 });
      end += 1;
    }
    if (active === 0) sinceMs = startMs;
    active += 1;
  }
  const lastMs = toMs.at(-1);
  if (active > 0 && lastMs !== undefined) spans.push({ state, fromMs: sinceMs, toMs: lastMs });
  return spans;
}

/** How often an alert fired: one that goes on after a stretch of which nothing is known fires no second time. */
export function timesOf(spans: readonly HistorySpan[]): number {
  let times = 0;
  let before: HistorySpan | undefined;
  for (const span of spans) {
    if (span.state !== 'firing') continue;
    if (before === undefined || span.began || before.ended) times += 1;
    before = span;
  }
  return times;
}
