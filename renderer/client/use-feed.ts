/** A stream of readings, each of which comes in pieces, while it is looked at. What was read stays until there is something newer. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { useLink } from './hooks.tsx';
import { type OpenStream, subscribe } from './subscribe.ts';

/** What a piece comes to. */
type FeedEvent<Read> =
  /** How many of how many are there. */
  | { readonly kind: 'part'; readonly received: number; readonly of: number }
  /** In place of what was read before. */
  | { readonly kind: 'read'; readonly next: (before: Read | undefined) => Read }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

/** Puts the pieces together. */
export interface Feed<Item, Read> {
  take(item: Item): FeedEvent<Read> | undefined;
  /** The stream is another one: what was begun is not ended any more. */
  restart(): void;
}

interface FeedView<Read> {
  readonly read: Read | undefined;
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

export interface FeedReadings<Read> extends FeedView<Read> {
  readonly refresh: () => void;
  readonly cancel: () => void;
}

export interface FeedQuestion<Item, Read> {
  /** Where it is another, it is asked at once, and what was cancelled is the one before. */
  readonly about: string;
  /** False: nothing is asked, and what was read stays. */
  readonly active: boolean;
  /** 0: once, and when asked. */
  readonly everyMs: number;
  /** @param streamEveryMs how often the stream is to read */
  readonly open: (streamEveryMs: number) => OpenStream<Contract, Item>;
  readonly createFeed: () => Feed<Item, Read>;
}

const atFirst = { read: undefined, running: undefined, problem: undefined, nextAtMs: undefined } as const;

/** What asks only when asked asks once. */
const onceMs = 3_600_000;

export function useFeed<Item, Read>(question: FeedQuestion<Item, Read>): FeedReadings<Read> {
  const { about, active, everyMs } = question;
  const link = useLink();
  const [view, setView] = useState<FeedView<Read>>(atFirst);
  const [turn, setTurn] = useState(0);
  const [cancelled, setCancelled] = useState<string | undefined>();
  const latest = useRef(question);
  latest.current = question;
  const asks = active && cancelled !== about;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is named by `about`, and another turn is another stream
  useEffect(() => {
    if (!asks) {
      setView((before) => ({ ...before, running: undefined, nextAtMs: undefined }));
      return undefined;
    }
    const { open, createFeed } = latest.current;
    const feed = createFeed();
    setView((before) => ({ ...before, running: { startedAtMs: Date.now(), part: undefined } }));
    const following = subscribe(link, open(everyMs || onceMs), {
      onStart: () => feed.restart(),
      onItem: (item) => {
        const event = feed.take(item);
        if (event !== undefined) setView((before) => after(before, event, everyMs));
        if (everyMs === 0 && event !== undefined && event.kind !== 'part') following.dispose();
      },
      onFail: (error) => setView((before) => after(before, { kind: 'failed', error: error.toData() }, 0)),
    });
    return () => following.dispose();
  }, [link, about, asks, everyMs, turn]);
  const refresh = useCallback(() => {
    setCancelled(undefined);
    setTurn((before) => before + 1);
  }, []);
  const cancel = useCallback(() => {
    setCancelled(about);
    setView((before) => ({ ...before, problem: { kind: 'cancelled' } }));
  }, [about]);
  return { ...view, refresh, cancel };
}

function after<Read>(before: FeedView<Read>, event: FeedEvent<Read>, everyMs: number): FeedView<Read> {
  const nextAtMs = everyMs === 0 ? undefined : Date.now() + everyMs;
  switch (event.kind) {
    case 'read':
      return { read: event.next(before.read), running: undefined, problem: undefined, nextAtMs };
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
