/** Sets of series ids: containers by the ids' high 16 bits. Sets are values: nothing here changes one. */
import {
  containerHas,
  containerOf,
  containerOfWords,
  containersMeet,
  countIn,
  type IdContainer,
  idsIn,
  idsPerContainer,
  intersect,
  orInto,
  subtract,
  unite,
  wordsPerBitmap,
} from './id-container.ts';

interface IdPart {
  /** The id, shifted right by 16. */
  readonly high: number;
  /** Not empty. */
  readonly container: IdContainer;
}

/** Rising by `high`. Ids are from 0 to 2^32 - 1. */
export type IdSet = readonly IdPart[];

export const noIds: IdSet = [];

/** @param ids rising, no id twice */
export function idSetOf(ids: ArrayLike<number>): IdSet {
  const parts: IdPart[] = [];
  for (let from = 0; from < ids.length; ) {
    const high = highOf(ids[from] as number);
    let to = from + 1;
    while (to < ids.length && highOf(ids[to] as number) === high) to += 1;
    const lows = new Uint16Array(to - from);
    // Of numbers that do not fit it, a Uint16Array keeps the low bits.
    for (let i = from; i < to; i += 1) lows[i - from] = ids[i] as number;
    parts.push({ high, container: containerOf(lows) });
    from = to;
  }
  return parts;
}

function highOf(id: number): number {
  return Math.floor(id / idsPerContainer);
}

export function countIds(set: IdSet): number {
  return set.reduce((count, { container }) => count + countIn(container), 0);
}

/** All ids, rising. */
export function idsOf(set: IdSet): Uint32Array {
  const ids = new Uint32Array(countIds(set));
  let at = 0;
  for (const { high, container } of set) {
    const base = high * idsPerContainer;
    const lows = idsIn(container);
    // Natively: a loop over so many costs milliseconds in a thread that has just begun.
    ids.set(lows, at);
    const end = at + lows.length;
    if (base > 0) for (let i = at; i < end; i += 1) ids[i] = (ids[i] as number) + base;
    at = end;
  }
  return ids;
}

export function hasId(set: IdSet, id: number): boolean {
  const high = highOf(id);
  const part = set.find((one) => one.high === high);
  return part !== undefined && containerHas(part.container, id % idsPerContainer);
}

export function uniteIds(a: IdSet, b: IdSet): IdSet {
  const parts: IdPart[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [left, right] = [a[i], b[j]];
    if (left === undefined || right === undefined) return [...parts, ...a.slice(i), ...b.slice(j)];
    if (left.high === right.high) parts.push({ high: left.high, container: unite(left.container, right.container) });
    else parts.push(left.high < right.high ? left : right);
    if (left.high <= right.high) i += 1;
    if (right.high <= left.high) j += 1;
  }
}

export function intersectIds(a: IdSet, b: IdSet): IdSet {
  return a.flatMap(({ high, container }) => {
    const other = b.find((one) => one.high === high);
    return other === undefined ? [] : partOf(high, intersect(container, other.container));
  });
}

/** Those of `a` that are not in `b`. */
export function subtractIds(a: IdSet, b: IdSet): IdSet {
  return a.flatMap((part) => {
    const other = b.find((one) => one.high === part.high);
    return other === undefined ? [part] : partOf(part.high, subtract(part.container, other.container));
  });
}

/** Whether any id is in both. */
export function idsMeet(a: IdSet, b: IdSet): boolean {
  return a.some(({ high, container }) => {
    const other = b.find((one) => one.high === high);
    return other !== undefined && containersMeet(container, other.container);
  });
}

function partOf(high: number, container: IdContainer): readonly IdPart[] {
  return countIn(container) === 0 ? [] : [{ high, container }];
}

/** Unites many containers: bits are set in place, and each container is looked at once. */
export class IdSetBuilder {
  /** One container as it is, until a second comes. */
  readonly #parts = new Map<number, IdContainer | Uint32Array>();

  add(high: number, container: IdContainer): void {
    const known = this.#parts.get(high);
    if (known === undefined) this.#parts.set(high, container);
    else if (known instanceof Uint32Array) orInto(known, container);
    else this.#parts.set(high, unitedWords(known, container));
  }

  /** @param low the id's low 16 bits */
  addId(high: number, low: number): void {
    const known = this.#parts.get(high);
    const words = known instanceof Uint32Array ? known : new Uint32Array(wordsPerBitmap);
    words[low >>> 5] = (words[low >>> 5] as number) | (1 << (low & 31));
    if (known === words) return;
    if (known !== undefined) orInto(words, known as IdContainer);
    this.#parts.set(high, words);
  }

  addSet(set: IdSet): void {
    for (const { high, container } of set) this.add(high, container);
  }

  /** To be called once. */
  build(): IdSet {
    return [...this.#parts]
      .sort(([a], [b]) => a - b)
      .flatMap(([high, part]) => partOf(high, part instanceof Uint32Array ? containerOfWords(part) : part));
  }
}

function unitedWords(a: IdContainer, b: IdContainer): Uint32Array {
  const words = new Uint32Array(wordsPerBitmap);
  orInto(words, a);
  orInto(words, b);
  return words;
}
