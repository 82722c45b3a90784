/** Puts the pieces of a reading of rules together. Apart from React, so that it can be tried without a page. */
import type { AppErrorData } from '../../shared/base/errors.ts';
import type {
  ActiveAlert,
  Rule,
  RuleGroup,
  RulesCounts,
  RulesHeld,
  RulesItem,
  RulesLeftOut,
} from '../../shared/model/rule.ts';
import type { NotTold } from '../../shared/model/server-status.ts';

/** All rules of a source and their alerts, as they were read at one time. */
export interface RulesRead {
  readonly readAtMs: number;
  readonly held: RulesHeld;
  readonly groups: readonly RuleGroup[];
  readonly rules: readonly Rule[];
  readonly alerts: readonly ActiveAlert[];
  readonly leftOut: RulesLeftOut;
}

type RulesEvent =
  /** How many of how many are there. */
  | { readonly kind: 'part'; readonly received: number; readonly of: number }
  | { readonly kind: 'read'; readonly read: RulesRead }
  /** As it was read before. */
  | { readonly kind: 'same'; readonly readAtMs: number; readonly held: RulesHeld }
  | { readonly kind: 'none'; readonly why: NotTold }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

interface Begun extends Pick<RulesRead, 'readAtMs' | 'held' | 'leftOut'> {
  readonly of: number;
  readonly groups: RuleGroup[];
  readonly rules: Rule[];
  readonly alerts: ActiveAlert[];
}

export interface RulesFeed {
  /** What a piece comes to. */
  take(item: RulesItem): RulesEvent | undefined;
  /** The stream is another one: what was begun is not ended any more. */
  restart(): void;
}

export function createRulesFeed(): RulesFeed {
  let begun: Begun | undefined;

  function add<Item>(to: Item[] | undefined, items: readonly Item[]): RulesEvent | undefined {
    if (begun === undefined || to === undefined) return undefined;
    for (const item of items) to.push(item);
    const { groups, rules, alerts, of } = begun;
    return { kind: 'part', received: groups.length + rules.length + alerts.length, of };
  }

  return {
    take(item) {
      switch (item.kind) {
        case 'begin': {
          const { readAtMs, held, leftOut, counts } = item;
          begun = { readAtMs, held, leftOut, of: totalOf(counts), groups: [], rules: [], alerts: [] };
          return { kind: 'part', received: 0, of: begun.of };
        }
        case 'groups':
          return add(begun?.groups, item.groups);
        case 'rules':
          return add(begun?.rules, item.rules);
        case 'alerts':
          return add(begun?.alerts, item.alerts);
        case 'end': {
          if (begun === undefined) return undefined;
          const { of: _of, ...read } = begun;
          begun = undefined;
          return { kind: 'read', read };
        }
        default:
          begun = undefined;
          return item;
      }
    },
    restart() {
      begun = undefined;
    },
  };
}

function totalOf({ groups, rules, alerts }: RulesCounts): number {
  return groups + rules + alerts;
}
