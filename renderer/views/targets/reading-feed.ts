/** Puts the pieces of a reading together. Apart from React, so that it can be tried without a page. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { Target, TargetPool, TargetsItem } from '../../../shared/model/target.ts';
import type { Reading } from './targets-model.ts';

type FeedEvent =
  /** How many of how many are there. */
  | { readonly kind: 'part'; readonly received: number; readonly of: number }
  | { readonly kind: 'read'; readonly reading: Reading }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

interface Begun {
  readonly readAtMs: number;
  readonly pools: readonly TargetPool[];
  readonly count: number;
  readonly targets: Target[];
  readonly problems: readonly AppErrorData[];
}

export interface ReadingFeed {
  /** What a piece comes to. */
  take(item: TargetsItem): FeedEvent | undefined;
  /** The stream is another one: what was begun is not ended any more. */
  restart(): void;
}

export function createReadingFeed(): ReadingFeed {
  let begun: Begun | undefined;
  return {
    take(item) {
      switch (item.kind) {
        case 'begin':
          begun = {
            ...{ readAtMs: item.readAtMs, pools: item.pools, count: item.count, targets: [] },
            problems: item.problems ?? [],
          };
          return { kind: 'part', received: 0, of: item.count };
        case 'part':
          if (begun === undefined) return undefined;
          for (const target of item.targets) begun.targets.push(target);
          return { kind: 'part', received: begun.targets.length, of: begun.count };
        case 'end': {
          if (begun === undefined) return undefined;
          const { readAtMs, pools, targets, problems } = begun;
          begun = undefined;
          return { kind: 'read', reading: { readAtMs, pools, targets, problems } };
        }
        case 'failed':
          begun = undefined;
          return { kind: 'failed', error: item.error };
      }
    },
    restart() {
      begun = undefined;
    },
  };
}
