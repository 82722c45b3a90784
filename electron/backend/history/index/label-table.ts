/**
 * The reader's side of the tables `label` and `series`: labels by id, the values of a name, and label sets of series. Ids are given once,
 * so what was read by id holds for good; values of a name grow by what is newer than the newest known label, until labels are forgotten.
 */
import type { Labels } from '../../../../shared/model/labels.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';
import { createIdRowReader, type IdRowReader } from './id-rows.ts';
import { idsOf } from './id-set.ts';
import { createLabelFinder, type LabelFinder, noName, valuesKey } from './label-finder.ts';
import { decodeLabelIds } from './label-ids.ts';

/** The values of a label's name, beside the labels' ids, which rise. */
interface NameValues {
  readonly ids: readonly number[];
  readonly values: readonly string[];
}

export interface LabelTable {
  /** To be called with each new snapshot. */
  refresh(): void;
  /** Of an empty value the label that says that a series has the name. Undefined where there is no such label. */
  find(name: string, value: string): number | undefined;
  /** All names that series have, beside the labels that say so. Holds until the next refresh. */
  names(): NameValues;
  /** Holds until the next refresh. */
  valuesOf(name: string): NameValues;
  /** @param series rising, some hundreds @throws AppError history.damaged where one of the series is not there */
  labelsOf(series: ArrayLike<number>): readonly Labels[];
}

export const labelStatements = {
  // The label that all series have is of no name, too, and no value.
  values: "SELECT value FROM label WHERE id >= ? AND id <= ? AND name = ? AND value > ''",
  // As one text: to fetch a row for each takes half as long again. In the order of ids, as they are read.
  valuesText: "SELECT json_group_array(value) FROM label WHERE id >= ? AND id <= ? AND name = ? AND value > ''",
  newest: 'SELECT max(id) FROM label',
  forgotten: "SELECT value FROM meta WHERE key = 'labelsForgotten'",
  since: "SELECT id, name, value FROM label WHERE id > ? AND value > ''",
  byId: 'SELECT name, value FROM label WHERE id = ?',
  series: 'SELECT labels FROM series WHERE id = ?',
  seriesRange: 'SELECT id, labels FROM series WHERE id >= ? AND id <= ?',
};

/** Label sets: some 300 bytes each. */
const mostSets = 2 ** 18;
const mostKept = 2 ** 18;
/** Names of labels that a snapshot was asked for. */
const mostNames = 4096;
/** Of names that were asked for, together. */
const mostValues = 2 ** 19;
/** If there are more newer ones, the values are read again. */
const mostNewer = 2 ** 16;
/** Between two labels of a name that are read in one go: to pass over as many others takes as long as to begin anew. */
const widestGap = 32;
/** Values that are read as one text: fewer are no gain. */
const worthAText = 8;
const longestRun = 65_536;
/** Rows that are read in one go, though not all are wanted: at least one of so many is. */
const worthARange = 4;

export function createLabelTable(db: ReadableDatabase<'history'>): LabelTable {
  return new Table(db);
}

interface GrowingValues {
  readonly ids: number[];
  readonly values: string[];
}

class Table implements LabelTable {
  readonly #db: ReadableDatabase<'history'>;
  readonly #statements: ReturnType<typeof prepared>;
  readonly #sets: BoundedCache<number, Labels> = createBoundedCache(mostSets);
  readonly #labels: BoundedCache<number, readonly [string, string]> = createBoundedCache(mostKept);
  readonly #finder: LabelFinder;
  readonly #postings: IdRowReader;
  /** Of this snapshot. */
  readonly #names: BoundedCache<string, number> = createBoundedCache(mostNames);
  /** By the name's label. The one that was asked for last is the last. */
  readonly #values = new Map<number, GrowingValues>();
  /** The newest label that is in `#values`. */
  #newest = 0;
  /** Counts up with each transaction that forgets labels. */
  #forgotten = 0;

  constructor(db: ReadableDatabase<'history'>) {
    this.#db = db;
    this.#statements = prepared(db);
    this.#finder = createLabelFinder(db);
    this.#postings = createIdRowReader(db, 'posting');
  }

  refresh(): void {
    const newest = this.#statements.newest.get() ?? 0;
    const forgotten = this.#statements.forgotten.get() ?? 0;
    this.#names.clear();
    if (forgotten !== this.#forgotten || newest - this.#newest > mostNewer) this.#values.clear();
    if (this.#values.size > 0) {
      for (const [id, name, value] of this.#statements.since.iterate(this.#newest)) {
        const known = this.#values.get(name);
        known?.ids.push(id);
        known?.values.push(this.#text(value));
      }
    }
    this.#newest = newest;
    this.#forgotten = forgotten;
    this.#evict();
  }

  find(name: string, value: string): number | undefined {
    const its = this.#nameId(name);
    return value === '' || its === undefined ? its : this.#finder.value(its, value);
  }

  names(): NameValues {
    return this.#valuesUnder(noName);
  }

  valuesOf(name: string): NameValues {
    const its = name === '' ? undefined : this.#nameId(name);
    return its === undefined ? { ids: [], values: [] } : this.#valuesUnder(its);
  }

  #nameId(name: string): number | undefined {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const id = this.#finder.name(name);
    if (id !== undefined) this.#names.set(name, id);
    return id;
  }

  #valuesUnder(name: number): NameValues {
    const values = this.#values.get(name) ?? this.#readValues(name);
    this.#values.delete(name);
    this.#values.set(name, values);
    this.#evict();
    return values;
  }

