/**
 * The times of one query's series. Series that were scraped together get the very same array, which tells the engine that their windows are the
 * same: times are known by where they come from (a row of shared times, the head's rows of a target), and joined ones by what was joined.
 */
import type { QueryRun } from '../../../../shared/promql/queryable.ts';

/** A sequence of times, known by its number: joined with others it makes another. */
export interface PooledTimes {
  readonly number: number;
  readonly timesMs: Float64Array;
}

/** Beyond that the pool begins anew: nothing goes wrong then, but series share no longer with those before. */
const mostBytes = 128 * 2 ** 20;
const mostEntries = 2 ** 18;
/** Of so many with equal ends and length one may be equal as a whole. */
const mostAlike = 4;

export class TimesPool {
  readonly #run: QueryRun;
  readonly #byKey = new Map<string, PooledTimes>();
  #byObject = new WeakMap<object, PooledTimes>();
  readonly #byEnds = new Map<string, PooledTimes[]>();
  readonly #joined = new Map<string, PooledTimes>();
  /** Picked ones that came last, by the times that they are of: series that begin and end together come one after the other. */
  readonly #picked = new Map<PooledTimes, { readonly at: Int32Array; readonly times: PooledTimes }>();
  #next = 1;
  #held = 0;
  #heldBytes = 0;
  #chargedBytes = 0;

  constructor(run: QueryRun) {
    this.#run = run;
  }

  /** The times that have this key, made where they are new. */
  keyed(key: string, make: () => Float64Array): PooledTimes {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const times = this.#add(make());
    this.#byKey.set(key, times);
    return times;
  }

  /** The times that belong to an object, looked at once. @param timesOf is kept */
  ofObject(object: object, timesOf: () => Float64Array): PooledTimes {
    const known = this.#byObject.get(object);
    if (known !== undefined) return known;
    const times = this.equal(timesOf());
    this.#byObject.set(object, times);
    return times;
  }

  /** Those with the same content, where there are such. @param timesMs is kept */
  equal(timesMs: Float64Array): PooledTimes {
    const key = `${timesMs.length} ${timesMs[0]} ${timesMs[timesMs.length - 1]}`;
    const alike = this.#byEnds.get(key) ?? [];
    const known = alike.find((one) => sameTimes(one.timesMs, timesMs));
    if (known !== undefined) return known;
    const times = this.#add(timesMs);
    if (alike.length < mostAlike) this.#byEnds.set(key, [...alike, times]);
    return times;
  }

  /** Some of the times. @param at indices, rising */
  picked(times: PooledTimes, at: Int32Array): PooledTimes {
    const last = this.#picked.get(times);
    if (last !== undefined && sameIndices(last.at, at)) return last.times;
    const timesMs = new Float64Array(at.length);
    for (let i = 0; i < at.length; i += 1) timesMs[i] = times.timesMs[at[i] as number] as number;
    const found = this.equal(timesMs);
    this.#picked.set(times, { at, times: found });
    return found;
  }

  /** One after the other. @param parts each later than the one before; at least one */
  joined(parts: readonly PooledTimes[]): PooledTimes {
    const [first] = parts;
    if (parts.length === 1 && first !== undefined) return first;
    let key = '';
    for (const { number } of parts) key += textOf(number);
    const known = this.#joined.get(key);
    if (known !== undefined) return known;
    const timesMs = new Float64Array(parts.reduce((count, part) => count + part.timesMs.length, 0));
    let at = 0;
    for (const part of parts) {
      timesMs.set(part.timesMs, at);
      at += part.timesMs.length;
    }
    const times = this.#add(timesMs);
    this.#joined.set(key, times);
    return times;
  }

  #add(timesMs: Float64Array): PooledTimes {
    if (this.#heldBytes + timesMs.byteLength > mostBytes || this.#held >= mostEntries) this.#clear();
    this.#held += 1;
    this.#heldBytes += timesMs.byteLength;
    if (this.#heldBytes > this.#chargedBytes) {
      this.#run.charge(this.#heldBytes - this.#chargedBytes);
      this.#chargedBytes = this.#heldBytes;
    }
    const times = { number: this.#next, timesMs };
    this.#next += 1;
    return times;
  }

  /** Numbers go on: somebody may still hold times of before, and join them. */
  #clear(): void {
    for (const map of [this.#byKey, this.#byEnds, this.#joined, this.#picked]) map.clear();
    this.#byObject = new WeakMap();
    this.#held = 0;
    this.#heldBytes = 0;
  }
}

/** No such text is the beginning of another: each character but the last has its highest bit set. */
function textOf(number: number): string {
  let text = '';
  let rest = number;
  for (; rest >= 0x8000; rest = Math.floor(rest / 0x8000)) text += String.fromCharCode(0x8000 | (rest % 0x8000));
  return text + String.fromCharCode(rest);
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

function sameIndices(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
