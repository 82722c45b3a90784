/** One question to the backend while it is looked at: its answer, or why there is none. Another question takes the place of the last. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import { useClient } from '../../client/hooks.tsx';

export interface Answer<Result> {
  /** Stays while the same is asked again. */
  readonly result: Result | undefined;
  readonly error: AppErrorData | undefined;
  /** Undefined where nothing is asked. */
  readonly startedAtMs: number | undefined;
  readonly again: () => void;
}

type Ask<Result> = (client: ContractClient, options: { readonly signal: AbortSignal }) => Promise<Result>;

interface State<Result> {
  readonly about: string;
  readonly result: Result | undefined;
  readonly error: AppErrorData | undefined;
  readonly startedAtMs: number | undefined;
}

/**
 * @param about what it is about: where that is another, the answer before is none
 * @param version asks again where it is another, and keeps the answer meanwhile; undefined: nothing is asked
 */
export function useAnswer<Result>(ask: Ask<Result>, about: string, version: string | undefined): Answer<Result> {
  const client = useClient();
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<State<Result>>(() => ({ about, ...nothingYet }));
  const latest = useRef(ask);
  latest.current = ask;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is named by these
  useEffect(() => {
    if (version === undefined) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const startedAtMs = Date.now();
    setState((before) => (before.about === about ? { ...before, startedAtMs } : { about, ...nothingYet, startedAtMs }));
    latest.current(client, { signal }).then(
      (result) => {
        if (!signal.aborted) setState({ about, result, error: undefined, startedAtMs: undefined });
      },
      (error: unknown) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setState((before) => ({ ...before, error: error.toData(), startedAtMs: undefined }));
      },
    );
    return () => controller.abort();
  }, [client, about, version, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const { result, error, startedAtMs } = state.about === about ? state : nothingYet;
  return { result, error, startedAtMs, again };
}

const nothingYet = { result: undefined, error: undefined, startedAtMs: undefined } as const;