  #readValues(name: number): GrowingValues {
    const ids = plainArray(idsOf(this.#postings.read(valuesKey(name))));
    let values: string[] = [];
    for (const [from, to] of runsOf(ids)) {
      const some = this.#valuesBetween(ids[from] as number, ids[to - 1] as number, name, to - from);
      if (some.length !== to - from) throw damagedError(this.#db.name, `the values of label ${name}`);
      // Mostly there is one run, which needs no copy.
      if (values.length === 0) values = some;
      else for (const value of some) values.push(value);
    }
    return { ids, values };
  }

  #valuesBetween(first: number, last: number, name: number, count: number): string[] {
    const { values, valuesText } = this.#statements;
    try {
      const found: unknown = count < worthAText ? undefined : JSON.parse(valuesText.get(first, last, name) ?? '');
      if (Array.isArray(found) && found.every((value) => typeof value === 'string')) return found;
    } catch {
      // There is something that is no text, or too much of it: one by one, the one that it is says so.
    }
    const found = values.all(first, last, name);
    for (const value of found) this.#text(value);
    return found;
  }

  labelsOf(series: ArrayLike<number>): readonly Labels[] {
    const sets: Labels[] = new Array(series.length);
    const missing: number[] = [];
    for (let i = 0; i < series.length; i += 1) {
      const known = this.#sets.get(series[i] as number);
      if (known === undefined) missing.push(i);
      else sets[i] = known;
    }
    if (missing.length > 0) this.#readSets(series, missing, sets);
    return sets;
  }

  /** @param missing which of the series to read, rising */
  #readSets(series: ArrayLike<number>, missing: readonly number[], sets: Labels[]): void {
    const first = series[missing[0] as number] as number;
    const last = series[missing.at(-1) as number] as number;
    const isDense = last - first < missing.length * worthARange && last >= first;
    const rows = isDense ? this.#statements.seriesRange.all(first, last) : undefined;
    let at = 0;
    for (const i of missing) {
      const id = series[i] as number;
      while (rows !== undefined && (rows[at]?.[0] ?? id) < id) at += 1;
      const row = rows?.[at];
      const encoded = rows === undefined ? this.#statements.series.get(id) : row?.[0] === id ? row[1] : undefined;
      const labels = encoded === undefined ? undefined : this.#setOf(encoded);
      if (labels === undefined) throw damagedError(this.#db.name, `the labels of series ${id}`);
      this.#sets.set(id, labels);
      sets[i] = labels;
    }
  }

  #setOf(encoded: Uint8Array): Labels | undefined {
    const ids = encoded instanceof Uint8Array ? decodeLabelIds(encoded) : undefined;
    if (ids === undefined) return undefined;
    const labels: string[] = [];
    for (const id of ids) {
      const label = this.#labels.get(id) ?? this.#readLabel(id);
      if (label === undefined) return undefined;
      labels.push(label[0], label[1]);
    }
    return labels;
  }

  #readLabel(id: number): readonly [string, string] | undefined {
    const row = this.#statements.byId.get(id);
    if (row === undefined) return undefined;
    const nameId = row[0];
    const value = this.#text(row[1]);
    if (nameId === noName) return this.#kept(id, ['', value]);
    // As a label of its own, so that all labels of a name share its text.
    const name = this.#labels.get(nameId) ?? this.#readLabel(nameId);
    return name === undefined || name[0] !== '' ? undefined : this.#kept(id, [name[1], value]);
  }

  /** A page that is damaged may say that a column is of another type. */
  #text(value: unknown): string {
    if (typeof value !== 'string') throw damagedError(this.#db.name, 'a label has no text');
    return value;
  }

  #kept(id: number, label: readonly [string, string]): readonly [string, string] {
    this.#labels.set(id, label);
    return label;
  }

  /** Those first that were not asked for longest; never the last one. */
  #evict(): void {
    let count = 0;
    for (const { ids } of this.#values.values()) count += ids.length;
    for (const [name, { ids }] of this.#values) {
      if (count <= mostValues || this.#values.size <= 1) return;
      this.#values.delete(name);
      count -= ids.length;
    }
  }
}

/** In a quarter of the time of Array.from. */
function plainArray(ids: Uint32Array): number[] {
  const plain: number[] = new Array(ids.length);
  for (let i = 0; i < ids.length; i += 1) plain[i] = ids[i] as number;
  return plain;
}

/** Of rising numbers those that stand close together, so many at most that one text can have all. @returns from …, inclusive, to …, exclusive */
function* runsOf(rising: readonly number[]): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < rising.length; ) {
    let to = from + 1;
    const end = Math.min(rising.length, from + longestRun);
    while (to < end && (rising[to] as number) - (rising[to - 1] as number) <= widestGap) to += 1;
    yield [from, to];
    from = to;
  }
}

function prepared(db: ReadableDatabase<'history'>) {
  const sql = labelStatements;
  return {
    values: db.prepare<[number, number, number], string>(sql.values).pluck(),
    valuesText: db.prepare<[number, number, number], string>(sql.valuesText).pluck(),
    newest: db.prepare<[], number | null>(sql.newest).pluck(),
    forgotten: db.prepare<[], number>(sql.forgotten).pluck(),
    since: db.prepare<[number], readonly [number, number, string]>(sql.since).raw(),
    byId: db.prepare<[number], readonly [number, string]>(sql.byId).raw(),
    series: db.prepare<[number], Uint8Array>(sql.series).pluck(),
    seriesRange: db.prepare<[number, number], readonly [number, Uint8Array]>(sql.seriesRange).raw(),
  };
}
