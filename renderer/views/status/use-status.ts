/** Parts of a server's status, read together, and again every so often while they are looked at. What was read stays until there is something newer. */
import { useCallback, useEffect, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ServerStatus, StatusAnswer, StatusPart } from '../../../shared/model/server-status.ts';
import { useClient } from '../../client/hooks.tsx';
import { usePageSeen } from '../../components/use-page-seen.ts';

type Told<Kind extends StatusPart> = Extract<StatusAnswer, { outcome: 'told' }> & {
  readonly status: Extract<ServerStatus, { kind: Kind }>;
};

export interface StatusView {
  readonly answers: ReadonlyMap<StatusPart, StatusAnswer>;
  /** When the last of them came. */
  readonly readAtMs: number | undefined;
  /** Asked for by a person or for the first time, and not there yet. */
  readonly startedAtMs: number | undefined;
  readonly problem:
    | { readonly kind: 'failed'; readonly error: AppErrorData }
    | { readonly kind: 'cancelled' }
    | undefined;
  /** When it is asked next; undefined where that is not by itself. */
  readonly nextAtMs: number | undefined;
}

export interface StatusReading extends StatusView {
  readonly refresh: () => void;
  readonly cancel: () => void;
}

export interface StatusQuestion {
  readonly context: ContextId;
  readonly kinds: readonly StatusPart[];
  /** Of a record; undefined: the newest. */
  readonly atMs: number | undefined;
  /** Asks again where it is another one. */
  readonly version: number;
  /** False: nothing is asked, and what was read stays. */
  readonly active: boolean;
  /** 0: once, and when asked. */
  readonly everyMs: number;
}

const atFirst: StatusView = {
  ...{ answers: new Map(), readAtMs: undefined, startedAtMs: undefined, problem: undefined, nextAtMs: undefined },
};

export function toldOf<Kind extends StatusPart>(view: Pick<StatusView, 'answers'>, kind: Kind): Told<Kind> | undefined {
  const answer = view.answers.get(kind);
  return answer?.outcome === 'told' && answer.status.kind === kind ? (answer as Told<Kind>) : undefined;
}

export function useStatus({ context, kinds, atMs, version, active, everyMs }: StatusQuestion): StatusReading {
  const client = useClient();
  const [view, setView] = useState(atFirst);
  /** Odd turns are the timer's, which nobody waits for. */
  const [turn, setTurn] = useState({ n: 0, byTimer: false });
  const [cancelled, setCancelled] = useState(false);
  const seen = usePageSeen();
  const asks = active && seen && !cancelled;
  const about = kinds.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn and another version are another question
  useEffect(() => {
    if (!asks) {
      setView((before) => ({ ...before, startedAtMs: undefined, nextAtMs: undefined }));
      return undefined;
    }
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (!turn.byTimer) setView((before) => ({ ...before, startedAtMs: Date.now() }));
    void askAll(client, { context, kinds, atMs }, controller.signal).then((round) => {
      if (controller.signal.aborted) return;
      setView((before) => after(before, round, everyMs));
      if (everyMs > 0) timer = setTimeout(() => setTurn(({ n }) => ({ n: n + 1, byTimer: true })), everyMs);
    });
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [client, context, about, atMs, version, asks, everyMs, turn]);
  const refresh = useCallback(() => {
    setCancelled(false);
    setTurn(({ n }) => ({ n: n + 1, byTimer: false }));
  }, []);
  const cancel = useCallback(() => {
    setCancelled(true);
    setView((before) => ({ ...before, problem: { kind: 'cancelled' } }));
  }, []);
  return { ...view, refresh, cancel };
}

interface Round {
  readonly answers: readonly (readonly [StatusPart, StatusAnswer])[];
  readonly error: AppErrorData | undefined;
}

/** One that fails keeps none of the others back. */
async function askAll(
  client: ContractClient,
  { context, kinds, atMs }: Pick<StatusQuestion, 'context' | 'kinds' | 'atMs'>,
  signal: AbortSignal,
): Promise<Round> {
  const at = atMs === undefined ? {} : { atMs };
  let error: AppErrorData | undefined;
  const answers = await Promise.all(
    kinds.map(async (kind) => {
      try {
        return [kind, await client.status.read({ context, kind, ...at }, { signal })] as const;
      } catch (thrown) {
        if (!isCancellation(thrown) && !(thrown instanceof AppError)) throw thrown;
        if (thrown instanceof AppError) error ??= thrown.toData();
        return undefined;
      }
    }),
  );
  return { answers: answers.filter((one) => one !== undefined), error };
}

function after(before: StatusView, { answers, error }: Round, everyMs: number): StatusView {
  const nowMs = Date.now();
  return {
    answers: new Map([...before.answers, ...answers]),
    readAtMs: error === undefined ? nowMs : before.readAtMs,
    startedAtMs: undefined,
    problem: error === undefined ? undefined : { kind: 'failed', error },
    nextAtMs: everyMs === 0 ? undefined : nowMs + everyMs,
  };
}
