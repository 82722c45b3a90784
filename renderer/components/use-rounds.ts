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
  /** Of many questions some may have been answered all the same. */
  | { readonly kind: 'failed'; readonly error: AppErrorData; readonly result?: Result };

interface AskedBefore<Result> {
  /** What was answered last. */
  readonly last: Result | undefined;
  /** By the timer: nobody waits for it. */
  readonly byTimer: boolean;
}

export interface RoundsQuestion<Result> {
  /** Where it is another, it is asked at once, and what was cancelled is the one before. What cannot stay on show with it has a key of its own. */
  readonly about: string;
  /** Where it is another, it is asked at once; what was cancelled stays so. */
  readonly version?: string;
  /** False: nothing is asked, and what was answered stays. */
  readonly active: boolean;
  /** 0: once, and when asked. */
  readonly everyMs: number;
  /** Rejects only where it is a bug; what it gives after the signal aborted is not heard. */
  readonly ask: (signal: AbortSignal, before: AskedBefore<Result>) => Promise<Round<Result>>;
}

const atFirst = { result: undefined, startedAtMs: undefined, problem: undefined, nextAtMs: undefined } as const;

export function useRounds<Result>({ about, version, active, everyMs, ask }: RoundsQuestion<Result>): Rounds<Result> {
  const [view, setView] = useState<RoundsView<Result>>(atFirst);
  const [turn, setTurn] = useState({ n: 0, byTimer: false });
  const [cancelled, setCancelled] = useState<string | undefined>();
  const last = useRef<Result | undefined>(undefined);
  const [bug, setBug] = useState<{ readonly thrown: unknown } | undefined>();
  const latest = useRef(ask);
  latest.current = ask;
  const seen = usePageSeen();
  const asks = active && seen && cancelled !== about;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is named by `about` and `version`
  useEffect(() => {
    if (!asks) {
      setView((before) => ({ ...before, startedAtMs: undefined, nextAtMs: undefined }));
      return undefined;
    }
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (!turn.byTimer) setView((before) => ({ ...before, startedAtMs: Date.now() }));
    latest.current(controller.signal, { last: last.current, byTimer: turn.byTimer }).then(
      (round) => {
        if (controller.signal.aborted) return;
        last.current = round.result ?? last.current;
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
  }, [about, version, asks, everyMs, turn]);
  const refresh = useCallback(() => {
    setCancelled(undefined);
    setTurn(({ n }) => ({ n: n + 1, byTimer: false }));
  }, []);
  const cancel = useCallback(() => {
    setCancelled(about);
    setView((before) => ({ ...before, problem: { kind: 'cancelled' } }));
  }, [about]);
  if (bug !== undefined) throw bug.thrown;
  return { ...view, refresh, cancel };
}

function after<Result>(before: RoundsView<Result>, round: Round<Result>, everyMs: number): RoundsView<Result> {
  const nextAtMs = everyMs === 0 ? undefined : Date.now() + everyMs;
  const problem = round.kind === 'failed' ? ({ kind: 'failed', error: round.error } as const) : undefined;
  return { result: round.result ?? before.result, startedAtMs: undefined, problem, nextAtMs };
}
