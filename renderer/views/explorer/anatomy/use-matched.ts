/** The series of an operator's two sides at one time, and how they find each other. */
import { useEffect, useMemo, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../../shared/base/errors.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import type { Binary } from '../../../../shared/promql/ast.ts';
import { type MatchedVectors, type MatchFix, matchFixes, matchVectors } from '../../../../shared/promql/matching.ts';
import { printExpr } from '../../../../shared/promql/print.ts';
import { useClient } from '../../../client/hooks.tsx';
import { runQuery } from '../../../client/run-query.ts';

/** More is matched by nobody's eye. */
export const mostMatched = 10_000;
const timeoutMs = 30_000;

export interface Matched {
  readonly left: readonly Labels[];
  readonly right: readonly Labels[];
  readonly vectors: MatchedVectors;
  readonly fixes: readonly MatchFix[];
  /** A side had more series than were looked at. */
  readonly cut: boolean;
}

interface Sides {
  /** Whose they are: of another time they are shown until the newer ones are there, of another operator they are not. */
  readonly of: string;
  readonly left: readonly Labels[];
  readonly right: readonly Labels[];
  readonly cut: boolean;
}

export interface MatchedQuery {
  readonly matched: Matched | undefined;
  readonly failure: AppErrorData | undefined;
}

export function useMatched(context: ContextId, binary: Binary, timeMs: number, live: boolean): MatchedQuery {
  const client = useClient();
  const [sides, setSides] = useState<Sides | undefined>();
  const [failure, setFailure] = useState<AppErrorData | undefined>();
  const left = printExpr(binary.left);
  const right = printExpr(binary.right);
  const of = JSON.stringify([context, left, right]);
  useEffect(() => {
    setFailure(undefined);
    if (!live) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async (expr: string) => {
      const request = { kind: 'instant', expr, timeMs } as const;
      return (await runQuery(client, { context, request, timeoutMs }, { signal })).columns.labels;
    };
    Promise.all([ask(left), ask(right)]).then(
      ([lefts, rights]) => {
        if (signal.aborted) return;
        const cut = Math.max(lefts.length, rights.length) > mostMatched;
        setSides({ of, left: lefts.slice(0, mostMatched), right: rights.slice(0, mostMatched), cut });
      },
      (error) => {
        if (signal.aborted || isCancellation(error)) return;
        // One side alone tells nothing.
        controller.abort();
        if (!(error instanceof AppError)) throw error;
        setFailure(error.toData());
      },
    );
    return () => controller.abort();
  }, [client, context, left, right, of, timeMs, live]);
  const matched = useMemo(() => {
    if (sides === undefined || sides.of !== of) return undefined;
    const vectors = matchVectors(binary, sides.left, sides.right);
    const troubled = vectors.leftMatched === 0 || vectors.groups.some(({ problem }) => problem !== undefined);
    const fixes = troubled ? matchFixes(binary, sides.left, sides.right) : [];
    return { ...sides, vectors, fixes };
  }, [sides, of, binary]);
  return { matched, failure };
}
