/** What happened, for who writes it down: an event after the other as text, and every time that an alert was pending or fired as CSV. */
import type { TFunction } from 'i18next';
import { formatDuration } from '../../../../shared/format/duration.ts';
import { plainText, shortened } from '../../../../shared/format/plain-text.ts';
import { harmlessText, isoTime, separatedField } from '../../../../shared/format/spreadsheet-text.ts';
import { formatDateTime, type TimeZone, zoneName } from '../../../../shared/format/time.ts';
import type { HistorySpan } from '../../../../shared/model/alert-history.ts';
import { formatLabels, type Labels, labelValue } from '../../../../shared/model/labels.ts';
import type { Work } from '../../../components/slices.ts';
import type { HistoryWindow } from './history-asks.ts';
import type { AlertHistory, RuleHistory } from './history-model.ts';
import type { ShownHistory } from './shown-history.ts';

/** `before`: it fired already when the window began; `after`: it goes on; `lost`, `found`: nothing is known beyond. */
type EventKind = 'before' | 'began' | 'found' | 'ended' | 'lost' | 'after';

interface HistoryEvent {
  readonly atMs: number;
  readonly kind: EventKind;
  /** It may have been as early as that, or as late; undefined: it is as exact as evaluations are. */
  readonly mayMs: number | undefined;
  readonly rule: RuleHistory;
  /** Of one evaluation together. */
  readonly alerts: readonly AlertHistory[];
}

const kinds: readonly EventKind[] = ['before', 'began', 'found', 'ended', 'lost', 'after'];
const stride = 256;

