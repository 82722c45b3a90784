/**
 * An answer of `/api/v1/targets` in memory that all threads share: its bytes as they came, and where in them each target begins, in the order
 * in which they are shown. What is asked of it (rows, one target, a search) is read from there again: 7,000 targets with eighteen discovered
 * labels each are 10 MB of text, but a hundred and fifty thousand strings as objects.
 */
import { createHash } from 'node:crypto';
import { labelsKey, labelValue } from '../../../../../shared/model/labels.ts';
import { type Cursor, createCursor, paddingBytes } from '../parse/cursor.ts';
import { readTargetAt } from './target-reader.ts';

export interface TargetsMemory {
  /** With its padding. */
  readonly body: SharedArrayBuffer;
  readonly length: number;
  /** Where each begins, 32 bits: first the active ones, then the dropped ones. */
  readonly starts: SharedArrayBuffer;
  readonly activeCount: number;
  /** Of each, `keyBytes` bytes. */
  readonly keys: SharedArrayBuffer;
  /** Sorted; the empty name is not among them. */
  readonly pools: readonly string[];
}

const keyBytes = 16;

export interface OpenTargets {
  readonly memory: TargetsMemory;
  readonly cursor: Cursor;
  readonly starts: Uint32Array;
  readonly keys: Buffer;
  readonly poolSet: ReadonlySet<string>;
}

export function openTargets(memory: TargetsMemory): OpenTargets {
  return {
    memory,
    cursor: createCursor(new Uint8Array(memory.body), memory.length),
    starts: new Uint32Array(memory.starts),
    keys: Buffer.from(memory.keys),
    poolSet: new Set(memory.pools),
  };
}

export function keyAt({ keys }: OpenTargets, index: number): string {
  return keys.toString('base64url', index * keyBytes, (index + 1) * keyBytes);
}

/** @returns its place, or undefined where there is none of that key */
export function indexOfKey({ keys, starts }: OpenTargets, key: string): number | undefined {
  const wanted = Buffer.from(key, 'base64url');
  if (wanted.length !== keyBytes) return undefined;
  for (let index = 0; index < starts.length; index += 1) {
    if (keys.compare(wanted, 0, keyBytes, index * keyBytes, (index + 1) * keyBytes) === 0) return index;
  }
  return undefined;
}

/** Prometheus names the pool of a dropped one from 3.3 on; before, it is that of its job, unless discovery gave it another. */
export function poolOfDropped(
  target: { readonly pool: string; readonly discovered: readonly string[] },
  pools: ReadonlySet<string>,
): string {
  if (target.pool !== '') return target.pool;
  const job = labelValue(target.discovered, 'job') ?? '';
  return pools.has(job) ? job : '';
}

/** Where targets begin, as they came. */
export interface FoundStarts {
  readonly active: readonly number[];
  readonly dropped: readonly number[];
}

interface Placed {
  readonly start: number;
  readonly pool: string;
  /** By which it is sorted within its pool, and known again. */
  readonly text: string;
}

/** Whose names are told by who has targets, besides those that are known already. @param check may throw, to stop */
export function packTargets(
  body: Uint8Array,
  length: number,
  found: FoundStarts,
  knownPools: Iterable<string>,
  check: () => void,
): { readonly memory: TargetsMemory; readonly active: Counts; readonly dropped: Counts } {
  const shared = new SharedArrayBuffer(length + paddingBytes);
  new Uint8Array(shared).set(body.subarray(0, length));
  const cursor = createCursor(new Uint8Array(shared), length);
  const active = found.active.map((start): Placed => {
    check();
    const { pool, url, labels } = readTargetAt(cursor, start);
    return { start, pool, text: `${labelsKey(labels)}${url}` };
  });
  const pools = new Set([...knownPools, ...active.map(({ pool }) => pool)]);
  pools.delete('');
  const dropped = found.dropped.map((start): Placed => {
    check();
    const target = readTargetAt(cursor, start);
    return { start, pool: poolOfDropped(target, pools), text: `dropped${labelsKey(target.discovered)}` };
  });
  for (const { pool } of dropped) if (pool !== '') pools.add(pool);
  const all = [...active.sort(inOrder), ...dropped.sort(inOrder)];
  const starts = new SharedArrayBuffer(4 * all.length);
  new Uint32Array(starts).set(all.map(({ start }) => start));
  const memory: TargetsMemory = {
    body: shared,
    length,
    starts,
    activeCount: active.length,
    keys: packKeys(all),
    pools: [...pools].sort(),
  };
  return { memory, active: countsOf(active), dropped: countsOf(dropped) };
}

type Counts = ReadonlyMap<string, number>;

function countsOf(targets: readonly Placed[]): Counts {
  const counts = new Map<string, number>();
  for (const { pool } of targets) counts.set(pool, (counts.get(pool) ?? 0) + 1);
  return counts;
}

function inOrder(a: Placed, b: Placed): number {
  if (a.pool !== b.pool) return a.pool < b.pool ? -1 : 1;
  if (a.text === b.text) return 0;
  return a.text < b.text ? -1 : 1;
}

/** Those that are alike in everything are told apart by their number. */
function packKeys(targets: readonly Placed[]): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(keyBytes * targets.length);
  const keys = Buffer.from(memory);
  let twins = 0;
  for (const [index, target] of targets.entries()) {
    const before = targets[index - 1];
    const isTwin = before !== undefined && inOrder(before, target) === 0;
    twins = isTwin ? twins + 1 : 0;
    const text = JSON.stringify([target.pool, target.text, twins]);
    createHash('sha256')
      .update(text)
      .digest()
      .copy(keys, index * keyBytes, 0, keyBytes);
  }
  return memory;
}
