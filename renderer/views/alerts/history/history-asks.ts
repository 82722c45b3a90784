/**
 * What is asked to know what fired in a window: first how much there is, then as samples where that is not too much, else how many samples each of some
 * steps has. Pure.
 */
import { formatDuration } from '../../../../shared/format/duration.ts';
import { labelValue } from '../../../../shared/model/labels.ts';
import type { Columns, QueryRequest } from '../../../../shared/model/query.ts';

export interface HistoryWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** Some 33 MB of a server's answer, read by a worker, and 24 MB of columns. */
const mostSamples = 1_500_000;
/** Of a rule with very many alerts a picture with fewer steps says nothing any more. */
const leastSteps = 60;
const mostSteps = 720;

const selector = 'ALERTS';
const rangeOf = ({ startMs, endMs }: HistoryWindow) => formatDuration(endMs - startMs);

/** How many samples there are, and beside it how many targets the server scrapes, by their jobs. */
export function sizeAsk(window: HistoryWindow): QueryRequest {
  const samples = `sum(count_over_time(${selector}[${rangeOf(window)}]))`;
  const targets = 'count by (job) (last_over_time(up[1h]))';
  const expr = `${samples} or label_replace(${targets}, "of", "targets", "", "")`;
  return { kind: 'instant', expr, timeMs: window.endMs };
}

export interface HistorySize {
  readonly samples: number;
  /** At the end of the window, by job; none where nothing was scraped then. */
  readonly targets: readonly { readonly job: string; readonly count: number }[];
}

export function sizeOf({ labels, values }: Columns): HistorySize {
  let samples = 0;
  const targets: { job: string; count: number }[] = [];
  labels.forEach((one, at) => {
    const value = values[at] ?? 0;
    if (labelValue(one, 'of') === 'targets') targets.push({ job: labelValue(one, 'job') ?? '', count: value });
    else samples = value;
  });
  return { samples, targets };
}

export const fitsAsSamples = ({ samples }: HistorySize) => samples <= mostSamples;

/** The samples as they are. */
export function samplesAsk(window: HistoryWindow): QueryRequest {
  return { kind: 'instant', expr: `${selector}[${rangeOf(window)}]`, timeMs: window.endMs };
}

/** How many alerts each rule had in the window, as series. */
export function seriesAsk(window: HistoryWindow): QueryRequest {
  return {
    kind: 'instant',
    expr: `count by (alertname) (count_over_time(${selector}[${rangeOf(window)}]))`,
    timeMs: window.endMs,
  };
}

export interface StepsPlan {
  readonly request: QueryRequest & { readonly kind: 'range' };
  /** The rules that have too many alerts to be shown, those with most of them first. */
  readonly leftOut: readonly string[];
}

