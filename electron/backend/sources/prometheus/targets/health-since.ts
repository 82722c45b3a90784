/** Since when a target has the health that it has, by its `up` of the last day. */
import { formatDuration } from '../../../../../shared/format/duration.ts';
import { joinParts, type Part } from '../../../../../shared/model/columns.ts';
import { formatLabels, type Labels, labelsKey, metricNameLabel } from '../../../../../shared/model/labels.ts';
import type { QueryItem, QueryRequest } from '../../../../../shared/model/query.ts';
import type { TargetDetail } from '../../../../../shared/model/target.ts';
import type { KnownTarget } from './target-jobs.ts';

type Query = (request: QueryRequest) => AsyncIterable<QueryItem>;

const dayMs = 86_400_000;
/** 1,440 steps of one series, then 60: a server answers that in milliseconds. */
const coarseMs = 60_000;
const fineMs = 1000;
/** A sample is seen for five minutes, unless the server is told otherwise. */
const lookbackMs = 300_000;

/** Within a second. @param intervalMs of its scrapes, where it is known @throws as Source.query */
export async function healthSince(
  target: KnownTarget,
  intervalMs: number | undefined,
  nowMs: number,
  query: Query,
): Promise<TargetDetail['since']> {
  const { health, isActive, labels, lastScrapeMs } = target;
  if (!isActive || health === 'unknown') return undefined;
  const expr = upOf(labels, intervalMs);
  const endMs = Math.floor(nowMs / fineMs) * fineMs;
  const startMs = endMs - dayMs;
  const wanted = health === 'up' ? 1 : 0;
  const day = await readSteps({ kind: 'range', expr, startMs, endMs, stepMs: coarseMs }, labels, query);
  const last = day.at(-1);
  if (last === undefined) return undefined;
  if (last.value !== wanted) return { timeMs: lastScrapeMs ?? last.timeMs, beyond: false };
  const sinceMs = runStart(day, wanted, coarseMs) ?? last.timeMs;
  if (sinceMs === startMs) return { timeMs: startMs, beyond: true };
  const span = { startMs: sinceMs - coarseMs, endMs: sinceMs, stepMs: fineMs };
  const minute = await readSteps({ kind: 'range', expr, ...span }, labels, query);
  return { timeMs: runStart(minute, wanted, fineMs) ?? sinceMs, beyond: false };
}

/** Where scrapes are farther apart than a sample is seen, the one before is taken. */
function upOf(labels: Labels, intervalMs: number | undefined): string {
  const selector = formatLabels([metricNameLabel, 'up', ...labels]);
  if (intervalMs === undefined || intervalMs < lookbackMs - coarseMs) return selector;
  return `last_over_time(${selector}[${formatDuration(intervalMs + coarseMs)}])`;
}

interface Step {
  readonly timeMs: number;
  readonly value: number;
}

/** Of the series with just these labels, or with them and the server's own where there is but one. */
async function readSteps(request: QueryRequest, labels: Labels, query: Query): Promise<readonly Step[]> {
  const parts: Part[] = [];
  for await (const item of query(request)) if (item.kind === 'part') parts.push(item);
  const { labels: series, offsets, timesMs, values } = joinParts(parts);
  const key = labelsKey(labels);
  const exact = series.findIndex(
    (one) => labelsKey(one.filter((_, i) => one[i - (i % 2)] !== metricNameLabel)) === key,
  );
  const index = exact === -1 && series.length === 1 ? 0 : exact;
  if (index === -1) return [];
  const [from, to] = [offsets[index] ?? 0, offsets[index + 1] ?? 0];
  return Array.from({ length: to - from }, (_, i) => ({
    timeMs: timesMs[from + i] ?? 0,
    value: values[from + i] ?? 0,
  }));
}

/** @returns when the run of this value at the end begins; a gap ends it. Undefined where the last one is another. */
function runStart(steps: readonly Step[], wanted: number, stepMs: number): number | undefined {
  let start: number | undefined;
  for (const { timeMs, value } of steps.toReversed()) {
    if (value !== wanted || (start !== undefined && start - timeMs > stepMs)) return start;
    start = timeMs;
  }
  return start;
}
