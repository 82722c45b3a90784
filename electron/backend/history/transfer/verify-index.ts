/** Checks series against labels, and the label index against the series: whoever is in one has to be in the other. */
import { createBoundedCache } from '../index/bounded-cache.ts';
import { ContainerError, containerHas, countIn, decodeContainer, type StoredContainer } from '../index/id-container.ts';
import { rowsPerKey } from '../index/id-rows.ts';
import { createLabelFinder, noName, valuesKey } from '../index/label-finder.ts';
import { decodeLabelIds, hashOfLabelIds } from '../index/label-ids.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { type Findings, pagesOf, type VerifySteps } from './verify-findings.ts';

const verifyIndexStatements = {
  series: 'SELECT id, labels FROM series WHERE id > ? ORDER BY id LIMIT 1000',
  seriesHash: 'SELECT 1 FROM series_hash WHERE hash = ? AND id = ?',
  seriesHashes: 'SELECT count(*) FROM series_hash',
  labels: 'SELECT id, name, value FROM label WHERE id > ? ORDER BY id LIMIT 1000',
  label: 'SELECT name, value FROM label WHERE id = ?',
  labelHashes: 'SELECT count(*) FROM label_hash',
  posting: 'SELECT data FROM posting WHERE id = ?',
  postings: 'SELECT count(*) FROM posting',
};

interface SeriesRow {
  readonly id: number;
  readonly labels: Uint8Array;
}

interface LabelRow {
  readonly name: number;
  readonly value: string;
}

const keptLabels = 2 ** 19;
const stepRows = 256;

/** @param onSeries gets the id of each, rising */
export function* verifyIndex(
  db: ReadableDatabase<'history'>,
  findings: Findings,
  onSeries: (id: number) => void,
): VerifySteps {
  const series = db.prepare<[number], SeriesRow>(verifyIndexStatements.series);
  const labels = new KnownLabels(db);
  const hashed = db.prepare<[number, number], number>(verifyIndexStatements.seriesHash).pluck();
  /** Of the series whose ids have one high half: label → their low halves. */
  let expected = new Map<number, number[]>();
  let high = 0;
  let rows = 0;
  for (const page of pagesOf((after) => series.all(after))) {
    for (const row of page) {
      const itsHigh = Math.floor(row.id / rowsPerKey);
      if (itsHigh !== high) {
        rows += expected.size;
        yield* checkPostings(db, findings, expected, high);
        expected = new Map();
        high = itsHigh;
      }
      onSeries(row.id);
      findings.checked.series += 1;
      if (hashed.get(hashOfLabelIds(row.labels), row.id) === undefined)
        findings.add(`series ${row.id}`, 'it is not found by its labels');
      for (const label of labelsOfSeries(row, labels, findings)) pushTo(expected, label, row.id % rowsPerKey);
    }
    yield;
  }
  rows += expected.size;
  yield* checkPostings(db, findings, expected, high);
  checkCount(db, findings, 'series_hash', verifyIndexStatements.seriesHashes, findings.checked.series);
  const named = yield* verifyLabels(db, findings);
  checkCount(db, findings, 'posting', verifyIndexStatements.postings, rows + named);
}

/** Each label has to be found by its text, and under its name. @returns how many rows of `posting` that makes */
function* verifyLabels(db: ReadableDatabase<'history'>, findings: Findings): Generator<void, number> {
  const labels = db.prepare<[number], LabelRow & { readonly id: number }>(verifyIndexStatements.labels);
  const finder = createLabelFinder(db);
  const values = new Map<number, number[]>();
  let count = 0;
  for (const page of pagesOf((after) => labels.all(after))) {
    for (const { id, name, value } of page) {
      count += 1;
      if (finder.value(name, value) !== id) findings.add(`label ${id}`, 'it is not found by its text');
      if (value !== '') pushTo(values, name, id);
    }
    yield;
  }
  checkCount(db, findings, 'label_hash', verifyIndexStatements.labelHashes, count);
  let rows = 0;
  for (const [name, ids] of values) {
    const byHigh = new Map<number, number[]>();
    for (const id of ids) pushTo(byHigh, Math.floor(id / rowsPerKey), id % rowsPerKey);
    const posting = db.prepare<[number], StoredContainer>(verifyIndexStatements.posting).pluck();
    for (const [high, lows] of byHigh) {
      const problem = containerProblem(posting.get(valuesKey(name) * rowsPerKey + high), lows);
      if (problem !== undefined) findings.add(`values of label ${name}, labels from ${high * rowsPerKey} on`, problem);
    }
    rows += byHigh.size;
    yield;
  }
  return rows;
}

