/** What discovery found for a context: the pages that are looked at, asked for as they come into sight, and again every so often. */
import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { useClient } from '../../client/hooks.tsx';
import { type FoundPages, pageSize, pagesOf, withPage } from './found-pages.ts';
import type { TargetsState } from './targets-state.ts';
import type { Readings } from './use-reading.ts';

export interface Discovered extends Omit<Readings, 'reading'> {
  readonly pages: FoundPages | undefined;
  /** The rows that are in sight. */
  readonly onSight: (first: number, last: number) => void;
}

type View = Pick<Discovered, 'pages' | 'problem' | 'running'>;

const atFirst: View = { pages: undefined, problem: undefined, running: undefined };

/** Letters that are typed fast are one search. */
const typingMs = 150;
/** What was read so short a time ago is searched without being read again. */
const freshMs = 60_000;

type Search = Pick<TargetsState, 'text' | 'found' | 'pool'>;

export function useDiscovered(context: ContextId, active: boolean, search: Search, everyMs: number): Discovered {
  const client = useClient();
  const [view, setView] = useState(atFirst);
  const [turn, setTurn] = useState({ count: 0, fresh: false });
  const [cancelled, setCancelled] = useState(false);
  const asks = active && !cancelled;
  const [nextAtMs, setNextAtMs] = useState<number | undefined>();
  /** Under way. */
  const asked = useRef(new Set<number>());
  const latest = useRef<FoundPages | undefined>(undefined);
  const sight = useRef({ first: 0, last: 0 });
  const text = useSettled(search.text);
  const { found, pool } = search;
  const name = JSON.stringify([context, text, found, pool]);
  const controller = useRef(new AbortController());

  const load = useCallback(
    (page: number, fresh: number) => {
      const { signal } = controller.current;
      asked.current.add(page);
      const state = found === 'all' ? {} : { state: found };
      const place = { offset: page * pageSize, limit: pageSize, freshMs: fresh };
      const question = { context, text, ...state, ...(pool === undefined ? {} : { pool }), ...place };
      client.targets.discovered(question, { signal }).then(
        (answer) => {
          if (signal.aborted) return;
          asked.current.delete(page);
          const pages = withPage(latest.current, name, page, answer);
          latest.current = pages;
          // Drawn in slices: a wheel turns on meanwhile.
          startTransition(() => setView({ pages, problem: undefined, running: undefined }));
        },
        (error: unknown) => {
          if (signal.aborted || isCancellation(error)) return;
          if (!(error instanceof AppError)) throw error;
          asked.current.delete(page);
          const problem = { kind: 'failed', error: error.toData() } as const;
          setView((before) => ({ ...before, problem, running: undefined }));
        },
      );
    },
    [client, context, text, found, pool, name],
  );

  // Another search begins at its top; the same one where it is looked at.
  const lastLoad = useRef(load);
  useEffect(() => {
    if (!asks) return undefined;
    controller.current = new AbortController();
    asked.current = new Set();
    if (lastLoad.current !== load) sight.current = { first: 0, last: 0 };
    lastLoad.current = load;
    setView((before) => ({ ...before, running: { startedAtMs: Date.now(), part: undefined } }));
    for (const page of pagesOf(sight.current.first, sight.current.last)) load(page, turn.fresh ? 0 : freshMs);
    const stop = controller.current;
    return () => stop.abort();
  }, [asks, load, turn]);

  const refresh = useCallback(() => {
    setCancelled(false);
    setTurn(({ count }) => ({ count: count + 1, fresh: true }));
  }, []);
  const cancel = useCallback(() => {
    setCancelled(true);
    setView((before) => ({ ...before, problem: { kind: 'cancelled' }, running: undefined }));
  }, []);
  useEffect(() => {
    if (!asks || everyMs === 0) {
      setNextAtMs(undefined);
      return undefined;
    }
    setNextAtMs(Date.now() + everyMs);
    const timer = setInterval(() => {
      setNextAtMs(Date.now() + everyMs);
      // A page that nobody sees asks nothing.
      if (document.visibilityState === 'visible') refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [asks, everyMs, refresh]);

  const onSight = useCallback(
    (first: number, last: number) => {
      sight.current = { first, last };
      if (!asks) return;
      const isThere = (page: number) => latest.current?.search === name && latest.current.pages.has(page);
      for (const page of pagesOf(first, last)) if (!asked.current.has(page) && !isThere(page)) load(page, freshMs);
    },
    [asks, load, name],
  );
  return { ...view, nextAtMs, refresh, cancel, onSight };
}

/** A text once it has rested. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
