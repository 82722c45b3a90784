/** Counts what a selector selects, label by label; the newest selector counts, and what was counted before stays meanwhile. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../../shared/base/errors.ts';
import type { SelectorSummary } from '../../../../shared/model/catalog.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { useClient } from '../../../client/hooks.tsx';
import type { Span } from '../time-window.ts';

export interface CountedSelector {
  /** Of `selector`, or of the one before while `counting`. */
  readonly summary: SelectorSummary | undefined;
  /** Milliseconds since the epoch at which counting began; undefined while nothing is counted. */
  readonly countingSinceMs: number | undefined;
  readonly failure: AppErrorData | undefined;
  readonly cancel: () => void;
  readonly again: () => void;
}

/** Who counts, and what was counted already in the same span: each choice is counted once, also on the way back. */
export interface Counter {
  readonly context: ContextId;
  readonly span: Span;
  /** Without a connection nothing is asked. */
  readonly live: boolean;
  readonly known: Map<string, SelectorSummary>;
}

/** So many values of each label: more are found by their own filter. */
const topValues = 500;
/** A page of choosing comes back to few: the oldest go. */
const mostKnown = 30;

/** @param selector '' counts nothing: everything that a Prometheus has is too much to count. */
export function useSummary({ context, span, live, known }: Counter, selector: string): CountedSelector {
  const client = useClient();
  const { startMs, endMs } = span;
  const [summary, setSummary] = useState<SelectorSummary | undefined>();
  const [countingSinceMs, setCountingSinceMs] = useState<number | undefined>();
  const [failure, setFailure] = useState<AppErrorData | undefined>();
  const [round, setRound] = useState(0);
  const current = useRef<AbortController | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks the same again
  useEffect(() => {
    setFailure(undefined);
    if (selector === '') setSummary(undefined);
    const before = known.get(selector);
    if (before !== undefined) setSummary(before);
    if (selector === '' || before !== undefined || !live) return undefined;
    const controller = new AbortController();
    current.current = controller;
    const { signal } = controller;
    setCountingSinceMs(Date.now());
    client.catalog
      .summarize({ context, selector, startMs, endMs, topValues }, { signal })
      .then((counted) => {
        if (signal.aborted) return;
        remember(known, selector, counted);
        setSummary(counted);
      })
      .catch((error) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setSummary(undefined);
        setFailure(error.toData());
      })
      .finally(() => {
        if (current.current === controller) setCountingSinceMs(undefined);
      });
    return () => {
      current.current = undefined;
      controller.abort();
      setCountingSinceMs(undefined);
    };
  }, [client, context, selector, startMs, endMs, live, known, round]);
  return {
    summary,
    countingSinceMs,
    failure,
    cancel: useCallback(() => {
      setSummary(undefined);
      current.current?.abort();
    }, []),
    again: useCallback(() => setRound((now) => now + 1), []),
  };
}

function remember(known: Map<string, SelectorSummary>, selector: string, counted: SelectorSummary): void {
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  known.set(selector, counted);
}
