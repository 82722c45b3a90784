/** The targets of a source in the worker that writes it, from their first scrape until they end. */
import { prometheus2, prometheus3 } from '../../../../shared/relabel/dialect.ts';
import { compileRelabel } from '../../../../shared/relabel/relabel.ts';
import type { PlainScrapeRules, ScrapeCalls, ScrapeInput, ScrapeStore } from './scrape-call.ts';
import type { ScrapeRules } from './scrape-rules.ts';
import { TargetScrape } from './target-scrape.ts';

/** The rules of a job, which all of its targets have. */
interface SharedRules {
  readonly text: string;
  readonly rules: ScrapeRules;
  users: number;
}

interface Held {
  readonly labels: string;
  readonly shared: SharedRules;
  readonly scrape: TargetScrape;
}

/** Of one writer of the history. */
export function createScrapes(store: ScrapeStore): ScrapeCalls {
  const targets = new Map<string, Held>();
  const jobs = new Map<string, SharedRules>();

  function rulesOf(plain: PlainScrapeRules): SharedRules {
    const text = textOf(plain);
    const shared = jobs.get(text) ?? { text, rules: compiled(plain), users: 0 };
    jobs.set(text, shared);
    shared.users += 1;
    return shared;
  }

  function letGo({ shared }: Held): void {
    shared.users -= 1;
    if (shared.users === 0) jobs.delete(shared.text);
  }

  function targetOf({ target: name, labels, rules, answer }: ScrapeInput): TargetScrape {
    const known = targets.get(name);
    if (known !== undefined && answer.kind === 'more') return known.scrape;
    const labelText = JSON.stringify(labels);
    if (known?.labels === labelText && known.shared.text === textOf(rules)) return known.scrape;
    const shared = rulesOf(rules);
    const scrape = new TargetScrape({ name, labels, rules: shared.rules }, store);
    if (known !== undefined) {
      scrape.follow(known.scrape, { hasItsLabels: known.labels === labelText });
      letGo(known);
    }
    targets.set(name, { labels: labelText, shared, scrape });
    return scrape;
  }

  return {
    scrape(input) {
      const beganMs = performance.now();
      const durationMs = () => input.durationMs + performance.now() - beganMs;
      return targetOf(input).scrape(input.answer, { timeMs: input.timeMs, durationMs });
    },
    endScrapes(names, timeMs) {
      for (const name of names) {
        const held = targets.get(name);
        if (held === undefined) continue;
        held.scrape.end(timeMs);
        targets.delete(name);
        letGo(held);
      }
    },
  };
}

function textOf(rules: PlainScrapeRules): string {
  return JSON.stringify(rules, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

function compiled({ metricRelabelConfigs, ...rules }: PlainScrapeRules): ScrapeRules {
  const dialect = rules.dialect === '3' ? prometheus3 : prometheus2;
  return { ...rules, metricRules: compileRelabel(metricRelabelConfigs, dialect) };
}
