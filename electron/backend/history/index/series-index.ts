/**
 * The reader's side of the label index: matchers to series, without a look at all series. What can be looked up comes first; of other
 * matchers the label's values are asked, or the label sets of the series that are left, whichever are fewer. series-registry.ts says what
 * stands under which label.
 */
import { type Labels, labelValue } from '../../../../shared/model/labels.ts';
import type { QueryRun, SeriesMatcher } from '../../../../shared/promql/queryable.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { createIdRowReader, type IdRowReader, membersByChunks } from './id-rows.ts';
import { countIds, type IdSet, IdSetBuilder, idSetOf, idsOf, intersectIds, noIds, subtractIds } from './id-set.ts';
import { createLabelTable, type LabelTable } from './label-table.ts';
import { MatchedValues } from './matched-values.ts';

type Run = Pick<QueryRun, 'check'>;

export interface SeriesIndex {
  /** To be called with each new snapshot of the database, before anything is asked of it. */
  refresh(): void;
  /** Of these series those that all of the matchers select. @param of undefined for all series */
  select(matchers: readonly SeriesMatcher[], of: IdSet | undefined, run: Run): IdSet;
  /** The series that have a chunk in one of the slots, both inclusive. */
  membersOf(fromSlot: number, toSlot: number): IdSet;
  /** By slot, rising, those of the series that have a chunk in it; slots without any are left out. */
  membersBySlot(fromSlot: number, toSlot: number, of: IdSet): Iterable<{ readonly slot: number; readonly ids: IdSet }>;
  /** @param series rising, some hundreds at a time @throws AppError history.damaged where one is not there */
  labelsOf(series: ArrayLike<number>): readonly Labels[];
  /** Each once, in any order. @param of undefined for all series */
  labelNames(of: IdSet | undefined, run: Run): readonly string[];
  /** Each once, in any order. @param of undefined for all series */
  labelValues(name: string, of: IdSet | undefined, run: Run): readonly string[];
}

export function createSeriesIndex(db: ReadableDatabase<'history'>): SeriesIndex {
  return new Index(db);
}

/** So few series are asked one by one, of more it is their values that are. */
const fewSeries = 256;
/** So many lookups or matches are a millisecond or two. */
const checkEvery = 512;

type Found =
  /** Those only. */
  | { readonly only: IdSet }
  /** All but those. */
  | { readonly without: IdSet };

class Index implements SeriesIndex {
  readonly #table: LabelTable;
  readonly #postings: IdRowReader;
  readonly #members: IdRowReader;
  readonly #matched = new MatchedValues();

  constructor(db: ReadableDatabase<'history'>) {
    this.#table = createLabelTable(db);
    this.#postings = createIdRowReader(db, 'posting');
    this.#members = createIdRowReader(db, 'member', membersByChunks(db));
  }

  refresh(): void {
    this.#table.refresh();
  }

  select(matchers: readonly SeriesMatcher[], of: IdSet | undefined, run: Run): IdSet {
    let found = of;
    const excluded: IdSet[] = [];
    const asked: SeriesMatcher[] = [];
    for (const matcher of matchers) {
      const one = this.#lookUp(matcher, run);
      if (one === undefined) asked.push(matcher);
      else if ('without' in one) excluded.push(one.without);
      else found = found === undefined ? one.only : intersectIds(found, one.only);
      if (found?.length === 0) return noIds;
    }
    let left = excluded.reduce((from, gone) => subtractIds(from, gone), found ?? this.#withLabel('', ''));
    for (const matcher of asked) left = this.#ask(matcher, left, run);
    return left;
  }

  membersOf(fromSlot: number, toSlot: number): IdSet {
    const builder = new IdSetBuilder();
    this.#members.readRange(fromSlot, toSlot, builder);
    return builder.build();
  }

  *membersBySlot(fromSlot: number, toSlot: number, of: IdSet): Generator<{ slot: number; ids: IdSet }> {
    for (const { key, ids } of this.#members.eachKey(fromSlot, toSlot)) {
      const some = intersectIds(ids, of);
      if (some.length > 0) yield { slot: key, ids: some };
    }
  }

  labelsOf(series: ArrayLike<number>): readonly Labels[] {
    return this.#table.labelsOf(series);
  }

  labelNames(of: IdSet | undefined, run: Run): readonly string[] {
    run.check();
    const { ids, values } = this.#table.names();
    // Copied, here and below: what the table keeps grows with the next snapshot.
    return of === undefined ? values.slice() : this.#meeting(ids, values, of, run);
  }

  labelValues(name: string, of: IdSet | undefined, run: Run): readonly string[] {
    run.check();
    if (of === undefined) return this.#table.valuesOf(name).values.slice();
    const having = this.#withLabel(name, '');
    const candidates = intersectIds(having, of);
    if (countIds(candidates) <= fewSeries) {
      const sets = this.#table.labelsOf(idsOf(candidates));
      return [...new Set(sets.map((labels) => labelValue(labels, name) ?? ''))];
    }
    const { ids, values } = this.#table.valuesOf(name);
    if (subtractIds(having, of).length === 0) return values.slice();
    return this.#meeting(ids, values, candidates, run);
  }

  /** @returns the values of those labels that any of the series has */
  #meeting(labels: readonly number[], values: readonly string[], of: IdSet, run: Run): readonly string[] {
    const found: string[] = [];
    for (let from = 0; from < labels.length; from += checkEvery) {
      run.check();
      const some = labels.slice(from, from + checkEvery);
      const meeting = this.#postings.meeting(some, of);
      for (const [i, label] of some.entries()) if (meeting.has(label)) found.push(values[from + i] as string);
    }
    return found;
  }

