/** What a check found, in a few lines for a person: one for each series, and one for findings that differ in their numbers only. */
import { formatLabels } from '../../../shared/model/labels.ts';
import type { Finding, FindingSpan } from '../../backend/history/transfer/verify-findings.ts';
import { countedText, countText, timeText } from './terminal.ts';

const mostLines = 20;

interface Folded {
  readonly first: Finding;
  readonly whats: Set<string>;
  readonly slots: Set<number>;
  count: number;
  span: FindingSpan | undefined;
}

/** @param findingCount of all, those that are not given too */
export function verifyLines(findings: readonly Finding[], findingCount: number): readonly string[] {
  const folded = new Map<string, Folded>();
  for (const finding of findings) {
    const { series, where, what, span } = finding;
    const key = series === undefined ? plainKey(`${where}: ${what}`) : `series ${series}`;
    const known = folded.get(key);
    const one: Folded = known ?? { first: finding, whats: new Set(), slots: new Set(), count: 0, span };
    one.count += 1;
    one.whats.add(plainKey(what));
    if (span !== undefined) one.slots.add(span.startMs);
    one.span = united(one.span, span);
    folded.set(key, one);
  }
  const shown = [...folded.values()].slice(0, mostLines);
  const left = findingCount - shown.reduce((sum, { count }) => sum + count, 0);
  return [...shown.map(lineOf), ...(left > 0 ? [`… and ${countText(left)} more.`] : [])];
}

/** Numbers of rows and bytes tell findings apart, and say little. */
function plainKey(text: string): string {
  return text.replaceAll(/\d+/g, '0');
}

function united(one: FindingSpan | undefined, other: FindingSpan | undefined): FindingSpan | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { startMs: Math.min(one.startMs, other.startMs), endMs: Math.max(one.endMs, other.endMs) };
}

function lineOf({ first, whats, slots, count, span }: Folded): string {
  const { series, labels, where, what } = first;
  const others = whats.size > 1 ? ', and more' : '';
  const times = span === undefined ? '' : `, within ${timeText(span.startMs)} to ${timeText(span.endMs)}`;
  if (series === undefined) {
    const more = count > 1 ? ` and ${countText(count - 1)} like it` : '';
    return `${where}${more}${times}: ${what}${others}`;
  }
  const name = labels === undefined ? `series ${series}, whose labels cannot be read` : formatLabels(labels);
  return `${name}: ${countedText(slots.size, 'slot of two hours', 'slots of two hours')}${times}: ${what}${others}`;
}
