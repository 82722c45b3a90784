/**
 * The writer's side of the label index: label sets get ids, and each label gets to know its series. Besides the labels of its own, a series
 * stands under (name, '') for each of its labels' names, and under ('', ''): "has this label" and "all" are answered by one lookup, and no
 * label has an empty value.
 */
import type { Labels } from '../../../../shared/model/labels.ts';
import type { WritableDatabase } from '../store/open-database.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';
import { createIdRowWriter, type IdRowWriter } from './id-rows.ts';
import { decodeLabelIds, encodeLabelIds, hashOfLabelIds } from './label-ids.ts';

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

export const registryStatements = {
  label: 'SELECT id FROM label WHERE name = ? AND value = ?',
  labelName: 'SELECT name FROM label WHERE id = ?',
  addLabel: 'INSERT INTO label (name, value) VALUES (?, ?)',
  dropLabel: 'DELETE FROM label WHERE id = ?',
  alike: 'SELECT id, labels FROM series WHERE hash = ?',
  series: 'SELECT labels FROM series WHERE id = ?',
  addSeries: 'INSERT INTO series (hash, labels) VALUES (?, ?)',
  dropSeries: 'DELETE FROM series WHERE id = ?',
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
  /** Label → the new series that have it, rising. */
  #fresh = new Map<number, number[]>();
  #isUnsettled = false;

  constructor(db: WritableDatabase<'history'>) {
    this.#db = db;
    this.#statements = prepared(db);
    this.#postings = createIdRowWriter(db, 'posting');
  }

  register(sets: readonly Labels[]): readonly number[] {
    const ids = sets.map((labels) => this.#idOf(labels));
    const fresh = [...this.#fresh].sort(([a], [b]) => a - b);
    this.#fresh = new Map();
    for (const [label, series] of fresh) this.#postings.add(label, series);
    return ids;
  }

  forget(ids: ArrayLike<number>): void {
    const gone = new Map<number, number[]>();
    const presences = new Map<number, number>();
    for (let i = 0; i < ids.length; i += 1) this.#drop(ids[i] as number, gone, presences);
    for (const [label, series] of [...gone].sort(([a], [b]) => a - b)) {
      if (!this.#postings.remove(label, series)) this.#statements.dropLabel.run(label);
    }
    this.rolledBack();
  }

  rolledBack(): void {
    this.#series.clear();
    this.#labels.clear();
    this.#fresh = new Map();
  }

  get isUnsettled(): boolean {
    return this.#isUnsettled;
  }

  settled(): void {
    this.#isUnsettled = false;
  }

  /** @param presences label → the label that says that a series has its name, where it is known */
  #drop(id: number, gone: Map<number, number[]>, presences: Map<number, number>): void {
    const encoded = this.#statements.series.get(id);
    if (encoded === undefined) return;
    const labels = decodeLabelIds(encoded);
    if (labels === undefined) throw damagedError(this.#db.name, `the labels of series ${id}`);
    for (const label of labels) {
      pushTo(gone, label, id);
      const presence = presences.get(label) ?? this.#presenceOf(label);
      presences.set(label, presence);
      pushTo(gone, presence, id);
    }
    pushTo(gone, this.#labelId('', ''), id);
    this.#statements.dropSeries.run(id);
  }

  #presenceOf(label: number): number {
    const name = this.#statements.labelName.get(label);
    if (name === undefined) throw damagedError(this.#db.name, `label ${label} is missing`);
    return this.#labelId(name, '');
  }

  #idOf(labels: Labels): number {
    const labelIds: number[] = [];
    let key = '';
    for (let i = 0; i + 1 < labels.length; i += 2) {
      const name = labels[i] as string;
      if (i > 0 && name <= (labels[i - 2] as string)) throw new RangeError('a label set is not sorted');
      if (name === '' || labels[i + 1] === '') continue;
      const label = this.#labelId(name, labels[i + 1] as string);
      labelIds.push(label);
      key += keyOf(label);
    }
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const id = this.#storedId(labels, labelIds);
    this.#series.set(key, id);
    return id;
  }

  #storedId(labels: Labels, labelIds: readonly number[]): number {
    const encoded = encodeLabelIds(labelIds);
    const hash = hashOfLabelIds(encoded);
    for (const one of this.#statements.alike.all(hash)) if (sameBytes(one.labels, encoded)) return one.id;
    const id = Number(this.#statements.addSeries.run(hash, encoded).lastInsertRowid);
    if (id >= mostSeries) throw new Error('no ids of series are left');
    this.#isUnsettled = true;
    for (const label of labelIds) pushTo(this.#fresh, label, id);
    for (let i = 0; i + 1 < labels.length; i += 2) {
      if (labels[i] !== '' && labels[i + 1] !== '') pushTo(this.#fresh, this.#labelId(labels[i] as string, ''), id);
    }
    pushTo(this.#fresh, this.#labelId('', ''), id);
    return id;
  }

  #labelId(name: string, value: string): number {
    const key = `${name.length} ${name}${value}`;
    const known = this.#labels.get(key);
    if (known !== undefined) return known;
    const { label, addLabel } = this.#statements;
    // SQLite would make something else of it, which might be another label of the set.
    if (!name.isWellFormed() || !value.isWellFormed())
      throw new RangeError(`a label ${JSON.stringify(name)} is no valid text`);
    const id = label.get(name, value) ?? Number(addLabel.run(name, value).lastInsertRowid);
    this.#labels.set(key, id);
    return id;
  }
}

function prepared(db: WritableDatabase<'history'>) {
  const sql = registryStatements;
  return {
    label: db.prepare<[string, string], number>(sql.label).pluck(),
    labelName: db.prepare<[number], string>(sql.labelName).pluck(),
    addLabel: db.prepare<[string, string]>(sql.addLabel),
    dropLabel: db.prepare<[number]>(sql.dropLabel),
    alike: db.prepare<[number], { readonly id: number; readonly labels: Uint8Array }>(sql.alike),
    series: db.prepare<[number], Uint8Array>(sql.series).pluck(),
    addSeries: db.prepare<[number, Uint8Array]>(sql.addSeries),
    dropSeries: db.prepare<[number]>(sql.dropSeries),
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