  #withLabel(name: string, value: string): IdSet {
    const label = this.#table.find(name, value);
    return label === undefined ? noIds : this.#postings.read(label);
  }

  #withAnyOf(labels: readonly number[], run: Run): IdSet {
    const builder = new IdSetBuilder();
    for (let from = 0; from < labels.length; from += checkEvery) {
      run.check();
      this.#postings.readEach(labels.slice(from, from + checkEvery), builder);
    }
    return builder.build();
  }

  /** What the matcher can be looked up by; undefined where its label's values have to be asked. */
  #lookUp({ name, op, value, values, matches }: SeriesMatcher, run: Run): Found | undefined {
    if (values !== undefined) {
      const [only = ''] = values;
      if (values.length === 1 && only !== '') return { only: this.#withLabel(name, only) };
      const having = this.#withLabel(name, '');
      const labels = [...new Set(values)].flatMap((one) => (one === '' ? [] : (this.#table.find(name, one) ?? [])));
      const fits = this.#withAnyOf(labels, run);
      return values.includes('') ? { without: subtractIds(having, fits) } : { only: fits };
    }
    if (op === '!=')
      return value === '' ? { only: this.#withLabel(name, '') } : { without: this.#withLabel(name, value) };
    // Where `.` is any character, these say no more than whether there is a value.
    if (op !== '=~' || !matches('\n')) return undefined;
    if (value === '.+') return { only: this.#withLabel(name, '') };
    return value === '.*' ? { without: noIds } : undefined;
  }

  #ask(matcher: SeriesMatcher, of: IdSet, run: Run): IdSet {
    if (countIds(of) <= fewSeries) return this.#testEach(matcher, idsOf(of), run);
    const { fits, fails } = this.#splitByValue(matcher, run);
    return matcher.matches('') ? subtractIds(of, fails) : intersectIds(of, fits);
  }

  #testEach({ name, matches }: SeriesMatcher, ids: Uint32Array, run: Run): IdSet {
    run.check();
    const sets = this.#table.labelsOf(ids);
    return idSetOf(ids.filter((_, i) => matches(labelValue(sets[i] ?? [], name) ?? '')));
  }

  /** The series whose value matches, and those that have another: found by the fewer values. */
  #splitByValue(matcher: SeriesMatcher, run: Run): { readonly fits: IdSet; readonly fails: IdSet } {
    const { ids, values } = this.#table.valuesOf(matcher.name);
    const matches = this.#matched.of(matcher, ids, values, run);
    const fitting: number[] = [];
    const failing: number[] = [];
    for (let i = 0; i < ids.length; i += 1) (matches[i] === 1 ? fitting : failing).push(ids[i] as number);
    const having = this.#withLabel(matcher.name, '');
    if (fitting.length <= failing.length) {
      const fits = this.#withAnyOf(fitting, run);
      return { fits, fails: subtractIds(having, fits) };
    }
    const fails = this.#withAnyOf(failing, run);
    return { fits: subtractIds(having, fails), fails };
  }
}
