/** What of a window is hatched, since nothing was recorded, and which values are shown beside that: those that stand on what was. */
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import { gapKind } from '../../charts/coverage-gaps.ts';
import type { Gap } from '../../charts/graph-model.ts';
import type { Grid } from '../../charts/grid.ts';

export interface RecordedWindow {
  /** From where the first rate looks back to. */
  readonly startMs: number;
  readonly nowMs: number;
  /** Of the scrapes. */
  readonly everyMs: number;
  /** When this machine was scraped in it, rising. */
  readonly scrapedMs: readonly number[];
  /** What was written down of it: it says why, but the last half minute of who was killed is not in it. */
  readonly coverage: readonly CoverageSpan[];
}

/** In intervals: two scrapes further from each other than this have missed some; one alone may be late. */
const mostApart = 2.5;
/** Where it is written down that there was no recording between the two. */
const mostApartTold = 1.5;

/** From the last sample before each to the first after it. */
export function overviewGaps(recorded: RecordedWindow): readonly Gap[] {
  const { startMs, nowMs, everyMs, scrapedMs, coverage } = recorded;
  const within = scrapedMs.filter((ms) => ms > startMs && ms < nowMs);
  const ends = [...within, nowMs];
  return ends.flatMap((endMs, i): readonly Gap[] => {
    const from = within[i - 1] ?? startMs;
    const why = coverage.filter((span) => span.state !== 'recorded' && span.startMs < endMs && span.endMs > from);
    // What comes after the last sample is not written down yet.
    const isTold = why.length > 0 && i < within.length;
    if (endMs - from < (isTold ? mostApartTold : mostApart) * everyMs) return [];
    return [{ startMs: from, endMs, kind: kindOf(why, from, endMs) }];
  });
}

/** Of the longest. */
function kindOf(spans: readonly CoverageSpan[], startMs: number, endMs: number): Gap['kind'] {
  const length = (span: CoverageSpan) => Math.min(span.endMs, endMs) - Math.max(span.startMs, startMs);
  const [longest] = spans.toSorted((a, b) => length(b) - length(a));
  return gapKind(longest?.state ?? 'notRecorded');
}

export interface Evaluated {
  /** What each value looks back over: the range of its rate; 0 for none. */
  readonly backMs: number;
  readonly everyMs: number;
}

/**
 * NaN for each value that is in a gap, or that looks back into one: a rate is divided by all of its range, however little of it was recorded,
 * and what was last known is repeated for minutes. No line goes through a gap, however short it is.
 */
export function valuesBeside(
  gaps: readonly Gap[],
  grid: Grid,
  values: Float64Array<ArrayBuffer>,
  { backMs, everyMs }: Evaluated,
): Float64Array<ArrayBuffer> {
  const shown = values.slice();
  for (const { startMs, endMs } of gaps) {
    // A rate reaches out over less than an interval to where its range begins.
    const untilMs = endMs + Math.max(0, backMs - everyMs);
    const first = Math.floor((startMs - grid.startMs) / grid.stepMs) + 1;
    // Where none of the grid's times is in it, the next one goes, so that nothing is joined across.
    const end = Math.max(first + 1, Math.ceil((untilMs - grid.startMs) / grid.stepMs));
    shown.fill(Number.NaN, Math.max(0, first), Math.max(0, end));
  }
  return shown;
}
