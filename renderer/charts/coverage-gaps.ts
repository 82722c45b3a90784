/** What of a window was not recorded, for the hatches of a chart; and answers without what lies in it. Pure. */
import type { Columns } from '../../shared/model/query.ts';
import type { CoverageSpan } from '../../shared/model/recording.ts';
import type { Gap } from './graph-model.ts';

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** What was deleted, and what has a reason of its own, is not recorded either: the reason stands in the coverage itself. */
export function gapKind(state: CoverageSpan['state']): Gap['kind'] {
  return state === 'asleep' || state === 'unreachable' ? state : 'notRecorded';
}

/**
 * One gap for what follows each other for one reason. Spans end a millisecond before the next one begins.
 * @param leastMs shorter ones are left out: between two scrapes, or two points of a graph, nothing is missing
 */
export function gapsOf(coverage: readonly CoverageSpan[], leastMs: number): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const { startMs, endMs, state } of coverage) {
    if (state === 'recorded') continue;
    const kind = gapKind(state);
    const last = gaps.at(-1);
    if (last !== undefined && last.kind === kind && startMs - last.endMs <= 1) {
      gaps[gaps.length - 1] = { ...last, endMs };
    } else gaps.push({ startMs, endMs, kind });
  }
  return gaps.filter(({ startMs, endMs }) => endMs - startMs >= leastMs);
}

/** What is a gap in any of them, rising and without overlaps; of two reasons at one time, that which began first. */
export function unitedGaps(lists: readonly (readonly Gap[])[]): readonly Gap[] {
  const united: Gap[] = [];
  for (const gap of lists.flat().toSorted((a, b) => a.startMs - b.startMs)) {
    const last = united.at(-1);
    if (last === undefined || gap.startMs > last.endMs + 1) united.push(gap);
    else if (gap.endMs <= last.endMs) continue;
    else if (gap.kind === last.kind) united[united.length - 1] = { ...last, endMs: gap.endMs };
    else united.push({ ...gap, startMs: Math.max(gap.startMs, last.endMs) });
  }
  return united;
}

/** What of the gaps is also in one of the others; both rising, without overlaps. */
export function gapsWithin(gaps: readonly Gap[], others: readonly Window[]): readonly Gap[] {
  return gaps.flatMap((gap) =>
    others.flatMap(({ startMs, endMs }) => {
      const common = { ...gap, startMs: Math.max(gap.startMs, startMs), endMs: Math.min(gap.endMs, endMs) };
      return common.endMs > common.startMs ? [common] : [];
    }),
  );
}

/** Nobody wrote down when it was recorded: a file brought samples and nothing else. Of a whole record; it has no gaps then that are known. */
export function tellsNothing(coverage: readonly CoverageSpan[]): boolean {
  return coverage.every(({ state }) => state !== 'recorded');
}

/**
 * What is recorded is written down twice a minute: until then, the end of the coverage is no gap.
 * @param sinceMs when it is known to have been recorded from then on; undefined: what is not told yet is a minute at most
 */
export function withoutUntold(
  coverage: readonly CoverageSpan[],
  { endMs }: Pick<Window, 'endMs'>,
  sinceMs: number | undefined,
): readonly CoverageSpan[] {
  const last = coverage.at(-1);
  if (last === undefined || last.state !== 'notRecorded' || last.endMs < endMs - 1) return coverage;
  const untilMs = Math.min(last.endMs, sinceMs ?? endMs - mostUntoldMs);
  const before = coverage.slice(0, -1);
  return untilMs <= last.startMs ? before : [...before, { ...last, endMs: untilMs }];
}

const mostUntoldMs = 60_000;

/** The part of the window that was recorded, 0 to 1. @param gaps rising, without overlaps */
export function recordedPart(gaps: readonly Gap[], { startMs, endMs }: Window): number {
  if (endMs <= startMs) return gaps.some((gap) => gap.startMs <= startMs && gap.endMs >= endMs) ? 0 : 1;
  const missing = gaps.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(endMs, gap.endMs) - Math.max(startMs, gap.startMs)),
    0,
  );
  return Math.min(1, Math.max(0, 1 - missing / (endMs - startMs)));
}

/**
 * The samples that are not within a gap: what was known last is repeated there for minutes, and it was not measured. The columns
 * themselves where there is nothing to leave out.
 */
export function columnsBeside(columns: Columns, gaps: readonly Gap[]): Columns {
  const isIn = (timeMs: number) => gaps.some(({ startMs, endMs }) => timeMs > startMs && timeMs < endMs);
  const { labels, offsets, timesMs, values } = columns;
  const keeps = new Uint8Array(timesMs.length);
  let kept = 0;
  // The same few times come again with every series.
  const known = new Map<number, boolean>();
  for (let i = 0; i < timesMs.length; i += 1) {
    const timeMs = timesMs[i] ?? Number.NaN;
    let within = known.get(timeMs);
    if (within === undefined) {
      within = isIn(timeMs);
      known.set(timeMs, within);
    }
    if (!within) {
      keeps[i] = 1;
      kept += 1;
    }
  }
  const histograms = columns.histograms.filter(({ timeMs }) => !isIn(timeMs));
  if (kept === timesMs.length && histograms.length === columns.histograms.length) return columns;
  const [newTimes, newValues, newOffsets] = [
    new Float64Array(kept),
    new Float64Array(kept),
    new Uint32Array(labels.length + 1),
  ];
  let to = 0;
  for (let series = 0; series < labels.length; series += 1) {
    const end = offsets[series + 1] ?? 0;
    for (let i = offsets[series] ?? 0; i < end; i += 1) {
      if (keeps[i] === 0) continue;
      newTimes[to] = timesMs[i] ?? Number.NaN;
      newValues[to] = values[i] ?? Number.NaN;
      to += 1;
    }
    newOffsets[series + 1] = to;
  }
  return { ...columns, histograms, timesMs: newTimes, values: newValues, offsets: newOffsets };
}