/** Of what fired, in its order. Alerts of a rule that begin or end with one evaluation are one event. */
function* eventsOf({ rules, model }: ShownHistory): Work<readonly HistoryEvent[]> {
  const { window } = model.found;
  const events: HistoryEvent[] = [];
  for (const { rule } of rules) {
    const byKey = new Map<string, HistoryEvent & { readonly alerts: AlertHistory[] }>();
    const add = (kind: EventKind, atMs: number, mayMs: number | undefined, alert: AlertHistory) => {
      const key = `${kind} ${atMs} ${mayMs}`;
      const event = byKey.get(key);
      if (event === undefined) byKey.set(key, { atMs, kind, mayMs, rule, alerts: [alert] });
      else event.alerts.push(alert);
    };
    for (const [index, alert] of rule.alerts.entries()) {
      for (const span of alert.spans) {
        if (span.state !== 'firing') continue;
        add(beginningOf(span, window), span.fromMs, span.mayFromMs, alert);
        add(endOf(span, window), span.toMs, span.mayToMs, alert);
      }
      if (index % stride === 0) yield 0.5;
    }
    for (const event of byKey.values()) events.push(event);
  }
  return events.sort((a, b) => a.atMs - b.atMs || kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

/** An evaluation may come that late after the window begins. */
const nearPart = 0.01;

function beginningOf({ began, fromMs }: HistorySpan, { startMs, endMs }: HistoryWindow): EventKind {
  if (began) return 'began';
  return fromMs - startMs <= nearPart * (endMs - startMs) ? 'before' : 'found';
}

function endOf({ ended, toMs }: HistorySpan, { endMs }: HistoryWindow): EventKind {
  if (ended) return 'ended';
  return toMs >= endMs ? 'after' : 'lost';
}

export interface TextFacts {
  readonly t: TFunction<'alertHistory'>;
  /** Whose alerts they are. */
  readonly name: string;
  readonly timeZone: TimeZone;
}

/** More are read by nobody, and no ticket takes them. */
const mostLines = 5000;
const longestWhich = 300;

/** A line an event: "2026-11-30 14:02:00  KubePodCrashLooping started firing (3 alerts)". */
export function* textOf(shown: ShownHistory, { t, name, timeZone }: TextFacts): Work<string> {
  const { found, intervalsMs, lists } = shown.model;
  const { startMs, endMs } = found.window;
  const time = (ms: number) => formatDateTime(Math.floor(ms / 1000) * 1000, timeZone);
  const events = yield* eventsOf(shown);
  const lines = events.slice(0, mostLines).map(({ atMs, kind, mayMs, rule, alerts }) => {
    const [only] = alerts.length === 1 ? alerts : [];
    const which = only === undefined ? '' : ` ${whichOf(rule, only)}`.trimEnd();
    const said = { name: plainText(rule.name), count: alerts.length, which };
    const may =
      mayMs === undefined ? '' : ` ${t(mayMs < atMs ? 'text.mayEarlier' : 'text.mayLater', { time: time(mayMs) })}`;
    return { atMs, text: `${time(atMs)}  ${t(`text.${kind}`, said)}${may}` };
  });
  const gaps = shown.model.gaps.map((gap) => ({
    atMs: gap.startMs,
    text: `${time(gap.startMs)}  ${t('text.gap', { time: time(gap.endMs) })}`,
  }));
  const all = [...lines, ...gaps].sort((a, b) => a.atMs - b.atMs).map(({ text }) => text);
  const cut = events.length > mostLines ? [t('text.cut', { n: events.length - mostLines })] : [];
  const zone = zoneName(endMs, timeZone);
  const title = t('text.title', { name: plainText(name), from: time(startMs), to: time(endMs), zone });
  const stepMs = found.stepMs ?? intervalsMs?.[1];
  const exact = stepMs === undefined ? [] : [t('text.exactTo', { step: formatDuration(Math.round(stepMs)) })];
  const fromLists = lists === undefined ? [] : [t('text.fromLists')];
  return `${[title, ...exact, ...fromLists, '', ...all, ...cut].join('\n')}\n`;
}

/** The labels that tell it apart. */
function whichOf({ naming }: RuleHistory, { labels }: AlertHistory): string {
  const some: Labels = naming.flatMap((name) => {
    const value = labelValue(labels, name);
    return value === undefined ? [] : [name, value];
  });
  return some.length === 0 ? '' : shortened(plainText(formatLabels(some)), longestWhich);
}

const columns = [
  'alertname',
  'severity',
  'state',
  'began',
  'ended',
  'seconds',
  'duration',
  'began_seen',
  'ended_seen',
  'exact_to_seconds',
  'began_earliest',
  'ended_latest',
  'labels',
];

/** A line a span, with every state; times as in ISO 8601, UTC. */
export function* csvOf({ model, rules }: ShownHistory): Work<string> {
  const rows: (readonly [atMs: number, line: string])[] = [];
  for (const { rule } of rules) {
    const exactMs = model.found.stepMs ?? rule.intervalMs;
    for (const alert of rule.alerts) {
      for (const span of alert.spans) rows.push([span.fromMs, csvLine(rule, alert, span, exactMs)]);
      if (rows.length % stride === 0) yield 0.5;
    }
  }
  rows.sort(([a], [b]) => a - b);
  yield 0.9;
  return [columns.join(','), ...rows.map(([, line]) => line), ''].join('\r\n');
}

function csvLine(
  { name, severity }: RuleHistory,
  { labels }: AlertHistory,
  span: HistorySpan,
  exactMs: number,
): string {
  const { state, fromMs, toMs, began, ended, mayFromMs, mayToMs } = span;
  const lengthMs = toMs - fromMs;
  const texts = [harmlessText(name), harmlessText(severity), state, isoTime(fromMs), isoTime(toMs)];
  const numbers = [String(lengthMs / 1000), formatDuration(lengthMs), String(began), String(ended)];
  const exact = String(exactMs / 1000);
  const may = [mayFromMs, mayToMs].map((ms) => (ms === undefined ? '' : isoTime(ms)));
  return [...texts, ...numbers, exact, ...may, harmlessText(formatLabels(labels))]
    .map((text) => separatedField(text, ','))
    .join(',');
}
