/** What was recorded of a context in a window, and why not. What was read last stays while another window is asked for. */
import { useEffect, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { CoverageSpan } from '../../shared/model/recording.ts';
import { useClient } from '../client/hooks.tsx';

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

const nothing: CoverageRead = { coverage: undefined, failure: undefined };

/** @param window undefined: nothing is asked. Both ends in milliseconds, which may have fractions. */
export function useCoverage(
  context: ContextId,
  window: { readonly startMs: number; readonly endMs: number } | undefined,
): CoverageRead {
  const client = useClient();
  const [read, setRead] = useState<CoverageRead>(nothing);
  const startMs = window === undefined ? undefined : Math.max(0, Math.floor(window.startMs));
  const endMs = window === undefined ? undefined : Math.max(0, Math.ceil(window.endMs));
  useEffect(() => {
    if (startMs === undefined || endMs === undefined) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    client.history.coverage({ context, startMs, endMs }, { signal }).then(
      (spans) => {
        if (!signal.aborted) setRead({ coverage: { context, startMs, endMs, spans }, failure: undefined });
      },
      (error: unknown) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setRead((before) => ({ ...before, failure: error.toData() }));
      },
    );
    return () => controller.abort();
  }, [client, context, startMs, endMs]);
  return startMs === undefined || read.coverage?.context !== context ? { ...nothing, failure: read.failure } : read;
}
