/** `and`, `or`, `unless`: which series of one vector have, at each time, a match in the other. Values stay as they are. */
import { type Column, isEmptyColumn } from './column.ts';
import { signatureOf } from './match-signature.ts';
import type { BinaryPlan } from './plan.ts';
import type { TimeGrid } from './time-grid.ts';
import { uniteColumns } from './unite-columns.ts';

export function setOperation(
  { node }: BinaryPlan,
  left: readonly Column[],
  right: readonly Column[],
  grid: TimeGrid,
): readonly Column[] {
  const signature = signatureOf(node.matching);
  if (node.op === 'or') {
    const there = presenceBySignature(left, signature, grid.count);
    return uniteColumns([...left, ...masked(right, (column) => there.get(signature(column.labels)), false)]);
  }
  const there = presenceBySignature(right, signature, grid.count);
  return masked(left, (column) => there.get(signature(column.labels)), node.op === 'and');
}

/** For each signature the times at which any of its series has a sample. */
function presenceBySignature(
  columns: readonly Column[],
  signature: (labels: Column['labels']) => string,
  count: number,
): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const { labels, present } of columns) {
    const key = signature(labels);
    const all = found.get(key) ?? new Uint8Array(count);
    found.set(key, all);
    if (present === undefined) all.fill(1);
    else for (let i = 0; i < count; i += 1) all[i] = (all[i] ?? 0) | (present[i] ?? 0);
  }
  return found;
}

/** @param wanted whether samples stay where the mask has one, or where it has none */
function masked(
  columns: readonly Column[],
  maskOf: (column: Column) => Uint8Array | undefined,
  wanted: boolean,
): readonly Column[] {
  return columns.flatMap((column) => {
    const mask = maskOf(column);
    if (mask === undefined) return wanted ? [] : [column];
    const [stays, goes] = wanted ? [1, 0] : [0, 1];
    if (!mask.includes(goes)) return [column];
    if (!mask.includes(stays)) return [];
    const present = mask.slice();
    for (let i = 0; i < present.length; i += 1) {
      present[i] = mask[i] === stays && (column.present === undefined || column.present[i] === 1) ? 1 : 0;
    }
    return isEmptyColumn({ present }) ? [] : [{ ...column, present }];
  });
}
