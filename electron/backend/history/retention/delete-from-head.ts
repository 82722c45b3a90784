/**
 * Takes samples of a window out of the head: of all series, whole rows; of some, their rows move to a layout without those. A row that stood
 * on one that went becomes a keyframe in the same transaction, so the head can be read after each. Readers keep what they read of a layout:
 * each transaction counts as a deletion, which tells them that this does not hold.
 */
import type { TimeWindow } from '../coverage/spans.ts';
import type { WholeRow } from '../store/head-chain.ts';
import { encodeLayout } from '../store/head-layout.ts';
import { applyRow, bitmapWords, encodeRow, hasBit, isKeyframe, type RowHistogram, setBit } from '../store/head-row.ts';
import type { KeepParts, KeepPhases, KeepRun } from './keep-parts.ts';

export const headStatements = {
  layouts: 'SELECT id, target FROM layout ORDER BY id',
  rows: 'SELECT id, timeMs FROM row WHERE layout = ? ORDER BY id',
  data: 'SELECT data FROM row WHERE id = ?',
  rewrite: 'UPDATE row SET data = ? WHERE id = ?',
  drop: 'DELETE FROM row WHERE id = ?',
  add: 'INSERT INTO row (target, timeMs, layout, data) VALUES (?, ?, ?, ?)',
  addLayout: 'INSERT INTO layout (target, series) VALUES (?, ?)',
  countDeletion:
    "INSERT INTO meta (key, value) VALUES ('deletions', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1",
  dropLayout: 'DELETE FROM layout WHERE id = ? AND NOT EXISTS (SELECT 1 FROM row WHERE row.layout = layout.id)',
};

interface Layout {
  readonly id: number;
  readonly target: number;
}

interface RowKey {
  readonly id: number;
  readonly timeMs: number;
}

const keyframeEvery = 32;

/** @param ids the series; undefined for all of them */
export function* deleteFromHead(
  parts: KeepParts,
  run: KeepRun,
  window: TimeWindow,
  ids: ReadonlySet<number> | undefined,
): KeepPhases {
  const sql = prepared(parts);
  for (const layout of sql.layouts.all()) {
    const series = parts.chains.layout(layout.id);
    if (ids !== undefined && !series.some((id) => ids.has(id))) continue;
    const rows = sql.rows.all(layout.id);
    if (!rows.some(({ timeMs }) => isWithin(timeMs, window))) continue;
    const rewrite = new LayoutRewrite(parts, sql, layout, rows, window, keptOf(series, ids));
    for (let goesOn = true; goesOn; ) {
      parts.inHead.run(() => {
        goesOn = rewrite.some(run);
        if (!goesOn) sql.dropLayout.run(layout.id);
        sql.countDeletion.run();
      });
      // The target's next row would stand on one that is gone, in a layout that may be.
      parts.headWriter.forget(layout.target);
      parts.room.forget();
      yield 'head';
    }
  }
  // And what a fold took away before: chunks that go next would come back from rows that a power cut brings back.
  parts.inHead.runDurably(() => sql.countDeletion.run());
}

/** Indices of the series that stay. */
function keptOf(series: Uint32Array, ids: ReadonlySet<number> | undefined): Int32Array {
  const kept: number[] = [];
  if (ids !== undefined) series.forEach((id, i) => void (ids.has(id) || kept.push(i)));
  return Int32Array.from(kept);
}

function isWithin(timeMs: number, { startMs, endMs }: TimeWindow): boolean {
  return timeMs >= startMs && timeMs <= endMs;
}

/** The rows that are left of those that are to go, and the layout that they move to. */
class ReducedRows {
  readonly #sql: Statements;
  readonly #kept: Int32Array;
  readonly #layout: number;
  readonly #target: number;
  #before: Uint32Array | undefined;
  #rowsLeft = 0;

  constructor(sql: Statements, target: number, series: Uint32Array, kept: Int32Array) {
    this.#sql = sql;
    this.#kept = kept;
    this.#target = target;
    const left = Uint32Array.from(kept, (i) => series[i] as number);
    this.#layout = Number(sql.addLayout.run(target, encodeLayout(left)).lastInsertRowid);
  }

  /** The next row stands alone: what this knows of the one before may not hold in another transaction. */
  breakOff(): void {
    this.#before = undefined;
  }