function checkCount(
  db: ReadableDatabase<'history'>,
  findings: Findings,
  table: string,
  statement: string,
  expected: number,
): void {
  const stored = db.prepare<[], number>(statement).pluck().get() ?? 0;
  if (stored !== expected)
    findings.add(`${db.name}, table ${table}`, `it has ${stored} rows, where the series make ${expected}`);
}

/** @returns the labels under which the series has to stand: its own, those that say that it has a name, and the one of all. */
function labelsOfSeries({ id, labels: encoded }: SeriesRow, labels: KnownLabels, findings: Findings): Set<number> {
  const where = `series ${id}`;
  const ids = decodeLabelIds(encoded);
  const under = new Set<number>();
  if (ids === undefined) {
    findings.add(where, 'its labels cannot be read');
    return under;
  }
  let before: string | undefined;
  for (const label of ids) {
    const row = labels.get(label);
    if (row === undefined) findings.add(where, `its label ${label} is missing`);
    else {
      const name = labels.get(row.name);
      if (name?.name !== noName) findings.add(where, `the name of its label ${label} is missing`);
      else if (row.value === '' || name.value === '' || (before !== undefined && name.value <= before))
        findings.add(where, `its label ${label} is out of place`);
      before = name?.value ?? before;
      under.add(label).add(row.name);
    }
  }
  if (labels.all === undefined) findings.add(where, 'the label of all series is missing');
  else under.add(labels.all);
  return under;
}

function* checkPostings(
  db: ReadableDatabase<'history'>,
  findings: Findings,
  expected: ReadonlyMap<number, readonly number[]>,
  high: number,
): VerifySteps {
  const posting = db.prepare<[number], StoredContainer>(verifyIndexStatements.posting).pluck();
  let count = 0;
  for (const [label, lows] of expected) {
    const where = `label ${label}, series from ${high * rowsPerKey} on`;
    const problem = containerProblem(posting.get(label * rowsPerKey + high), lows);
    if (problem !== undefined) findings.add(where, problem);
    count += 1;
    if (count % stepRows === 0) yield;
  }
}

function containerProblem(data: StoredContainer | undefined, lows: readonly number[]): string | undefined {
  if (data === undefined) return `the index does not have its ${lows.length} series`;
  try {
    const container = decodeContainer(data);
    const missing = lows.filter((low) => !containerHas(container, low)).length;
    if (missing > 0) return `the index does not have ${missing} of its series`;
    return countIn(container) === lows.length ? undefined : 'the index has series that have not the label';
  } catch (error) {
    if (error instanceof ContainerError) return error.message;
    throw error;
  }
}

function pushTo(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

class KnownLabels {
  /** The label that all series have. */
  readonly all: number | undefined;
  readonly #label;
  readonly #rows = createBoundedCache<number, LabelRow>(keptLabels);

  constructor(db: ReadableDatabase<'history'>) {
    this.all = createLabelFinder(db).name('');
    this.#label = db.prepare<[number], LabelRow>(verifyIndexStatements.label);
  }

  get(id: number): LabelRow | undefined {
    const row = this.#rows.get(id) ?? this.#label.get(id);
    if (row !== undefined) this.#rows.set(id, row);
    return row;
  }
}
