/** What one part of an expression gave, and which parts are to be asked next. Pure. */
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { formatExact } from '../../../../shared/format/number.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { nodesOf, type TreeNode } from '../../../../shared/promql/expression-tree.ts';
import type { Answer } from '../../../client/run-query.ts';

export interface LabelCount {
  readonly name: string;
  readonly values: number;
  /** Those of the most series first. */
  readonly top: readonly (readonly [value: string, series: number])[];
}

export type NodeResult =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running' }
  /** A part of it failed: it was not asked. */
  | { readonly kind: 'blocked' }
  /** Somebody ended it, or the connection went, before there was an answer. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: AppErrorData }
  /** A number, or a text. */
  | { readonly kind: 'value'; readonly text: string; readonly ms: number }
  | {
      readonly kind: 'series';
      readonly count: number;
      readonly ms: number;
      readonly labels: readonly LabelCount[];
      readonly warnings: readonly string[];
    };

/** By the path of the part. */
export type NodeResults = ReadonlyMap<string, NodeResult>;

const waiting: NodeResult = { kind: 'waiting' };

export function resultOf(results: NodeResults, { path }: TreeNode): NodeResult {
  return results.get(path) ?? waiting;
}

export interface NextNodes {
  /** Everything below them has an answer; from the inside out. */
  readonly ready: readonly TreeNode[];
  /** They will never be asked, because a part below them failed. */
  readonly blocked: readonly TreeNode[];
}

export function nextNodes(results: NodeResults, root: TreeNode): NextNodes {
  const ready: TreeNode[] = [];
  const blocked: TreeNode[] = [];
  const visit = (node: TreeNode): 'done' | 'open' | 'failed' => {
    const below = node.children.map(visit);
    const isFailed = below.includes('failed');
    const isDone = below.every((child) => child === 'done');
    // A number or a text is no question.
    if (node.query === undefined) return isFailed ? 'failed' : isDone ? 'done' : 'open';
    const { kind } = resultOf(results, node);
    if (kind === 'failed' || kind === 'blocked') return 'failed';
    if (kind === 'series' || kind === 'value') return 'done';
    if (kind !== 'waiting') return 'open';
    if (isFailed) blocked.push(node);
    else if (isDone) ready.push(node);
    return isFailed ? 'failed' : 'open';
  };
  visit(root);
  return { ready, blocked };
}

/** Asked again, what was there before stays until there is something newer. */
export function overBefore(before: NodeResults, now: NodeResults): NodeResults {
  const shown = new Map(before);
  for (const [path, result] of now) {
    const isOpen = result.kind === 'waiting' || result.kind === 'running' || result.kind === 'cancelled';
    if (!isOpen || !shown.has(path)) shown.set(path, result);
  }
  return shown;
}

/** Whoever ended it sees that what has no answer was not asked, or not to the end. */
export function endedResults(results: NodeResults, root: TreeNode): NodeResults {
  const ended = new Map(results);
  for (const node of nodesOf(root)) {
    const { kind } = resultOf(results, node);
    if (node.query !== undefined && (kind === 'waiting' || kind === 'running'))
      ended.set(node.path, { kind: 'cancelled' });
  }
  return ended;
}

const topValues = 10;

export function summarizeAnswer({ resultType, columns, done }: Answer): NodeResult {
  const ms = done.totalMs;
  if (resultType === 'string') return { kind: 'value', text: done.text ?? '', ms };
  if (resultType === 'scalar') return { kind: 'value', text: formatExact(columns.values[0] ?? Number.NaN), ms };
  const count = columns.labels.length;
  return { kind: 'series', count, ms, labels: countLabels(columns.labels), warnings: done.warnings };
}

/** The labels with the most values first. */
export function countLabels(sets: readonly Labels[]): readonly LabelCount[] {
  const byName = new Map<string, Map<string, number>>();
  for (const labels of sets) {
    for (let i = 0; i + 1 < labels.length; i += 2) {
      const [name = '', value = ''] = [labels[i], labels[i + 1]];
      let counts = byName.get(name);
      if (counts === undefined) {
        counts = new Map();
        byName.set(name, counts);
      }
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const counted = [...byName].map(([name, counts]) => ({
    name,
    values: counts.size,
    top: [...counts].sort((a, b) => b[1] - a[1]).slice(0, topValues),
  }));
  return counted.sort((a, b) => b.values - a.values || (a.name < b.name ? -1 : 1));
}
