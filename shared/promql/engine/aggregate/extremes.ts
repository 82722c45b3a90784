/**
 * topk and bottomk: at each time of each group a heap of the best so far, its worst on top, fed series after series. Which of equal values
 * stay is told by the heap: it sifts as Prometheus's does.
 */
import type { QueryRun } from '../../queryable.ts';
import type { Column } from '../column.ts';

/** By time `capacity` places; of them the first sizes[i] are used. NaN is worse than everything. */
interface Heaps {
  readonly capacity: number;
  /** What is compared: for bottomk the values' negatives. */
  readonly keys: Float64Array;
  /** Of which of the group's columns. */
  readonly owners: Int32Array;
  readonly sizes: Int32Array;
}

/**
 * @param columns of numbers only
 * @param wanted how many, by time
 * @param sign 1 for the greatest, -1 for the least
 * @returns where there is one time only, the best first
 */
export function extremes(
  columns: readonly Column[],
  wanted: Int32Array,
  sign: 1 | -1,
  run: QueryRun,
): readonly Column[] {
  const heaps = filled(columns, wanted, sign, run);
  const masks = columns.map((): Uint8Array | undefined => undefined);
  const ranked = wanted.length === 1 ? ranking(heaps) : columns.map((_, owner) => owner);
  for (let i = 0; i < wanted.length; i += 1) {
    const base = i * heaps.capacity;
    for (let place = 0; place < (heaps.sizes[i] as number); place += 1) {
      const owner = heaps.owners[base + place] as number;
      const mask = masks[owner] ?? new Uint8Array(wanted.length);
      masks[owner] = mask;
      mask[i] = 1;
    }
  }
  return ranked.flatMap((owner) => {
    const column = columns[owner];
    const mask = masks[owner];
    if (column === undefined || mask === undefined) return [];
    return [{ ...column, present: mask.includes(0) ? mask : undefined }];
  });
}

const placeBytes = 12;

function filled(columns: readonly Column[], wanted: Int32Array, sign: 1 | -1, run: QueryRun): Heaps {
  const capacity = Math.min(
    columns.length,
    wanted.reduce((a, b) => Math.max(a, b), 0),
  );
  run.charge(placeBytes * wanted.length * capacity);
  const heaps: Heaps = {
    capacity,
    keys: new Float64Array(wanted.length * capacity),
    owners: new Int32Array(wanted.length * capacity),
    sizes: new Int32Array(wanted.length),
  };
  const { keys, sizes } = heaps;
  columns.forEach(({ values, present }, owner) => {
    run.check();
    for (let i = 0; i < wanted.length; i += 1) {
      if (present !== undefined && present[i] !== 1) continue;
      const key = sign * (values[i] as number);
      const most = wanted[i] as number;
      if ((sizes[i] as number) < most) push(heaps, i, key, owner);
      else if (most > 0 && isWorse(keys[i * capacity] as number, key)) replaceWorst(heaps, i, key, owner);
    }
  });
  return heaps;
}

/** The heap's order: NaN before everything, NaN too. */
function sinksBelow(key: number, other: number): boolean {
  return Number.isNaN(key) || key < other;
}

function isWorse(key: number, than: number): boolean {
  return key < than || (Number.isNaN(key) && !Number.isNaN(than));
}

function push(heaps: Heaps, time: number, key: number, owner: number): void {
  const base = time * heaps.capacity;
  let place = heaps.sizes[time] as number;
  heaps.sizes[time] = place + 1;
  put(heaps, base + place, key, owner);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!sinksBelow(key, heaps.keys[base + parent] as number)) break;
    swap(heaps, base + place, base + parent);
    place = parent;
  }
}

function replaceWorst(heaps: Heaps, time: number, key: number, owner: number): void {
  const { keys, capacity } = heaps;
  const base = time * capacity;
  const size = heaps.sizes[time] as number;
  put(heaps, base, key, owner);
  let place = 0;
  for (let child = 1; child < size; child = 2 * place + 1) {
    const other = child + 1;
    if (other < size && sinksBelow(keys[base + other] as number, keys[base + child] as number)) child = other;
    if (!sinksBelow(keys[base + child] as number, key)) break;
    swap(heaps, base + place, base + child);
    place = child;
  }
}

function put({ keys, owners }: Heaps, at: number, key: number, owner: number): void {
  keys[at] = key;
  owners[at] = owner;
}

function swap({ keys, owners }: Heaps, a: number, b: number): void {
  const [key, owner] = [keys[a] as number, owners[a] as number];
  keys[a] = keys[b] as number;
  owners[a] = owners[b] as number;
  keys[b] = key;
  owners[b] = owner;
}

/** The owners at the first time, the best first. */
function ranking({ keys, owners, sizes }: Heaps): readonly number[] {
  const places = Array.from({ length: sizes[0] ?? 0 }, (_, place) => place);
  places.sort((a, b) => {
    const [left, right] = [keys[a] as number, keys[b] as number];
    return isWorse(left, right) ? 1 : isWorse(right, left) ? -1 : 0;
  });
  return places.map((place) => owners[place] as number);
}
