/** The targets of a context, read again every so often while they are looked at. What was read stays until the next reading is whole. */
import { useCallback, useEffect, useState } from 'react';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { useLink } from '../../client/hooks.tsx';
import { subscribe } from '../../client/subscribe.ts';
import { usePageSeen } from '../../components/use-page-seen.ts';
import { createReadingFeed, type FeedEvent } from './reading-feed.ts';
import type { Reading } from './targets-model.ts';

interface ReadingView {
  readonly reading: Reading | undefined;
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

export interface Readings extends ReadingView {
  readonly refresh: () => void;
  readonly cancel: () => void;
}

const atFirst: ReadingView = { reading: undefined, running: undefined, problem: undefined, nextAtMs: undefined };

/** What asks only when asked asks once. */
const onceMs = 3_600_000;

/** @param active false: nothing is asked, and what was read stays. @param everyMs 0: once, and when asked */
export function useReading(context: ContextId, active: boolean, everyMs: number): Readings {
  const link = useLink();
  const [view, setView] = useState(atFirst);
  const [turn, setTurn] = useState(0);
  const [cancelled, setCancelled] = useState(false);
  const seen = usePageSeen();
  const asks = active && seen && !cancelled;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is another stream
  useEffect(() => {
    if (!asks) {
      setView((before) => ({ ...before, running: undefined, nextAtMs: undefined }));
      return undefined;
    }
    const feed = createReadingFeed();
    setView((before) => ({ ...before, running: { startedAtMs: Date.now(), part: undefined } }));
    const following = subscribe(
      link,
      (client, options) => client.targets.watch({ context, everyMs: everyMs || onceMs }, options),
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
  }, [link, context, asks, everyMs, turn]);
  const refresh = useCallback(() => {
    setCancelled(false);
    setTurn((before) => before + 1);
  }, []);
  const cancel = useCallback(() => {
    setCancelled(true);
    setView((before) => ({ ...before, problem: { kind: 'cancelled' } }));
  }, []);
  return { ...view, refresh, cancel };
}

function after(before: ReadingView, event: FeedEvent, everyMs: number): ReadingView {
  const nextAtMs = everyMs === 0 ? undefined : Date.now() + everyMs;
  if (event.kind === 'read') return { reading: event.reading, running: undefined, problem: undefined, nextAtMs };
  if (event.kind === 'failed')
    return { ...before, running: undefined, problem: { kind: 'failed', error: event.error }, nextAtMs };
  // A reading that the timer began is told of when it is there.
  if (before.running === undefined || before.reading !== undefined) return before;
  return { ...before, running: { ...before.running, part: event.of === 0 ? undefined : event.received / event.of } };
}
