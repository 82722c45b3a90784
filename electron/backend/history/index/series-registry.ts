/**
 * The writer's side of the label index: label sets get ids, and each label gets to know its series. A name is a label, too: besides the labels
 * of its own, a series stands under those of their names, and under an empty one: "has this label" and "all" are answered by one lookup. And
 * each name gets to know its values (label-finder.ts).
 */
import type { Labels } from '../../../../shared/model/labels.ts';
import type { WritableDatabase } from '../store/open-database.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';
import { createIdRowWriter, type IdRowWriter } from './id-rows.ts';
import { createLabelFinder, type LabelFinder, mostLabels, noName, valuesKey } from './label-finder.ts';
import { decodeLabelIds, encodeLabelIds, hashOfLabel, hashOfLabelIds } from './label-ids.ts';

export interface SeriesRegistry {
  /**
   * In the caller's transaction, once a batch: what is new is written at the end, with one change a container. A label that is empty is
   * none. The same set has the same id for ever, until it is forgotten.
   * @param sets sorted by name, no name twice, without half characters (lone surrogates)
   * @returns the ids, beside the sets
   */
  register(sets: readonly Labels[]): readonly number[];
  /**
   * In the caller's transaction: takes the series away, and labels that no series has any more. Nobody may have samples of them.
   * @param ids rising; one that is not there is none. Some thousands at most a call keep it short.
   */
  forget(ids: ArrayLike<number>): void;
  /** To be called where a transaction with one of these calls was rolled back: what was learnt in it does not hold. */
  rolledBack(): void;
  /** Whether series were made since `settled` was called: a power cut may still take them back. */
  readonly isUnsettled: boolean;
  settled(): void;
}

/** Some 100 bytes each. */
const mostKnownSeries = 2 ** 19;
const mostKnownLabels = 2 ** 19;
/** What the keys of the index have room for. */
const mostSeries = 2 ** 32;

/** The hashes of so many new labels and series are held back at most, to be written in order. */
const mostHeldBack = 2 ** 16;

export const registryStatements = {
  labelById: 'SELECT name, value FROM label WHERE id = ?',
  addLabel: 'INSERT INTO label (name, value) VALUES (?, ?)',
  addLabelHash: 'INSERT INTO label_hash (hash, id) VALUES (?, ?)',
  dropLabel: 'DELETE FROM label WHERE id = ?',
  dropLabelHash: 'DELETE FROM label_hash WHERE hash = ? AND id = ?',
  labelsForgotten:
    "INSERT INTO meta (key, value) VALUES ('labelsForgotten', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1",
  alike: 'SELECT id FROM series_hash WHERE hash = ?',
  series: 'SELECT labels FROM series WHERE id = ?',
  addSeries: 'INSERT INTO series (labels) VALUES (?)',
  addSeriesHash: 'INSERT INTO series_hash (hash, id) VALUES (?, ?)',
  dropSeries: 'DELETE FROM series WHERE id = ?',
  dropSeriesHash: 'DELETE FROM series_hash WHERE hash = ? AND id = ?',
};

export function createSeriesRegistry(db: WritableDatabase<'history'>): SeriesRegistry {
  return new Registry(db);
}

class Registry implements SeriesRegistry {
  readonly #db: WritableDatabase<'history'>;
  readonly #statements: ReturnType<typeof prepared>;
  readonly #postings: IdRowWriter;
  /** By the text of their label ids. */
  readonly #series: BoundedCache<string, number> = createBoundedCache(mostKnownSeries);
  readonly #labels: BoundedCache<string, number> = createBoundedCache(mostKnownLabels);
  readonly #finder: LabelFinder;
  /** Key of `posting` → what is new under it, rising. */
  #fresh = new Map<number, number[]>();
  /** By the same texts as `#labels` and `#series`, what cannot be found on the disk yet. */
  #freshLabels = new Map<string, Hashed>();
  #freshSeries = new Map<string, Hashed>();
  #isUnsettled = false;

