/**
 * Which values of a label a pattern matches, kept from query to query: a dashboard asks with the same patterns again and again, and a pattern
 * that is no simple one takes microseconds a value.
 */
import type { QueryRun, SeriesMatcher } from '../../../../shared/promql/queryable.ts';
import { createBoundedCache } from './bounded-cache.ts';

/** Patterns of so many values at most are kept: a byte a value. */
const mostKept = 256;
const mostValues = 2 ** 17;
const checkEvery = 512;

interface Matched {
  /** Of the values that were matched. It only grows at its end, so what is known of its beginning holds. */
  readonly ids: readonly number[];
  readonly count: number;
  /** By value 1 where it matches. */
  readonly matches: Uint8Array;
}

export class MatchedValues {
  readonly #kept = createBoundedCache<string, Matched>(mostKept);

  /** @returns by value 1 where it matches */
  of(
    matcher: SeriesMatcher,
    ids: readonly number[],
    values: readonly string[],
    run: Pick<QueryRun, 'check'>,
  ): Uint8Array {
    const key = `${matcher.name.length} ${matcher.name}${matcher.op}${matcher.value}`;
    const kept = this.#kept.get(key);
    const known = kept?.ids === ids ? kept : undefined;
    const matches = new Uint8Array(values.length);
    if (known !== undefined) matches.set(known.matches);
    for (let i = 0; i < values.length; i += 1) {
      if (i % checkEvery === 0) run.check();
      const value = values[i] as string;
      // What `.` does with a line break is no part of the key.
      if (i < (known?.count ?? 0) && !value.includes('\n')) continue;
      matches[i] = matcher.matches(value) ? 1 : 0;
    }
    if (values.length <= mostValues) this.#kept.set(key, { ids, count: values.length, matches });
    return matches;
  }
}
