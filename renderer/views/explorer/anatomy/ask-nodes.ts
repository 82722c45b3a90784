/** Asks every part of an expression by itself, from the inside out and a few at a time; ends at the first lost connection. Knows no React. */
import { AppError, type ErrorCode, isCancellation } from '../../../../shared/base/errors.ts';
import type { TreeNode } from '../../../../shared/promql/expression-tree.ts';
import type { Answer } from '../../../client/run-query.ts';
import { endedResults, type NodeResult, type NodeResults, nextNodes, summarizeAnswer } from './node-result.ts';

export const atOnce = 4;

/** Every other part would fail the same way. */
const endsAll: ReadonlySet<ErrorCode> = new Set([
  'connection.notConnected',
  'prometheus.connectionLost',
  'prometheus.unavailable',
  'rpc.disconnected',
]);

export interface NodesQuestion {
  readonly root: TreeNode;
  readonly ask: (query: string, signal: AbortSignal) => Promise<Answer>;
  /** After every change: a map of its own each time. */
  readonly onResults: (results: NodeResults) => void;
  readonly signal: AbortSignal;
}

/** Resolves when nothing more is asked; rejects only for a bug. */
export async function askNodes({ root, ask, onResults, signal }: NodesQuestion): Promise<void> {
  let results: NodeResults = new Map();
  const lost = new AbortController();
  const ending = AbortSignal.any([signal, lost.signal]);
  const tell = (nodes: readonly TreeNode[], result: NodeResult) => {
    if (nodes.length === 0) return;
    results = new Map([...results, ...nodes.map(({ path }) => [path, result] as const)]);
    onResults(results);
  };
  const answerOf = async (node: TreeNode) => {
    const result = await resultFor(() => ask(node.query ?? '', ending));
    if (result === undefined || ending.aborted) return;
    if (result.kind === 'failed' && endsAll.has(result.error.code)) lost.abort();
    tell([node], result);
  };
  const open = new Set<Promise<void>>();
  while (!ending.aborted) {
    const { ready, blocked } = nextNodes(results, root);
    tell(blocked, { kind: 'blocked' });
    const next = ready.slice(0, atOnce - open.size);
    tell(next, { kind: 'running' });
    for (const node of next) {
      const answer = answerOf(node).finally(() => open.delete(answer));
      open.add(answer);
    }
    if (open.size === 0) return;
    await Promise.race(open);
  }
  await Promise.all(open);
  results = endedResults(results, root);
  onResults(results);
}

/** @returns undefined where it was cancelled. */
async function resultFor(ask: () => Promise<Answer>): Promise<NodeResult | undefined> {
  try {
    return summarizeAnswer(await ask());
  } catch (error) {
    if (isCancellation(error)) return undefined;
    if (error instanceof AppError) return { kind: 'failed', error: error.toData() };
    throw error;
  }
}
