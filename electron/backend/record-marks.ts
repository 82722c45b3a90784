/** What stands on the timeline of a record beside its coverage: alerts that fired, changes of the configuration, and how many series there were. */
import { labelValue } from '../../shared/model/labels.ts';
import type { Columns, QueryRequest } from '../../shared/model/query.ts';
import type { RecordMarks } from '../../shared/model/stored-source.ts';
import type { SlotCount } from './history/service/count-series.ts';
import type { HistoryService } from './history/service/history-service.ts';
import type { Source, TimeSpan } from './sources/source.ts';

export interface MarksDeps {
  readonly history: Pick<HistoryService, 'lookAt'>;
  /** The record. */
  readonly source: Pick<Source, 'query'>;
  /** Of its folder. */
  readonly name: string;
}

interface MarksWindow extends TimeSpan {
  readonly parts: number;
}

type AlertMark = RecordMarks['alerts'][number];

const queryTimeoutMs = 60_000;

/** As PromQL has it: an instant between two samples that are not farther apart is one of both. */
const lookbackMs = 5 * 60_000;

/** A window is asked for so much at once: the alerts of a month are not held in memory together. */
const mostAtOnceMs = 48 * 3_600_000;

/** @throws AppError history.*, query.*; CancelledError */
export async function recordMarks(window: MarksWindow, deps: MarksDeps, signal: AbortSignal): Promise<RecordMarks> {
  const looks = deps.history.lookAt(deps.name, signal);
  const { firstMs = 0, lastMs = -1 } = await looks.describe();
  const [alerts, config, rules, counts] = await Promise.all([
    firedAlerts(window, { startMs: firstMs, endMs: lastMs }, deps.source, signal),
    changesOf('config', window, looks),
    changesOf('rules', window, looks),
    looks.series(window),
  ]);
  const changes = [...config, ...rules].sort((a, b) => a.atMs - b.atMs);
  return { alerts, changes, series: seriesByPart(window, counts) };
}

type Looks = ReturnType<HistoryService['lookAt']>;

/** That there is a first one is no change: it says when recording began. */
async function changesOf(kind: string, { startMs, endMs }: TimeSpan, looks: Pick<Looks, 'changes'>) {
  const [, ...later] = await looks.changes(kind, { startMs: Math.max(0, startMs - 1), endMs });
  return later.filter(({ atMs }) => atMs >= startMs).map(({ atMs }) => ({ atMs, kind }));
}

/** The largest of the two hours that a part reaches into. */
export function seriesByPart({ startMs, endMs, parts }: MarksWindow, counts: readonly SlotCount[]): readonly number[] {
  const slotMs = 7_200_000;
  const partMs = (endMs - startMs + 1) / parts;
  const series = new Array<number>(parts).fill(0);
  for (const slot of counts) {
    const first = Math.max(0, Math.floor((slot.startMs - startMs) / partMs));
    const last = Math.min(parts - 1, Math.ceil((slot.startMs + slotMs - startMs) / partMs) - 1);
    for (let part = first; part <= last; part += 1) series[part] = Math.max(series[part] ?? 0, slot.series);
  }
  return series;
}

async function firedAlerts(
  window: MarksWindow,
  recorded: TimeSpan,
  source: Pick<Source, 'query'>,
  signal: AbortSignal,
): Promise<readonly AlertMark[]> {
  const startMs = Math.max(window.startMs, recorded.startMs);
  const endMs = Math.min(window.endMs, recorded.endMs);
  const stepMs = Math.max(1000, Math.ceil((window.endMs - window.startMs + 1) / window.parts));
  const spans = new Map<string, AlertMark[]>();
  const stepsAtOnce = Math.max(1, Math.floor(mostAtOnceMs / stepMs));
  for (let fromMs = startMs; fromMs <= endMs; fromMs += stepsAtOnce * stepMs) {
    const toMs = Math.min(endMs, fromMs + (stepsAtOnce - 1) * stepMs);
    const request = alertsRequest(fromMs, toMs, stepMs);
    for await (const item of source.query(request, { signal, timeoutMs: queryTimeoutMs }))
      if (item.kind === 'part') addSpans(item.columns, { stepMs, startMs }, spans);
  }
  return [...spans.values()].flat().sort((a, b) => a.startMs - b.startMs || (a.name < b.name ? -1 : 1));
}

/** Where steps are far apart, also what fired in between only. */
function alertsRequest(startMs: number, endMs: number, stepMs: number): QueryRequest {
  const firing = 'ALERTS{alertstate="firing"}';
  const any = stepMs > lookbackMs ? `max_over_time(${firing}[${stepMs}ms])` : firing;
  return { kind: 'range', expr: `max by (alertname) (${any})`, startMs, endMs, stepMs };
}

/** @param spans those of before; what goes on where one of them ends is one with it */
function addSpans(
  { labels, offsets, timesMs }: Columns,
  { stepMs, startMs }: { readonly stepMs: number; readonly startMs: number },
  spans: Map<string, AlertMark[]>,
): void {
  const backMs = stepMs > lookbackMs ? stepMs - 1 : 0;
  for (const [i, its] of labels.entries()) {
    const name = labelValue(its, 'alertname') ?? '';
    const found = spans.get(name) ?? [];
    spans.set(name, found);
    for (let at = offsets[i] ?? 0; at < (offsets[i + 1] ?? 0); at += 1) {
      const timeMs = timesMs[at] ?? 0;
      const last = found.at(-1);
      if (last !== undefined && timeMs - last.endMs <= stepMs) found[found.length - 1] = { ...last, endMs: timeMs };
      else found.push({ name, startMs: Math.max(startMs, timeMs - backMs), endMs: timeMs });
    }
  }
}
