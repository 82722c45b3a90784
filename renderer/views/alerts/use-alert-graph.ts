/** What the expression of an alert was around when it became active: asked once, when it is opened, and given up when it is closed. */
import { useCallback, useEffect, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { Columns } from '../../../shared/model/query.ts';
import { useClient } from '../../client/hooks.tsx';
import { runQuery } from '../../client/run-query.ts';
import type { GraphWindow } from './graphed-expr.ts';

export interface AlertGraphView {
  readonly columns: Columns | undefined;
  readonly error: AppErrorData | undefined;
  /** Undefined where nothing is being asked. */
  readonly startedAtMs: number | undefined;
  readonly again: () => void;
}

const timeoutMs = 30_000;
const atFirst = { columns: undefined, error: undefined, startedAtMs: undefined };

/** @param live false: nothing is asked, and what was read stays */
export function useAlertGraph(
  context: ContextId,
  expr: string,
  { startMs, endMs, stepMs }: GraphWindow,
  live: boolean,
): AlertGraphView {
  const client = useClient();
  const [view, setView] = useState<Omit<AlertGraphView, 'again'>>(atFirst);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn asks again
  useEffect(() => {
    if (!live) return undefined;
    const controller = new AbortController();
    setView((before) => ({ ...before, error: undefined, startedAtMs: Date.now() }));
    const request = { kind: 'range', expr, startMs, endMs, stepMs } as const;
    runQuery(client, { context, request, timeoutMs }, { signal: controller.signal }).then(
      ({ columns }) => setView({ columns, error: undefined, startedAtMs: undefined }),
      (error: unknown) => {
        if (controller.signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setView((before) => ({ ...before, error: error.toData(), startedAtMs: undefined }));
      },
    );
    return () => controller.abort();
  }, [client, context, expr, startMs, endMs, stepMs, live, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...view, again };
}