  add(timeMs: number, { words, absent, histograms }: WholeRow): void {
    const kept = this.#kept;
    const some = new Uint32Array(2 * kept.length);
    const missing = absent === undefined ? undefined : new Uint32Array(bitmapWords(kept.length));
    let missingCount = 0;
    kept.forEach((from, i) => {
      some[2 * i] = words[2 * from] as number;
      some[2 * i + 1] = words[2 * from + 1] as number;
      if (absent === undefined || missing === undefined || !hasBit(absent, from)) return;
      setBit(missing, i);
      missingCount += 1;
    });
    if (missingCount === kept.length) return;
    if (this.#rowsLeft === 0) this.#before = undefined;
    const row = encodeRow({
      words: some,
      before: this.#before,
      absent: missingCount === 0 ? undefined : missing,
      histograms: reducedHistograms(histograms, kept),
    });
    this.#rowsLeft = this.#before === undefined ? keyframeEvery - 1 : this.#rowsLeft - 1;
    this.#before = some;
    this.#sql.add.run(this.#target, timeMs, this.#layout, row);
  }
}

function reducedHistograms(histograms: readonly RowHistogram[], kept: Int32Array): readonly RowHistogram[] {
  if (histograms.length === 0) return [];
  const indexOf = new Map(Array.from(kept, (from, i) => [from, i]));
  return histograms.flatMap(({ index, histogram }) => {
    const i = indexOf.get(index);
    return i === undefined ? [] : [{ index: i, histogram }];
  });
}

class LayoutRewrite {
  readonly #parts: KeepParts;
  readonly #sql: Statements;
  readonly #layout: Layout;
  readonly #rows: readonly RowKey[];
  readonly #window: TimeWindow;
  readonly #kept: Int32Array;
  #at = 0;

  constructor(
    parts: KeepParts,
    sql: Statements,
    layout: Layout,
    rows: readonly RowKey[],
    window: TimeWindow,
    kept: Int32Array,
  ) {
    this.#parts = parts;
    this.#sql = sql;
    this.#layout = layout;
    this.#rows = rows;
    this.#window = window;
    this.#kept = kept;
  }

  /** In a transaction. @returns whether there is more */
  some(run: KeepRun): boolean {
    // Made anew each time: a transaction may have been taken back with the layout in it.
    let reduced: ReducedRows | undefined;
    let before: WholeRow | undefined;
    const goesOn = run.untilOver(() => {
      const row = this.#rows[this.#at];
      if (row === undefined) return false;
      this.#at += 1;
      const goes = isWithin(row.timeMs, this.#window);
      if (!goes && before === undefined) return true;
      const data = this.#sql.data.get(row.id);
      // A fold took it away since the rows were listed, and the row behind it stands on none.
      if (data === undefined) {
        before = undefined;
        return true;
      }
      const whole = this.#wholeRow(row.id, data, before);
      if (goes) {
        if (this.#kept.length > 0) {
          reduced ??= new ReducedRows(this.#sql, this.#layout.target, this.#series(), this.#kept);
          reduced.add(row.timeMs, whole);
        }
        this.#sql.drop.run(row.id);
        run.count('head', 1);
        before = whole;
      } else {
        if (!isKeyframe(data)) this.#makeKeyframe(row.id, whole);
        reduced?.breakOff();
        before = undefined;
      }
      return true;
    });
    const next = this.#rows[this.#at];
    if (before !== undefined && next !== undefined) this.#freeNext(next.id, before);
    return goesOn && next !== undefined;
  }

  #series(): Uint32Array {
    return this.#parts.chains.layout(this.#layout.id);
  }

  #wholeRow(id: number, data: Uint8Array, before: WholeRow | undefined): WholeRow {
    const { chains } = this.#parts;
    if (before === undefined) return chains.rowAt(this.#layout.id, id);
    const row = chains.decoded(this.#layout.id, id, data);
    const words = before.words.slice();
    applyRow(row, words);
    return { series: before.series, words, absent: row.absent, histograms: row.histograms };
  }

  /** The row with which the next transaction begins. */
  #freeNext(id: number, before: WholeRow): void {
    const data = this.#sql.data.get(id);
    if (data !== undefined && !isKeyframe(data)) this.#makeKeyframe(id, this.#wholeRow(id, data, before));
  }

  #makeKeyframe(id: number, { words, absent, histograms }: WholeRow): void {
    this.#sql.rewrite.run(encodeRow({ words, before: undefined, absent, histograms }), id);
  }
}

type Statements = ReturnType<typeof prepared>;

function prepared({ head: db }: KeepParts) {
  const sql = headStatements;
  return {
    layouts: db.prepare<[], Layout>(sql.layouts),
    rows: db.prepare<[number], RowKey>(sql.rows),
    data: db.prepare<[number], Uint8Array>(sql.data).pluck(),
    rewrite: db.prepare<[Uint8Array, number]>(sql.rewrite),
    drop: db.prepare<[number]>(sql.drop),
    add: db.prepare<[number, number, number, Uint8Array]>(sql.add),
    addLayout: db.prepare<[number, Uint8Array]>(sql.addLayout),
    countDeletion: db.prepare(sql.countDeletion),
    dropLayout: db.prepare<[number]>(sql.dropLayout),
  };
}
