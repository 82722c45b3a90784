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

/** What happens beyond that many is in no notice: nobody reads it, and what one server may have of ours in memory has an end. */
const mostWaiting = 20_000;

const mostRules = 5;

export class AlertLedger {
  /** What fires, by its labels. Undefined before the first reading. */
  #known: ReadonlyMap<string, Known> | undefined;
  #next = new Map<string, Known>();
  #firing = 0;
  #pending = 0;
  readonly #waiting = new Map<string, Waiting>();

  /** A reading begins; one that was not ended has not been. */
  begin(): void {
    this.#next = new Map();
    this.#firing = 0;
    this.#pending = 0;
  }

  /** A part of it: what is known already costs no more than its key. */
  add(alerts: readonly ActiveAlert[]): void {
    for (const alert of alerts) {
      if (!isForPeople(alert)) continue;
      const isFiring = alert.state === 'firing';
      if (isFiring) this.#firing += 1;
      else this.#pending += 1;
      const key = labelsKey(alert.labels);
      const known = this.#known?.get(key);
      if (known !== undefined) this.#next.set(key, known);
      else if (isFiring) this.#next.set(key, { rule: ruleOf(alert), text: textOf(alert) });
    }
  }

  /**
   * The reading ends. What fires at the first one is where it begins, and no news. What ended before anybody was told that it began is none either, and
   * what began again the same. A server that was started anew lets what fired wait once more, and knows nothing of a rule before its first evaluation:
   * what is pending then, or is of such a rule, has not ended.
   * @param unknownRules the names of those that are not evaluated yet
   */
  end(unknownRules: ReadonlySet<string>): AlertCounts {
    const next = this.#next;
    const before = this.#known;
    this.#known = next;
    for (const [key, alert] of before ?? []) {
      if (next.has(key)) continue;
      if (unknownRules.has(alert.rule)) next.set(key, alert);
      else this.#happened(key, { ...alert, kind: 'ended' });
    }
    for (const [key, alert] of before === undefined ? [] : next)
      if (before?.has(key) === false) this.#happened(key, { ...alert, kind: 'began' });
    return { firing: this.#firing, pending: this.#pending };
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
