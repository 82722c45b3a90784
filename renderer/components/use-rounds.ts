/** A question that is asked again every so often while its answer is looked at. What was answered stays until the next answer is whole. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { usePageSeen } from './use-page-seen.ts';

interface RoundsView<Result> {
  readonly result: Result | undefined;
  /** Asked by a person or for the first time, and not answered yet. */
  readonly startedAtMs: number | undefined;
  readonly problem:
    | { readonly kind: 'failed'; readonly error: AppErrorData }
    | { readonly kind: 'cancelled' }
    | undefined;
  /** When it is asked next; undefined where that is not by itself. */
  readonly nextAtMs: number | undefined;
}

export interface Rounds<Result> extends RoundsView<Result> {
  readonly refresh: () => void;
  readonly cancel: () => void;
}

export type Round<Result> =
  | { readonly kind: 'answered'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

export interface RoundsQuestion<Result> {
  /** Where it is another, it is asked at once; the component of another question has another key. */
  readonly about: string;
  /** False: nothing is asked, and what was answered stays. */
  readonly active: boolean;
  /** 0: once, and when asked. */
  readonly everyMs: number;
  /** Rejects only where it is a bug; what it gives after the signal aborted is not heard. */
  readonly ask: (signal: AbortSignal) => Promise<Round<Result>>;
}

const atFirst = { result: undefined, startedAtMs: undefined, problem: undefined, nextAtMs: undefined } as const;

export function useRounds<Result>({ about, active, everyMs, ask }: RoundsQuestion<Result>): Rounds<Result> {
  const [view, setView] = useState<RoundsView<Result>>(atFirst);
  /** By the timer: nobody waits for it. */
  const [turn, setTurn] = useState({ n: 0, byTimer: false });
  const [cancelled, setCancelled] = useState(false);
  const [bug, setBug] = useState<{ readonly thrown: unknown } | undefined>();
  const latest = useRef(ask);
  latest.current = ask;
  const seen = usePageSeen();
  const asks = active && seen && !cancelled;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is named by `about`
  useEffect(() => {
    if (!asks) {
      setView((before) => ({ ...before, startedAtMs: undefined, nextAtMs: undefined }));
      return undefined;
    }
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (!turn.byTimer) setView((before) => ({ ...before, startedAtMs: Date.now() }));
    latest.current(controller.signal).then(
      (round) => {
        if (controller.signal.aborted) return;
        setView((before) => after(before, round, everyMs));
        if (everyMs > 0) timer = setTimeout(() => setTurn(({ n }) => ({ n: n + 1, byTimer: true })), everyMs);
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) setBug({ thrown });
      },
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [about, asks, everyMs, turn]);
  const refresh = useCallback(() => {
    setCancelled(false);
    setTurn(({ n }) => ({ n: n + 1, byTimer: false }));
  }, []);
  const cancel = useCallback(() => {
    setCancelled(true);
    setView((before) => ({ ...before, problem: { kind: 'cancelled' } }));
  }, []);
  if (bug !== undefined) throw bug.thrown;
  return { ...view, refresh, cancel };
}

function after<Result>(before: RoundsView<Result>, round: Round<Result>, everyMs: number): RoundsView<Result> {
  const nextAtMs = everyMs === 0 ? undefined : Date.now() + everyMs;
  if (round.kind === 'failed')
    return { ...before, startedAtMs: undefined, problem: { kind: 'failed', error: round.error }, nextAtMs };
  return { result: round.result, startedAtMs: undefined, problem: undefined, nextAtMs };
}
