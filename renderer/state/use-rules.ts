/** The rules of a source and their alerts, read again every so often while they are looked at. What was read stays until there is something newer. */
import { useCallback, useEffect, useState } from 'react';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { NotTold } from '../../shared/model/server-status.ts';
import { useLink } from '../client/hooks.tsx';
import { subscribe } from '../client/subscribe.ts';
import { createRulesFeed, type RulesEvent, type RulesRead } from './rules-feed.ts';

interface RulesView {
  readonly read: RulesRead | undefined;
  /** Why there is none to read, as it was told last. */
  readonly none: NotTold | undefined;
  /** Asked for by a person or for the first time, and not there yet; `part`: 0 to 1. */
  readonly running: { readonly startedAtMs: number; readonly part: number | undefined } | undefined;
  /** Why the last one failed, or that it was cancelled. */
  readonly problem:
    | { readonly kind: 'failed'; readonly error: AppErrorData }
    | { readonly kind: 'cancelled' }
    | undefined;
  /** When the next one is due; undefined where none is. */
  readonly nextAtMs: number | undefined;
}

export interface RulesReadings extends RulesView {
  readonly refresh: () => void;
  readonly cancel: () => void;
}

export interface RulesQuestion {
  readonly context: ContextId;
  /** Of a record; undefined: the newest. */
  readonly atMs: number | undefined;
  /** False: nothing is asked, and what was read stays. */
  readonly active: boolean;
  /** 0: once, and when asked. */
  readonly everyMs: number;
}

const atFirst: RulesView = {
  ...{ read: undefined, none: undefined, running: undefined, problem: undefined, nextAtMs: undefined },
};

/** What asks only when asked asks once. */
const onceMs = 3_600_000;

export function useRules({ context, atMs, active, everyMs }: RulesQuestion): RulesReadings {
  const link = useLink();
  const [view, setView] = useState(atFirst);
  const [turn, setTurn] = useState(0);
  /** What is cancelled is the reading of then; another time is another question. */
  const [cancelledAt, setCancelledAt] = useState<string | undefined>();
  const question = `${context} ${atMs ?? ''}`;
  const cancelled = cancelledAt === question;
  const asks = active && !cancelled;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is another stream
  useEffect(() => {
    if (!asks) {
      setView((before) => ({ ...before, running: undefined, nextAtMs: undefined }));
      return undefined;
    }
    const feed = createRulesFeed();
    const at = atMs === undefined ? {} : { atMs };
    setView((before) => ({ ...before, running: { startedAtMs: Date.now(), part: undefined } }));
    const following = subscribe(
      link,
      (client, options) => client.rules.watch({ context, everyMs: everyMs || onceMs, ...at }, options),
      {
        onStart: () => feed.restart(),
        onItem: (item) => {
          const event = feed.take(item);
          if (event !== undefined) setView((before) => after(before, event, everyMs));
          if (everyMs === 0 && event !== undefined && event.kind !== 'part') following.dispose();
        },
        onFail: (error) => setView((before) => after(before, { kind: 'failed', error: error.toData() }, 0)),
      },
    );
    return () => following.dispose();
  }, [link, context, asks, atMs, everyMs, turn]);
  const refresh = useCallback(() => {
    setCancelledAt(undefined);
    setTurn((before) => before + 1);
  }, []);
  const cancel = useCallback(() => {
    setCancelledAt(question);
    setView((before) => ({ ...before, problem: { kind: 'cancelled' } }));
  }, [question]);
  return { ...view, refresh, cancel };
}

function after(before: RulesView, event: RulesEvent, everyMs: number): RulesView {
  const nextAtMs = everyMs === 0 ? undefined : Date.now() + everyMs;
  const answered = { running: undefined, problem: undefined, nextAtMs };
  switch (event.kind) {
    case 'read':
      return { ...answered, none: undefined, read: event.read };
    case 'same': {
      const { readAtMs, held } = event;
      return { ...answered, none: undefined, read: before.read && { ...before.read, readAtMs, held } };
    }
    case 'none':
      return { ...answered, none: event.why, read: undefined };
    case 'failed':
      return { ...before, running: undefined, problem: { kind: 'failed', error: event.error }, nextAtMs };
    case 'part':
      // A reading that the timer began is told of when it is there.
      if (before.running === undefined || before.read !== undefined) return before;
      return {
        ...before,
        running: { ...before.running, part: event.of === 0 ? undefined : event.received / event.of },
      };
  }
}
