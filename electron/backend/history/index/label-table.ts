/**
 * The reader's side of the tables `label` and `series`: labels by id, the values of a name, and label sets of series. Ids are given once,
 * so what was read by id holds for good; values of a name grow by what is newer than the newest known label.
 */
import type { Labels } from '../../../../shared/model/labels.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';
import { decodeLabelIds } from './label-ids.ts';

/** The values of a label's name, beside the labels' ids. Those of labels that were forgotten may be among them: they have no series. */
interface NameValues {
  readonly ids: readonly number[];
  readonly values: readonly string[];
}

export interface LabelTable {
  /** To be called with each new snapshot. */
  refresh(): void;
  /** Undefined where there is no such label. */
  find(name: string, value: string): number | undefined;
  /** All names that series have, in the order of their bytes. */
  names(): readonly string[];
  /** Holds until the next refresh. */
  valuesOf(name: string): NameValues;
  /** As `valuesOf`, but exact; not kept. */
  exactValuesOf(name: string): NameValues;
  /** The exact values alone, in the order of their bytes. */
  allValuesOf(name: string): readonly string[];
  /** @param series rising, some hundreds @throws AppError history.damaged where one of the series is not there */
  labelsOf(series: ArrayLike<number>): readonly Labels[];
}

export const labelStatements = {
  find: 'SELECT id FROM label WHERE name = ? AND value = ?',
  nextName: 'SELECT name FROM label WHERE name > ? ORDER BY name LIMIT 1',
  values: "SELECT id, value FROM label WHERE name = ? AND value > ''",
  valuesAlone: "SELECT value FROM label WHERE name = ? AND value > ''",
  newest: 'SELECT max(id) FROM label',
  since: "SELECT id, name, value FROM label WHERE id > ? AND value > ''",
  byId: 'SELECT name, value FROM label WHERE id = ?',
  series: 'SELECT labels FROM series WHERE id = ?',
  seriesRange: 'SELECT id, labels FROM series WHERE id >= ? AND id <= ?',
};

/** Label sets: some 300 bytes each. */
const mostSets = 2 ** 18;
const mostLabels = 2 ** 18;
/** Of names that were asked for, together. */
const mostValues = 2 ** 19;
/** If there are more newer ones, the values are read again. */
const mostNewer = 2 ** 16;
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
  readonly #labels: BoundedCache<number, readonly [string, string]> = createBoundedCache(mostLabels);
  /** The one that was asked for last is the last. */
  readonly #values = new Map<string, GrowingValues>();
  /** The newest label that is in `#values`. */
  #newest = 0;

  constructor(db: ReadableDatabase<'history'>) {
    this.#db = db;
    this.#statements = prepared(db);
  }

  refresh(): void {
    const newest = this.#statements.newest.get() ?? 0;
    if (newest - this.#newest > mostNewer) this.#values.clear();
    if (this.#values.size > 0) {
      for (const [id, name, value] of this.#statements.since.iterate(this.#newest)) {
        const known = this.#values.get(name);
        known?.ids.push(id);
        known?.values.push(value);
      }
    }
    this.#newest = Math.max(this.#newest, newest);
    this.#evict();
  }

  find(name: string, value: string): number | undefined {
    return this.#statements.find.get(name, value);
  }

  names(): readonly string[] {
    const names: string[] = [];
    const next = (name: string) => this.#statements.nextName.get(name);
    for (let name = next(''); name !== undefined; name = next(name)) names.push(name);
    return names;
  }

  valuesOf(name: string): NameValues {
    const values = this.#values.get(name) ?? this.exactValuesOf(name);
    this.#values.delete(name);
    this.#values.set(name, values as GrowingValues);
    this.#evict();
    return values;
  }

  exactValuesOf(name: string): NameValues {
    const ids: number[] = [];
    const values: string[] = [];
    for (const [id, value] of this.#statements.values.all(name)) {
      ids.push(id);
      values.push(value);
    }
    return { ids, values };
  }

  allValuesOf(name: string): readonly string[] {
    return this.#statements.valuesAlone.all(name);
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
    const ids = decodeLabelIds(encoded);
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
    const label = this.#statements.byId.get(id);
    if (label !== undefined) this.#labels.set(id, label);
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

function prepared(db: ReadableDatabase<'history'>) {
  const sql = labelStatements;
  return {
    find: db.prepare<[string, string], number>(sql.find).pluck(),
    nextName: db.prepare<[string], string>(sql.nextName).pluck(),
    values: db.prepare<[string], readonly [number, string]>(sql.values).raw(),
    valuesAlone: db.prepare<[string], string>(sql.valuesAlone).pluck(),
    newest: db.prepare<[], number | null>(sql.newest).pluck(),
    since: db.prepare<[number], readonly [number, string, string]>(sql.since).raw(),
    byId: db.prepare<[number], readonly [string, string]>(sql.byId).raw(),
    series: db.prepare<[number], Uint8Array>(sql.series).pluck(),
    seriesRange: db.prepare<[number, number], readonly [number, Uint8Array]>(sql.seriesRange).raw(),
  };
}
