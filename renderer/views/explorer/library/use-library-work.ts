/** What is done with kept queries, and the failure of the last of it. */
import { useCallback, useMemo, useState } from 'react';
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { failureOf } from '../../../client/failure-of.ts';
import { useClient } from '../../../client/hooks.tsx';

export interface LibraryWork {
  readonly failure: AppErrorData | undefined;
  /** Something was forgotten that can be brought back: how many. */
  readonly forgotten: number;
  /** Resolves with why it was not done. */
  readonly keep: (expr: string, change: { readonly name?: string; readonly starred?: boolean }) => Outcome;
  readonly forget: (expr: string) => Outcome;
  readonly forgetPast: (count: number) => Outcome;
  readonly restore: () => Outcome;
}

type Outcome = Promise<AppErrorData | undefined>;

export function useLibraryWork(): LibraryWork {
  const { queries } = useClient();
  const [failure, setFailure] = useState<AppErrorData | undefined>();
  const [forgotten, setForgotten] = useState(0);
  const run = useCallback(async (work: Promise<void>, count: number) => {
    setFailure(undefined);
    const problem = await failureOf(work);
    setFailure(problem);
    if (problem === undefined) setForgotten(count);
    return problem;
  }, []);
  return useMemo(
    () => ({
      failure,
      forgotten,
      keep: (expr, change) => run(queries.keep({ expr, ...change }), 0),
      forget: (expr) => run(queries.forget({ expr }), 1),
      forgetPast: (count) => run(queries.forgetPast({}), count),
      restore: () => run(queries.restore({}), 0),
    }),
    [failure, forgotten, run, queries],
  );
}
