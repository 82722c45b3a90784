/** Checks series against labels, and the label index against the series: whoever is in one has to be in the other. */
import { createBoundedCache } from '../index/bounded-cache.ts';
import { ContainerError, containerHas, countIn, decodeContainer } from '../index/id-container.ts';
import { rowsPerKey } from '../index/id-rows.ts';
import { decodeLabelIds, hashOfLabelIds } from '../index/label-ids.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { type Findings, pagesOf, type VerifySteps } from './verify-findings.ts';

const verifyIndexStatements = {
  series: 'SELECT id, hash, labels FROM series WHERE id > ? ORDER BY id LIMIT 1000',
  label: 'SELECT name, value FROM label WHERE id = ?',
  presence: "SELECT id FROM label WHERE name = ? AND value = ''",
  posting: 'SELECT data FROM posting WHERE id = ?',
  postings: 'SELECT count(*) FROM posting',
};

interface SeriesRow {
  readonly id: number;
  readonly hash: number;
  readonly labels: Uint8Array;
}

interface LabelRow {
  readonly name: string;
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
      for (const label of labelsOfSeries(row, labels, findings)) pushTo(expected, label, row.id % rowsPerKey);
    }
    yield;
  }
  rows += expected.size;
  yield* checkPostings(db, findings, expected, high);
  const stored = db.prepare<[], number>(verifyIndexStatements.postings).pluck().get() ?? 0;
  if (stored !== rows)
    findings.add(`${db.name}, table posting`, `it has ${stored} rows, where the series make ${rows}`);
}

/** @returns the labels under which the series has to stand: its own, those that say that it has a name, and the one of all. */
function labelsOfSeries(
  { id, hash, labels: encoded }: SeriesRow,
  labels: KnownLabels,
  findings: Findings,
): Set<number> {
  const where = `series ${id}`;
  const ids = decodeLabelIds(encoded);
  const under = new Set<number>();
  if (ids === undefined) {
    findings.add(where, 'its labels cannot be read');
    return under;
  }
  if (hashOfLabelIds(encoded) !== hash) findings.add(where, 'its hash is another');
  let before: string | undefined;
  for (const label of ids) {
    const row = labels.get(label);
    if (row === undefined) findings.add(where, `its label ${label} is missing`);
    else {
      if (row.value === '' || (before !== undefined && row.name <= before))
        findings.add(where, `its label ${label} is out of place`);
      before = row.name;
      under.add(label);
      addPresence(under, labels.presenceOf(row.name), findings, where);
    }
  }
  addPresence(under, labels.presenceOf(''), findings, where);
  return under;
}

function addPresence(under: Set<number>, presence: number | undefined, findings: Findings, where: string): void {
  if (presence === undefined) findings.add(where, 'a label that says that it has a name is missing');
  else under.add(presence);
}

function* checkPostings(
  db: ReadableDatabase<'history'>,
  findings: Findings,
  expected: ReadonlyMap<number, readonly number[]>,
  high: number,
): VerifySteps {
  const posting = db.prepare<[number], Uint8Array>(verifyIndexStatements.posting).pluck();
  let count = 0;
  for (const [label, lows] of expected) {
    const where = `label ${label}, series from ${high * rowsPerKey} on`;
    const problem = containerProblem(posting.get(label * rowsPerKey + high), lows);
    if (problem !== undefined) findings.add(where, problem);
    count += 1;
    if (count % stepRows === 0) yield;
  }
}

function containerProblem(data: Uint8Array | undefined, lows: readonly number[]): string | undefined {
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
  readonly #label;
  readonly #presence;
  readonly #rows = createBoundedCache<number, LabelRow>(keptLabels);
  readonly #presences = createBoundedCache<string, number>(keptLabels);

  constructor(db: ReadableDatabase<'history'>) {
    this.#label = db.prepare<[number], LabelRow>(verifyIndexStatements.label);
    this.#presence = db.prepare<[string], number>(verifyIndexStatements.presence).pluck();
  }

  get(id: number): LabelRow | undefined {
    const row = this.#rows.get(id) ?? this.#label.get(id);
    if (row !== undefined) this.#rows.set(id, row);
    return row;
  }

  presenceOf(name: string): number | undefined {
    const id = this.#presences.get(name) ?? this.#presence.get(name);
    if (id !== undefined) this.#presences.set(name, id);
    return id;
  }
}