/** @param counted the answer to `seriesAsk` */
export function stepsPlan(window: HistoryWindow, { labels, values }: Columns): StepsPlan {
  const rules = labels
    .map((one, at) => ({ name: labelValue(one, 'alertname') ?? '', series: values[at] ?? 0 }))
    .sort((a, b) => b.series - a.series);
  let series = rules.reduce((sum, one) => sum + one.series, 0);
  const leftOut: string[] = [];
  for (const one of rules) {
    if (series * leastSteps <= mostSamples) break;
    leftOut.push(one.name);
    series -= one.series;
  }
  const steps = Math.min(mostSteps, Math.max(leastSteps, Math.floor(mostSamples / Math.max(1, series))));
  const stepMs = niceStep((window.endMs - window.startMs) / steps);
  const matcher = leftOut.length === 0 ? '' : `{alertname!~${JSON.stringify(leftOut.map(literal).join('|'))}}`;
  const expr = `count_over_time(${selector}${matcher}[${formatDuration(stepMs)}])`;
  const count = Math.ceil((window.endMs - window.startMs) / stepMs);
  // The last of them ends with the window.
  return {
    request: { kind: 'range', expr, startMs: window.endMs - (count - 1) * stepMs, endMs: window.endMs, stepMs },
    leftOut,
  };
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const niceSteps = [15 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute];
const longSteps = [hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour];

/** People know what half an hour is. */
function niceStep(leastMs: number): number {
  const wanted = [...niceSteps, ...longSteps].find((ms) => ms >= leastMs);
  return wanted ?? Math.ceil(leastMs / (24 * hour)) * 24 * hour;
}

/** More targets say no better whether a server was up. */
const mostWitnesses = 100;
/** So long a window is looked at by the minute; in one of 30 days that would be 43,200 times. */
const longestByMinute = 7 * 24 * hour;
/** Each target at each step: of a server that has one job of thousands the steps are longer. */
const mostLooks = mostWitnesses * (longestByMinute / minute);
/** Longer steps do not say any more when it was down. */
const longestUpStep = hour;

/** Where nothing was scraped at the window's end: which jobs there were in it at all. */
export function targetsAsk(window: HistoryWindow): QueryRequest {
  const targets = `count by (job) (last_over_time(up[${rangeOf(window)}]))`;
  return { kind: 'instant', expr: `label_replace(${targets}, "of", "targets", "", "")`, timeMs: window.endMs };
}

/**
 * Of how many targets samples were stored, a while before each of some times: where of none, the server stored nothing. Of many targets those of the
 * smallest jobs are asked, which are what every server has: itself, an API server, an Alertmanager.
 * @returns undefined where even the smallest job has too many targets to be looked at
 */
export function upAsk({ startMs, endMs }: HistoryWindow, targets: HistorySize['targets']) {
  const { matcher, count: looked } = witnesses(targets);
  const isShort = endMs - startMs <= longestByMinute;
  const usualMs = isShort ? minute : 5 * minute;
  const leastMs = ((endMs - startMs) * looked) / mostLooks;
  const stepMs = leastMs <= usualMs ? usualMs : niceStep(leastMs);
  if (stepMs > longestUpStep) return undefined;
  // A target that is scraped every two minutes has one there.
  const reachMs = Math.max(2.5 * minute, stepMs);
  const count = Math.max(1, Math.ceil((endMs - startMs) / stepMs));
  const expr = `count(count_over_time(up${matcher}[${formatDuration(reachMs)}]))`;
  const request = { kind: 'range', expr, startMs: endMs - (count - 1) * stepMs, endMs, stepMs } as const;
  return { request, reachMs };
}

/** Whether there were samples of targets before the window. */
export function beforeAsk({ startMs }: HistoryWindow, targets: HistorySize['targets']): QueryRequest {
  return { kind: 'instant', expr: `count(last_over_time(up${witnesses(targets).matcher}[1d]))`, timeMs: startMs };
}

/** Whether there are samples of targets at the window's end: what was only asked in steps may be younger than the last multiple of the step. */
export function atEndAsk({ endMs }: HistoryWindow, targets: HistorySize['targets'], reachMs: number): QueryRequest {
  const expr = `count(last_over_time(up${witnesses(targets).matcher}[${formatDuration(reachMs)}]))`;
  return { kind: 'instant', expr, timeMs: endMs };
}

function witnesses(targets: HistorySize['targets']) {
  const all = targets.reduce((sum, { count }) => sum + count, 0);
  if (all <= mostWitnesses) return { matcher: '', count: all };
  let count = 0;
  const jobs: string[] = [];
  for (const one of [...targets].sort((a, b) => a.count - b.count)) {
    if (count + one.count > mostWitnesses && jobs.length > 0) break;
    count += one.count;
    jobs.push(one.job);
  }
  return { matcher: `{job=~${JSON.stringify(jobs.map(literal).join('|'))}}`, count };
}

/**
 * When a server stored nothing, from the answer to `upAsk`. It may have been a step longer, at either end. Some servers (VictoriaMetrics, a query
 * frontend that caches) answer at multiples of the step and not at the times that were asked for.
 */
export function downTimes(
  { timesMs }: Columns,
  window: HistoryWindow,
  { request: { startMs, endMs, stepMs }, reachMs }: NonNullable<ReturnType<typeof upAsk>>,
): readonly HistoryWindow[] {
  const there = new Set<number>();
  for (const timeMs of timesMs) {
    there.add(Math.round((timeMs - startMs) / stepMs));
    // The last multiple that there is may be nearer to the time before.
    if (timeMs > endMs - stepMs) there.add(Math.round((endMs - startMs) / stepMs));
  }
  const down: { startMs: number; endMs: number }[] = [];
  for (let at = 0; startMs + at * stepMs <= endMs; at += 1) {
    if (there.has(at)) continue;
    const atMs = startMs + at * stepMs;
    const fromMs = Math.max(window.startMs, atMs - reachMs);
    const last = down.at(-1);
    if (last !== undefined && fromMs <= last.endMs) last.endMs = atMs;
    else if (atMs > fromMs) down.push({ startMs: fromMs, endMs: atMs });
  }
  return down;
}
