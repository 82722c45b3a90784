/** The numbers that times have within a slot of a recording, for its writer and its reader: series that were scraped together share them. */
import { indicesIn } from '../../../../shared/base/rising.ts';
import { encodeTimes } from '../../../../shared/chunks/times.ts';
import { bounds } from './recording-format.ts';

export interface PlacedTimes {
  readonly number: number;
  /** How many the shared times are. */
  readonly count: number;
  /** Which of them; undefined for all. */
  readonly at: Int32Array | undefined;
}

interface KnownTimes {
  readonly number: number;
  readonly timesMs: Float64Array;
}

/** The newest ones, among which times are looked for that have these among them. */
const recentCount = 8;

export class TimesNumbers {
  /** By length and ends. */
  readonly #alike = new Map<string, KnownTimes[]>();
  #recent: KnownTimes[] = [];
  #count = 0;
  #samples = 0;

  find(timesMs: Float64Array): PlacedTimes | undefined {
    const count = timesMs.length;
    const same = this.#alike.get(keyOf(timesMs))?.find((known) => sameTimes(known.timesMs, timesMs));
    if (same !== undefined) return { number: same.number, count, at: undefined };
    for (const { number, timesMs: others } of this.#recent) {
      const at = indicesIn(timesMs, others);
      if (at !== undefined) return { number, count: others.length, at };
    }
    return undefined;
  }

  /** Whether there is a number left: where not, `restart`. */
  hasRoomFor(timesMs: Float64Array): boolean {
    return this.#count < bounds.times && this.#samples + timesMs.length <= bounds.timesSamples;
  }

  restart(): void {
    this.#alike.clear();
    this.#recent = [];
    this.#count = 0;
    this.#samples = 0;
  }

  /** @param timesMs is copied */
  add(timesMs: Float64Array): PlacedTimes & { readonly encoded: Uint8Array } {
    const known = { number: this.#count, timesMs: timesMs.slice() };
    const key = keyOf(timesMs);
    const alike = this.#alike.get(key);
    if (alike === undefined) this.#alike.set(key, [known]);
    else alike.push(known);
    this.#recent = [known, ...this.#recent.slice(0, recentCount - 1)];
    this.#count += 1;
    this.#samples += timesMs.length;
    return { number: known.number, count: timesMs.length, at: undefined, encoded: encodeTimes(timesMs) };
  }
}

function keyOf(timesMs: Float64Array): string {
  return `${timesMs.length} ${timesMs[0]} ${timesMs[timesMs.length - 1]}`;
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

export class TimesByNumber {
  #times: Float64Array[] = [];
  #samples = 0;

  restart(): void {
    this.#times = [];
    this.#samples = 0;
  }

  timesOf(number: number): Float64Array | undefined {
    return this.#times[number];
  }

  /** @returns what is wrong with it; undefined for nothing */
  add(number: number, timesMs: Float64Array): string | undefined {
    if (number === 0) this.restart();
    if (number !== this.#times.length) return `times ${number} follow on ${this.#times.length} of them`;
    this.#samples += timesMs.length;
    if (number >= bounds.times || this.#samples > bounds.timesSamples) return 'there are too many times at once';
    this.#times.push(timesMs);
    return undefined;
  }
}
