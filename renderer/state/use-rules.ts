/** The rules of a source and their alerts, read again every so often while they are looked at. What was read stays until there is something newer. */
import type { ContextId } from '../../shared/model/context.ts';
import type { RulesItem } from '../../shared/model/rule.ts';
import type { NotTold } from '../../shared/model/server-status.ts';
import { type Feed, type FeedReadings, useFeed } from '../client/use-feed.ts';
import { createRulesFeed, type RulesRead } from './rules-feed.ts';

interface RulesTold {
  readonly read: RulesRead | undefined;
  /** Why there is none to read, as it was told last. */
  readonly none: NotTold | undefined;
}

export interface RulesReadings extends RulesTold, Omit<FeedReadings<unknown>, 'read'> {}

export interface RulesQuestion {
  readonly context: ContextId;
  /** Of a record; undefined: the newest. */
  readonly atMs: number | undefined;
  /** False: nothing is asked, and what was read stays. */
  readonly active: boolean;
  /** 0: once, and when asked. */
  readonly everyMs: number;
}

const nothing: RulesTold = { read: undefined, none: undefined };

export function useRules({ context, atMs, active, everyMs: ownMs }: RulesQuestion): RulesReadings {
  const at = atMs === undefined ? {} : { atMs };
  const { read: told = nothing, ...readings } = useFeed({
    ...{ about: `${context} ${atMs}`, active, everyMs: ownMs, createFeed },
    open: (everyMs) => (client, options) => client.rules.watch({ context, everyMs, ...at }, options),
  });
  return { ...readings, ...told };
}

function createFeed(): Feed<RulesItem, RulesTold> {
  const feed = createRulesFeed();
  return {
    take(item) {
      const event = feed.take(item);
      switch (event?.kind) {
        case 'read':
          return { kind: 'read', next: () => ({ read: event.read, none: undefined }) };
        case 'same': {
          const { readAtMs, held } = event;
          const next = (before = nothing) => ({
            read: before.read && { ...before.read, readAtMs, held },
            none: undefined,
          });
          return { kind: 'read', next };
        }
        case 'none':
          return { kind: 'read', next: () => ({ read: undefined, none: event.why }) };
        default:
          return event;
      }
    },
    restart: feed.restart,
  };
}