  constructor(db: WritableDatabase<'history'>) {
    this.#db = db;
    this.#statements = prepared(db);
    this.#finder = createLabelFinder(db);
    this.#postings = createIdRowWriter(db, 'posting');
  }

  register(sets: readonly Labels[]): readonly number[] {
    const ids = sets.map((labels) => this.#idOf(labels));
    this.#writeHashes();
    const fresh = [...this.#fresh].sort(([a], [b]) => a - b);
    this.#fresh = new Map();
    for (const [key, its] of fresh) this.#postings.add(key, its);
    return ids;
  }

  forget(ids: ArrayLike<number>): void {
    const gone = new Map<number, number[]>();
    const names = new Map<number, number>();
    for (let i = 0; i < ids.length; i += 1) this.#drop(ids[i] as number, gone, names);
    const labels = [...gone].sort(([a], [b]) => a - b);
    const emptied = labels.filter(([label, series]) => !this.#postings.remove(label, series)).map(([label]) => label);
    if (emptied.length > 0) this.#dropLabels(emptied);
    this.rolledBack();
  }

  rolledBack(): void {
    this.#series.clear();
    this.#labels.clear();
    this.#fresh = new Map();
    this.#freshLabels = new Map();
    this.#freshSeries = new Map();
  }

  get isUnsettled(): boolean {
    return this.#isUnsettled;
  }

  settled(): void {
    this.#isUnsettled = false;
  }

  /** @param names label → its name, where it is known */
  #drop(id: number, gone: Map<number, number[]>, names: Map<number, number>): void {
    const encoded = this.#statements.series.get(id);
    if (encoded === undefined) return;
    const labels = decodeLabelIds(encoded);
    if (labels === undefined) throw damagedError(this.#db.name, `the labels of series ${id}`);
    for (const label of labels) {
      pushTo(gone, label, id);
      const name = names.get(label) ?? this.#labelById(label).name;
      names.set(label, name);
      pushTo(gone, name, id);
    }
    pushTo(gone, this.#labelId(noName, ''), id);
    this.#statements.dropSeries.run(id);
    this.#statements.dropSeriesHash.run(hashOfLabelIds(encoded), id);
  }

  /** @param labels rising; no series has them any more */
  #dropLabels(labels: readonly number[]): void {
    const byName = new Map<number, number[]>();
    for (const label of labels) {
      const { name, value } = this.#labelById(label);
      this.#statements.dropLabel.run(label);
      this.#statements.dropLabelHash.run(hashOfLabel(name, value), label);
      if (value !== '') pushTo(byName, valuesKey(name), label);
    }
    for (const [key, its] of byName) this.#postings.remove(key, its);
    this.#statements.labelsForgotten.run();
  }

  #labelById(label: number): LabelRow {
    const row = this.#statements.labelById.get(label);
    if (row === undefined) throw damagedError(this.#db.name, `label ${label} is missing`);
    return row;
  }

  #idOf(labels: Labels): number {
    const labelIds: number[] = [];
    let key = '';
    for (let i = 0; i + 1 < labels.length; i += 2) {
      const name = labels[i] as string;
      if (i > 0 && name <= (labels[i - 2] as string)) throw new RangeError('a label set is not sorted');
      if (name === '' || labels[i + 1] === '') continue;
      const label = this.#labelId(this.#labelId(noName, name), labels[i + 1] as string);
      labelIds.push(label);
      key += keyOf(label);
    }
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const id = this.#freshSeries.get(key)?.id ?? this.#storedId(labels, labelIds, key);
    this.#series.set(key, id);
    return id;
  }

  #storedId(labels: Labels, labelIds: readonly number[], key: string): number {
    const encoded = encodeLabelIds(labelIds);
    const hash = hashOfLabelIds(encoded);
    for (const one of this.#statements.alike.all(hash)) {
      const its = this.#statements.series.get(one);
      if (its !== undefined && sameBytes(its, encoded)) return one;
    }
    const id = Number(this.#statements.addSeries.run(encoded).lastInsertRowid);
    if (id >= mostSeries) throw new Error('no ids of series are left');
    this.#isUnsettled = true;
    for (const label of labelIds) pushTo(this.#fresh, label, id);
    for (let i = 0; i + 1 < labels.length; i += 2) {
      if (labels[i] !== '' && labels[i + 1] !== '') pushTo(this.#fresh, this.#labelId(noName, labels[i] as string), id);
    }
    pushTo(this.#fresh, this.#labelId(noName, ''), id);
    this.#holdBack(this.#freshSeries, key, { hash, id });
    return id;
  }

  #labelId(name: number, value: string): number {
    const key = `${name} ${value}`;
    const known = this.#labels.get(key) ?? this.#freshLabels.get(key)?.id;
    if (known !== undefined) return known;
    // SQLite would make something else of it, which might be another label of the set.
    if (!value.isWellFormed()) throw new RangeError(`a label ${JSON.stringify(value.slice(0, 100))} is no valid text`);
    const id = this.#finder.value(name, value) ?? this.#newLabel(name, value, key);
    this.#labels.set(key, id);
    return id;
  }

  #newLabel(name: number, value: string, key: string): number {
    const id = Number(this.#statements.addLabel.run(name, value).lastInsertRowid);
    if (id >= mostLabels) throw new Error('no ids of labels are left');
    if (value !== '') pushTo(this.#fresh, valuesKey(name), id);
    this.#holdBack(this.#freshLabels, key, { hash: hashOfLabel(name, value), id });
    return id;
  }

  #holdBack(held: Map<string, Hashed>, key: string, one: Hashed): void {
    held.set(key, one);
    if (held.size >= mostHeldBack) this.#writeHashes();
  }

  /** In their order: pages of an index are filled by that, where each in its turn would leave them two thirds full. */
  #writeHashes(): void {
    for (const [held, put] of [
      [this.#freshLabels, this.#statements.addLabelHash],
      [this.#freshSeries, this.#statements.addSeriesHash],
    ] as const) {
      const ordered = [...held.values()].sort((a, b) => a.hash - b.hash || a.id - b.id);
      for (const { hash, id } of ordered) put.run(hash, id);
      held.clear();
    }
  }
}

interface LabelRow {
  readonly name: number;
  readonly value: string;
}

interface Hashed {
  readonly hash: number;
  readonly id: number;
}

function prepared(db: WritableDatabase<'history'>) {
  const sql = registryStatements;
  return {
    labelById: db.prepare<[number], LabelRow>(sql.labelById),
    addLabel: db.prepare<[number, string]>(sql.addLabel),
    addLabelHash: db.prepare<[number, number]>(sql.addLabelHash),
    dropLabel: db.prepare<[number]>(sql.dropLabel),
    dropLabelHash: db.prepare<[number, number]>(sql.dropLabelHash),
    labelsForgotten: db.prepare(sql.labelsForgotten),
    alike: db.prepare<[number], number>(sql.alike).pluck(),
    series: db.prepare<[number], Uint8Array>(sql.series).pluck(),
    addSeries: db.prepare<[Uint8Array]>(sql.addSeries),
    addSeriesHash: db.prepare<[number, number]>(sql.addSeriesHash),
    dropSeries: db.prepare<[number]>(sql.dropSeries),
    dropSeriesHash: db.prepare<[number, number]>(sql.dropSeriesHash),
  };
}

/** No such text is the beginning of another: each character but the last has its highest bit set. */
function keyOf(label: number): string {
  let key = '';
  let rest = label;
  for (; rest >= 0x8000; rest = Math.floor(rest / 0x8000)) key += String.fromCharCode(0x8000 | (rest % 0x8000));
  return key + String.fromCharCode(rest);
}

function pushTo(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
