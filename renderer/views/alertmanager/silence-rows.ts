/** The silences as they are listed: those that hold, then those to come, then, where they are asked for, those that ended; the next to change first. */
import type { Silence, SilenceState } from '../../../shared/model/alertmanager.ts';
import type { Work } from '../../components/slices.ts';
import type { AlertmanagerState } from './alertmanager-state.ts';
import { formatMatchers } from './matchers.ts';
import type { Reading } from './reading.ts';

export interface SilenceRow {
  readonly silence: Silence;
  readonly matchers: string;
  /** Alerts that it silences now. */
  readonly alerts: number;
}

export interface SilenceRows {
  readonly rows: readonly SilenceRow[];
  readonly counts: Readonly<Record<SilenceState, number>>;
}

const order: readonly SilenceState[] = ['active', 'pending', 'expired'];

export function* silenceRows(
  { alerts, silences }: Reading,
  { text, expired }: Pick<AlertmanagerState, 'text' | 'expired'>,
): Work<SilenceRows> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const silenced = new Map<string, number>();
  for (const { silencedBy } of alerts.values())
    for (const id of silencedBy) silenced.set(id, (silenced.get(id) ?? 0) + 1);
  yield 0.5;
  const counts = { active: 0, pending: 0, expired: 0 };
  const rows: SilenceRow[] = [];
  for (const silence of silences.values()) {
    counts[silence.state] += 1;
    if (silence.state === 'expired' && !expired) continue;
    const matchers = formatMatchers(silence.matchers);
    if (hasWords(silence, matchers, words)) rows.push({ silence, matchers, alerts: silenced.get(silence.id) ?? 0 });
    yield 0.75;
  }
  rows.sort((a, b) => compare(a.silence, b.silence));
  return { rows, counts };
}

function hasWords({ id, createdBy, comment }: Silence, matchers: string, words: readonly string[]): boolean {
  const lower = [matchers, createdBy, comment, id].join('\n').toLowerCase();
  return words.every((word) => lower.includes(word));
}

function compare(a: Silence, b: Silence): number {
  const byState = order.indexOf(a.state) - order.indexOf(b.state);
  if (byState !== 0) return byState;
  if (a.state === 'expired') return b.endsAtMs - a.endsAtMs;
  return a.state === 'pending' ? a.startsAtMs - b.startsAtMs : a.endsAtMs - b.endsAtMs;
}
