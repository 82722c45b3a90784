/** What fires at one server, reading after reading, and what of its coming and going nobody has been told yet. Knows no clock and no server. */
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import {
  formatLabels,
  type Labels,
  labelPairs,
  labelsFromPairs,
  labelsKey,
  labelValue,
} from '../../../shared/model/labels.ts';
import type { AlertCounts, NoticedAlerts } from '../../../shared/model/notice.ts';
import type { ActiveAlert } from '../../../shared/model/rule.ts';

interface Known {
  readonly rule: string;
  readonly text: string;
}

interface Waiting extends Known {
  readonly kind: 'began' | 'ended';
}

/** Beyond that many a notice only counts: what one server may have of ours in memory. */
const mostWaiting = 20_000;

const mostRules = 5;

export class AlertLedger {
  /** By the alert's labels. Undefined before the first reading. */
  #firing: ReadonlyMap<string, Known> | undefined;
  readonly #waiting = new Map<string, Waiting>();

  /**
   * What fires at the first reading is where it begins, and no news. What ended before anybody was told that it began is none either, and what
   * began again the same.
   */
  read(alerts: Iterable<ActiveAlert>): AlertCounts {
    const firing = new Map<string, Known>();
    let pending = 0;
    for (const alert of alerts) {
      if (!isForPeople(alert)) continue;
      if (alert.state === 'pending') pending += 1;
      else firing.set(labelsKey(alert.labels), { rule: ruleOf(alert), text: textOf(alert) });
    }
    const before = this.#firing;
    this.#firing = firing;
    if (before !== undefined) this.#compare(before, firing);
    return { firing: firing.size, pending };
  }

  #compare(before: ReadonlyMap<string, Known>, now: ReadonlyMap<string, Known>): void {
    for (const [key, alert] of now) if (!before.has(key)) this.#happened(key, { ...alert, kind: 'began' });
    for (const [key, alert] of before) if (!now.has(key)) this.#happened(key, { ...alert, kind: 'ended' });
  }

  #happened(key: string, one: Waiting): void {
    // The other of the two: as if nothing had been.
    if (this.#waiting.delete(key)) return;
    if (this.#waiting.size < mostWaiting) this.#waiting.set(key, one);
  }

  /** Forgets what is muted. @returns whether something is left */
  isWaitingFor(isMuted: (rule: string) => boolean): boolean {
    for (const [key, { rule }] of this.#waiting) if (isMuted(rule)) this.#waiting.delete(key);
    return this.#waiting.size > 0;
  }

  /** What is to be told now, after which it is. */
  take(): { readonly began: NoticedAlerts; readonly ended: NoticedAlerts } {
    const told = [...this.#waiting.values()];
    this.#waiting.clear();
    const of = (kind: Waiting['kind']) => summed(told.filter((one) => one.kind === kind));
    return { began: of('began'), ended: of('ended') };
  }
}

/** Those that fire to prove that alerts arrive, or that something is only to be known, call nobody. */
function isForPeople({ labels }: ActiveAlert): boolean {
  const severity = labelValue(labels, 'severity');
  return severity !== 'none' && severity !== 'info';
}

const ruleOf = ({ labels }: ActiveAlert): string => labelValue(labels, 'alertname') ?? '';

/** The annotations that say in a sentence what is wrong, by the names that people give them. */
const sentences = ['summary', 'message', 'description'] as const;

/** Of a text: a notice of any desktop has three lines. */
const mostCharacters = 300;

/** Of a name in a notice: that of a rule may have any length. */
const mostNameCharacters = 80;

export function noticeName(name: string): string {
  return shortened(plainText(name), mostNameCharacters);
}

function textOf({ labels, annotations }: ActiveAlert): string {
  const said = sentences.map((name) => labelValue(annotations, name) ?? '').find((text) => text.trim() !== '');
  return shortened(plainText((said ?? labelText(labels)).replace(/\s+/g, ' ').trim()), mostCharacters);
}

function labelText(labels: Labels): string {
  return formatLabels(labelsFromPairs(labelPairs(labels).filter(([name]) => name !== 'alertname')));
}

function summed(alerts: readonly Known[]): NoticedAlerts {
  const counts = new Map<string, number>();
  for (const { rule } of alerts) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const rules = [...counts]
    .map(([name, count]) => ({ name: noticeName(name), count }))
    .sort((a, b) => b.count - a.count);
  return {
    count: alerts.length,
    rules: rules.slice(0, mostRules),
    moreRules: Math.max(0, rules.length - mostRules),
    text: alerts.length === 1 ? (alerts[0]?.text ?? '') : '',
  };
}
