/**
 * The configuration of a context, read again every so often while it is looked at. It changes seldom and may have a megabyte: where the server says when
 * it loaded it, that alone is asked by the timer. What was read stays until there is something newer.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { RuntimeStatus } from '../../../shared/model/server-status.ts';
import { useClient } from '../../client/hooks.tsx';
import { usePageSeen } from '../../components/use-page-seen.ts';
import { type ConfigAnswer, type ConfigQuestion, readConfig, readOwn, readRuntime } from './read-config.ts';

interface Reading {
  readonly answer: ConfigAnswer;
  /** When the server loaded it, and whether it took what it was given last; undefined where it does not say so. */
  readonly runtime: RuntimeStatus | undefined;
}

interface ConfigView {
  readonly reading: Reading | undefined;
  readonly readAtMs: number | undefined;
  /** Asked for by a person or for the first time, and not there yet. */
  readonly startedAtMs: number | undefined;
  /** Of that, 0 to 1; undefined where nobody knows. */
  readonly part: number | undefined;
  readonly problem:
    | { readonly kind: 'failed'; readonly error: AppErrorData }
    | { readonly kind: 'cancelled' }
    | undefined;
  /** When it is asked next; undefined where that is not by itself. */
  readonly nextAtMs: number | undefined;
}

export interface ConfigReading extends ConfigView {
  readonly refresh: () => void;
  readonly cancel: () => void;
}

export interface UseConfigOptions extends ConfigQuestion {
  readonly isRecord: boolean;
  /** False: nothing is asked, and what was read stays. */
  readonly active: boolean;
  /** 0: once, and when asked. */
  readonly everyMs: number;
}

const atFirst: ConfigView = {
  ...{ reading: undefined, readAtMs: undefined, startedAtMs: undefined, part: undefined },
  ...{ problem: undefined, nextAtMs: undefined },
};

export function useConfig({ context, atMs, isRecord, active, everyMs }: UseConfigOptions): ConfigReading {
  const client = useClient();
  const [view, setView] = useState(atFirst);
  /** Those of the timer nobody waits for. */
  const [turn, setTurn] = useState({ n: 0, byTimer: false });
  /** What is cancelled is the reading of then; another time is another question. */
  const [cancelledAt, setCancelledAt] = useState<string | undefined>();
  const question = `${context} ${atMs ?? ''}`;
  const cancelled = cancelledAt === question;
  const seen = usePageSeen();
  const asks = active && seen && !cancelled;
  const last = useRef<Reading | undefined>(undefined);
  useEffect(() => {
    if (!asks) {
      setView((before) => ({ ...before, startedAtMs: undefined, part: undefined, nextAtMs: undefined }));
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (!turn.byTimer) setView((before) => ({ ...before, startedAtMs: Date.now(), part: undefined }));
    const onPart = (part: number) => {
      if (!signal.aborted) setView((before) => (before.startedAtMs === undefined ? before : { ...before, part }));
    };
    const known = turn.byTimer && !isRecord ? last.current : undefined;
    void readAll(client, { context, atMs, isRecord, known, onPart }, signal).then((round) => {
      if (signal.aborted) return;
      if (round.reading !== undefined) last.current = round.reading;
      setView((before) => after(before, round, everyMs));
      if (everyMs > 0) timer = setTimeout(() => setTurn(({ n }) => ({ n: n + 1, byTimer: true })), everyMs);
    });
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [client, context, atMs, isRecord, asks, everyMs, turn]);
  const refresh = useCallback(() => {
    setCancelledAt(undefined);
    setTurn(({ n }) => ({ n: n + 1, byTimer: false }));
  }, []);
  const cancel = useCallback(() => {
    setCancelledAt(question);
    setView((before) => ({ ...before, problem: { kind: 'cancelled' } }));
  }, [question]);
  return { ...view, refresh, cancel };
}

interface Round {
  readonly reading: Reading | undefined;
  readonly error: AppErrorData | undefined;
}

interface Asking extends ConfigQuestion {
  readonly isRecord: boolean;
  /** What stands where the server says that it has loaded none since. */
  readonly known: Reading | undefined;
  readonly onPart: (part: number) => void;
}

async function readAll(client: ContractClient, asking: Asking, signal: AbortSignal): Promise<Round> {
  try {
    return { reading: await readBoth(client, asking, signal), error: undefined };
  } catch (thrown) {
    if (!isCancellation(thrown) && !(thrown instanceof AppError)) throw thrown;
    return { reading: undefined, error: thrown instanceof AppError ? thrown.toData() : undefined };
  }
}

async function readBoth(client: ContractClient, asking: Asking, signal: AbortSignal): Promise<Reading> {
  const { context, isRecord, known, onPart } = asking;
  const runtime = await runtimeIfTold(client, asking, signal);
  if (known !== undefined && isSameLoad(known.runtime, runtime)) return { answer: known.answer, runtime };
  const said = await readConfig(client, asking, signal, onPart);
  const isOurs = !isRecord && said.kind === 'none' && said.why.outcome === 'notTold';
  const answer = isOurs ? ((await readOwn(client, context, signal)) ?? said) : said;
  return { answer: sameIfEqual(answer, known?.answer), runtime };
}

/** The configuration is shown also where this cannot be told. */
async function runtimeIfTold(client: ContractClient, asking: Asking, signal: AbortSignal) {
  try {
    return await readRuntime(client, asking, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    return undefined;
  }
}

function isSameLoad(before: RuntimeStatus | undefined, now: RuntimeStatus | undefined): boolean {
  if (before?.configMs === undefined || now === undefined) return false;
  return before.configMs === now.configMs && before.startMs === now.startMs;
}

/** Equal texts of a megabyte are not two. */
function sameIfEqual(answer: ConfigAnswer, before: ConfigAnswer | undefined): ConfigAnswer {
  if (answer.kind === 'none' || before?.kind !== 'text' || answer.text !== before.text) return answer;
  return { ...answer, text: before.text };
}

function after(before: ConfigView, { reading, error }: Round, everyMs: number): ConfigView {
  const nowMs = Date.now();
  return {
    reading: reading ?? before.reading,
    readAtMs: reading === undefined ? before.readAtMs : nowMs,
    startedAtMs: undefined,
    part: undefined,
    problem: error === undefined ? undefined : { kind: 'failed', error },
    nextAtMs: everyMs === 0 ? undefined : nowMs + everyMs,
  };
}
