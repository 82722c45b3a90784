/** The results of an expression's parts, asked anew for another time while the old ones stay; nothing is asked once nobody looks. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContextId } from '../../../../shared/model/context.ts';
import type { TreeNode } from '../../../../shared/promql/expression-tree.ts';
import { useClient } from '../../../client/hooks.tsx';
import { runQuery } from '../../../client/run-query.ts';
import { askNodes } from './ask-nodes.ts';
import { type NodeResults, overBefore } from './node-result.ts';

const timeoutMs = 30_000;

export interface TreeQuery {
  readonly results: NodeResults;
  readonly running: boolean;
  readonly cancel: () => void;
  readonly again: () => void;
}

const nothing: NodeResults = new Map();

/** @param root undefined: nothing to ask. @param live without a connection nothing is asked. */
export function useNodeResults(
  context: ContextId,
  root: TreeNode | undefined,
  timeMs: number,
  live: boolean,
): TreeQuery {
  const client = useClient();
  const [results, setResults] = useState(nothing);
  const [running, setRunning] = useState(false);
  const [round, setRound] = useState(0);
  const controller = useRef<AbortController | undefined>(undefined);
  const shown = useRef<{ readonly root: TreeNode | undefined; readonly results: NodeResults }>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks the same again
  useEffect(() => {
    const last = shown.current;
    const before = last !== undefined && last.root === root ? last.results : nothing;
    const show = (next: NodeResults) => {
      shown.current = { root, results: next };
      setResults(next);
    };
    if (before === nothing) show(nothing);
    if (root === undefined || !live) return undefined;
    const own = new AbortController();
    controller.current = own;
    let isSeen = true;
    setRunning(true);
    const ask = (expr: string, signal: AbortSignal) =>
      runQuery(client, { context, request: { kind: 'instant', expr, timeMs }, timeoutMs }, { signal });
    const onResults = (now: NodeResults) => {
      if (isSeen) show(overBefore(before, now));
    };
    void askNodes({ root, ask, onResults, signal: own.signal }).finally(() => {
      if (isSeen) setRunning(false);
    });
    return () => {
      isSeen = false;
      own.abort();
      setRunning(false);
    };
  }, [client, context, root, timeMs, live, round]);

  return {
    results,
    running,
    cancel: useCallback(() => controller.current?.abort(), []),
    again: useCallback(() => setRound((now) => now + 1), []),
  };
}
