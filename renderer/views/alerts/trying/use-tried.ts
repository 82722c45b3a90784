/** Asks what an expression gave at each evaluation of a window, and when its alerts would have fired. What was found stays while another is asked for. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../../shared/base/errors.ts';
import type { AlertHolds, Evaluations } from '../../../../shared/model/alert-spans.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import type { Columns } from '../../../../shared/model/query.ts';
import type { Gap } from '../../../charts/graph-model.ts';
import { useClient } from '../../../client/hooks.tsx';
import { runQuery } from '../../../client/run-query.ts';
import type { Work } from '../../../components/slices.ts';
import { useSliced } from '../../../components/use-sliced.ts';
import { outcomeOf, type TriedOutcome, type TriedRule } from './tried-rule.ts';

interface Found {
  readonly expr: string;
  readonly evaluations: Evaluations;
  readonly columns: Columns;
}

export interface Tried {
  readonly outcome: TriedOutcome | undefined;
  /** Since when it is asked. */
  readonly startedAtMs: number | undefined;
  readonly problem: AppErrorData | undefined;
}

interface WorkedOut {
  readonly found: Found;
  readonly outcome: TriedOutcome;
}

function* workedOut(found: Found, holds: AlertHolds, gaps: readonly Gap[]): Work<WorkedOut> {
  return { found, outcome: yield* outcomeOf(found.columns, found.evaluations, holds, gaps) };
}

const timeoutMs = 120_000;

/** @param rule undefined: nothing is asked, and nothing is found @param turn another one asks again */
export function useTried(
  context: ContextId,
  rule: TriedRule | undefined,
  evaluations: Evaluations,
  gaps: readonly Gap[],
  turn: number,
): Tried {
  const expr = rule?.expr;
  const { found, startedAtMs, problem } = useFound(context, expr, evaluations, turn);
  const { forMs = 0, keepFiringForMs = 0 } = rule ?? {};
  const start = useCallback(
    () => found && workedOut(found, { forMs, keepFiringForMs }, gaps),
    [found, forMs, keepFiringForMs, gaps],
  );
  const worked = useSliced(start);
  // What another expression came to is not this one's; what it came to with other durations stays until there is more.
  const outcome = worked?.found === found ? worked?.outcome : undefined;
  return { outcome, startedAtMs, problem };
}

/** Of an expression that fails there is nothing: what the one before gave would be taken for its. */
function useFound(context: ContextId, expr: string | undefined, evaluations: Evaluations, turn: number) {
  const client = useClient();
  const [found, setFound] = useState<Found | undefined>();
  const [startedAtMs, setStarted] = useState<number | undefined>();
  const [problem, setProblem] = useState<AppErrorData | undefined>();
  const { startMs, endMs, stepMs } = evaluations;
  const asked = useMemo(() => ({ startMs, endMs, stepMs }), [startMs, endMs, stepMs]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is another question
  useEffect(() => {
    if (expr === undefined) {
      setFound(undefined);
      return undefined;
    }
    const controller = new AbortController();
    setStarted(Date.now());
    setProblem(undefined);
    const request = { kind: 'range', expr, ...asked } as const;
    runQuery(client, { context, request, timeoutMs }, { signal: controller.signal }).then(
      ({ columns }) => {
        setFound({ expr, evaluations: asked, columns });
        setStarted(undefined);
      },
      (error: unknown) => {
        if (controller.signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setFound(undefined);
        setStarted(undefined);
        setProblem(error.toData());
      },
    );
    return () => {
      controller.abort();
      setStarted(undefined);
    };
  }, [client, context, expr, asked, turn]);
  return { found, startedAtMs, problem };
}
