/** What was recorded of a context in a window, and why not. What was read last stays while another window is asked for. */
import { useEffect, useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { CoverageSpan } from '../../shared/model/recording.ts';
import { useClient } from '../client/hooks.tsx';
import { useStores } from './stores.tsx';

export interface Coverage {
  readonly context: ContextId;
  readonly startMs: number;
  readonly endMs: number;
  readonly spans: readonly CoverageSpan[];
}

export interface CoverageRead {
  /** Undefined until it was read once. */
  readonly coverage: Coverage | undefined;
  /** Why it cannot be read. */
  readonly failure: AppErrorData | undefined;
}

/** Both ends in milliseconds, which may have fractions. */
interface CoverageWindow {
  readonly startMs: number;
  readonly endMs: number;
}

const whole: readonly undefined[] = [undefined];

/** Of all that is recorded. @param window undefined: nothing is asked */
export function useCoverage(context: ContextId, window: CoverageWindow | undefined): CoverageRead {
  const { coverages, failure } = useCoverages(context, window, whole);
  return { coverage: coverages.get(undefined), failure };
}

interface CoveragesRead extends Pick<CoverageRead, 'failure'> {
  /** By expression; what was not read yet, or cannot be, is not in it. */
  readonly coverages: ReadonlyMap<string | undefined, Coverage>;
}

const none: CoveragesRead = { coverages: new Map(), failure: undefined };

/** Of what each of the expressions reads; undefined among them: of all that is recorded. None: nothing is asked. */
export function useCoverages(
  context: ContextId,
  window: CoverageWindow | undefined,
  exprs: readonly (string | undefined)[],
): CoveragesRead {
  const client = useClient();
  const { coverageAsks } = useStores();
  const [read, setRead] = useState<CoveragesRead & { readonly context: ContextId }>({ ...none, context });
  const startMs = window === undefined ? undefined : Math.max(0, Math.floor(window.startMs));
  const endMs = window === undefined ? undefined : Math.max(0, Math.ceil(window.endMs));
  const key = JSON.stringify(exprs);
  const asked = useRef(exprs);
  asked.current = exprs;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is of what is asked
  useEffect(() => {
    const all = [...new Set(asked.current)];
    if (startMs === undefined || endMs === undefined || all.length === 0) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async (expr: string | undefined) => {
      const spans = await coverageAsks.read(
        JSON.stringify([context, startMs, endMs, expr]),
        (underWay) => client.history.coverage({ context, startMs, endMs, expr }, { signal: underWay }),
        signal,
      );
      return [expr, { context, startMs, endMs, spans }] as const;
    };
    void Promise.allSettled(all.map(ask)).then((answers) => {
      if (signal.aborted) return;
      const reasons = answers.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
      const bug = reasons.find((one) => !(one instanceof AppError) && !isCancellation(one));
      if (bug !== undefined) throw bug;
      const failure = reasons.find((one) => one instanceof AppError)?.toData();
      const answered = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      setRead((before) => {
        // What was read last stays where it is asked for still.
        const known = [...before.coverages].filter(([expr, one]) => one.context === context && all.includes(expr));
        return { context, coverages: new Map([...known, ...answered]), failure };
      });
    });
    return () => controller.abort();
  }, [client, coverageAsks, context, startMs, endMs, key]);
  const isAsked = startMs !== undefined && exprs.length > 0;
  return !isAsked || read.context !== context ? { ...none, failure: read.failure } : read;
}
