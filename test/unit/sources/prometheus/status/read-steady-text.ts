/** Reads answers as the catalog worker does. */
import { hash } from 'node:crypto';
import { paddingBytes } from '../../../../../electron/backend/sources/prometheus/parse/cursor.ts';
import { readSteady } from '../../../../../electron/backend/sources/prometheus/status/steady-document.ts';
import type { KeptStatusKind } from '../../../../../shared/model/status.ts';

export type Steady = Exclude<KeptStatusKind, 'config'>;

export function steadyBody(kind: Steady, body: string, hasDropped = true) {
  const bytes = Buffer.from(body);
  const padded = new Uint8Array(bytes.length + paddingBytes);
  padded.set(bytes);
  return readSteady(kind, padded, bytes.length, { check: () => undefined, hasDropped });
}

/** Of an answer with this `data`. */
export function steady(kind: Steady, data: unknown, hasDropped = true) {
  const read = steadyBody(kind, JSON.stringify({ status: 'success', data }), hasDropped);
  if (!('text' in read)) throw new Error(`refused: ${read.error}`);
  return { ...read, data: JSON.parse(read.text) as unknown };
}

/** An order that is another one for each seed: of items, and of keys. */
export function shuffled(value: unknown, seed: string): unknown {
  const order = (of: unknown) => hash('sha256', `${seed} ${JSON.stringify(of)}`);
  const inOrder = <T>(all: readonly T[]) => all.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  if (Array.isArray(value)) return inOrder(value.map((item) => shuffled(item, seed)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(inOrder(Object.entries(value)).map(([key, item]) => [key, shuffled(item, seed)]));
}
