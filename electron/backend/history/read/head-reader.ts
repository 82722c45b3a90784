/**
 * Reads the head as it is in one snapshot: which series have samples after their target's watermark, and those samples as columns. A row stands
 * on the row of its layout before it, so reading begins at the keyframe before the first row that is wanted. What was read stays for the next
 * query, which reads only the rows that came since: rows are never changed in what they say, and their ids are given once. A deletion takes
 * rows out of a layout that stays: it is counted in the head, and then all is read anew.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { QueryRun } from '../../../../shared/promql/queryable.ts';
import { type IdSet, IdSetBuilder, idSetOf, idsMeet } from '../index/id-set.ts';
import { decodeLayout } from '../store/head-layout.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import { type HeadColumn, LayoutColumns, positionsOf } from './head-columns.ts';
import { type Layout, type LayoutRange, LayoutRun } from './layout-run.ts';
import { batchColumns, batchWeight, eachRow, type RowBatch, type VisitRow } from './row-batches.ts';
import type { Unreadable } from './unreadable.ts';

/** What the head has within some times. */
export interface HeadRange {
  /** Of the layouts that have a row in it: those that were asked for, and others. */
  readonly series: IdSet;
  /** The most rows that a layout has in it. */
  readonly mostRows: number;
  readonly layouts: readonly LayoutRange[];
}

interface HeadTimes {
  /** Both inclusive. */
  readonly startMs: number;
  readonly endMs: number;
  /** By target; of one that is not there nothing is in chunks. */
  readonly watermarks: ReadonlyMap<number, number>;
}

type Row = readonly [id: number, timeMs: number, data: Uint8Array];

export const headStatements = {
  deletions: "SELECT value FROM meta WHERE key = 'deletions'",
  layouts: 'SELECT id, target FROM layout WHERE id > 0',
  layout: 'SELECT series FROM layout WHERE id = ?',
  ends: 'SELECT min(id), max(id) FROM row WHERE target = ? AND timeMs >= ? AND timeMs <= ?',
  count: 'SELECT count(*) FROM row WHERE layout = ? AND id >= ? AND id <= ?',
  times: 'SELECT min(timeMs), max(timeMs) FROM row WHERE layout = ? AND timeMs >= ? AND timeMs <= ?',
  rows: `SELECT ${batchColumns} FROM row WHERE layout = ? AND id > ? AND id <= ?`,
  pass: `SELECT ${batchColumns} FROM row WHERE id > ? AND id <= ?`,
  weightOfRows: `SELECT ${batchWeight} FROM row WHERE layout = ? AND id > ? AND id <= ?`,
  weightOfPass: `SELECT ${batchWeight} FROM row WHERE id > ? AND id <= ?`,
  // `+?`: as in the writer's foldStatements.
  back: 'SELECT id, timeMs, data FROM row WHERE layout = +? AND id < ? ORDER BY id DESC',
};

/** All rows are read in one pass where one of so many is wanted, at least. */
const worthAPass = 4;
/** Columns are kept for the next query while all together are no more than this. */
const mostKeptBytes = 64 * 2 ** 20;
/** Other series of a layout are read again beside those that are asked for while both have no more samples than that. */
const mostUnited = 2 ** 20;

export class HeadReader {
  readonly #db: ReadableDatabase<'head'>;
  readonly #statements: ReturnType<typeof prepared>;
  /** By layout; the one that was asked for last is the last. */
  readonly #kept = new Map<number, LayoutColumns>();
  /** Of those that are there: no more than the head has. */
  readonly #layouts = new Map<number, Layout>();
  readonly #before = (layout: number, row: number) => this.#statements.back.iterate(layout, row);
  /** How many there had been when what is kept was read, and how far targets had been folded. */
  #deletions = 0;
  #watermarks: ReadonlyMap<number, number> = new Map();

  constructor(db: ReadableDatabase<'head'>) {
    this.#db = db;
    this.#statements = prepared(db);
  }

  /**
   * @param of the series that are asked for: layouts that have none of them are left out @param lost told of layouts that cannot be read
   * @throws AppError history.damaged where nobody would be told
   */
  range({ startMs, endMs, watermarks }: HeadTimes, of: IdSet, run: QueryRun, lost: Unreadable): HeadRange {
    const ends = new Map<number, readonly [first: number | null, last: number | null] | undefined>();
    const builder = new IdSetBuilder();
    const layouts: LayoutRange[] = [];
    this.#forgetDeleted(watermarks);
    const all = this.#statements.layouts.all();
    this.#forgetOthers(all);
    for (const [id, target] of all) {
      run.check();
      const watermarkMs = watermarks.get(target) ?? -1;
      const fromMs = Math.max(startMs, watermarkMs + 1);
      const layout = this.#layout(id, target, (error) => this.#loseLayout(id, target, fromMs, endMs, lost, error));
      if (layout === undefined || !idsMeet(layout.ids, of)) continue;
      if (!ends.has(target)) ends.set(target, this.#statements.ends.get(target, fromMs, endMs));
      const [firstRow, lastRow] = ends.get(target) ?? [null, null];
      if (firstRow === null || lastRow === null) continue;
      const rowCount = this.#statements.count.get(id, firstRow, lastRow) ?? 0;
      if (rowCount === 0) continue;
      builder.addSet(layout.ids);
      layouts.push({ layout, watermarkMs, startMs, endMs, firstRow, lastRow, rowCount });
    }
    const mostRows = layouts.reduce((most, { rowCount }) => Math.max(most, rowCount), 0);
    return { series: builder.build(), mostRows, layouts };
  }

  #loseLayout(id: number, target: number, fromMs: number, endMs: number, lost: Unreadable, error: AppError): void {
    const [firstMs, lastMs] = this.#statements.times.get(id, fromMs, endMs) ?? [null, null];
    if (firstMs !== null && lastMs !== null) lost.target(target, { startMs: firstMs, endMs: lastMs }, error);
  }

  /** Where a watermark went back, rows that are in chunks and not in the head any more would count once more. */
  #forgetDeleted(watermarks: ReadonlyMap<number, number>): void {
    const deletions = this.#statements.deletions.get() ?? 0;
    const wentBack = [...this.#watermarks].some(([target, beforeMs]) => (watermarks.get(target) ?? -1) < beforeMs);
    if (deletions !== this.#deletions || wentBack) this.#kept.clear();
    this.#deletions = deletions;
    this.#watermarks = watermarks;
  }

  /** Layouts go with the last of their rows, and their ids are given once. */
  #forgetOthers(all: readonly (readonly [id: number, target: number])[]): void {
    if (this.#layouts.size + this.#kept.size === 0) return;
    const ids = new Set(all.map(([id]) => id));
    for (const known of [this.#layouts, this.#kept]) {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    }
  }

  /**
   * By series its columns, one a layout, those of older layouts first.
   * @param lost told of rows that cannot be read @throws AppError history.damaged where nobody would be told
   */
  columns(
    { layouts }: HeadRange,
    series: IdSet,
    run: QueryRun,
    lost: Unreadable,
  ): ReadonlyMap<number, readonly HeadColumn[]> {
    const wanted = layouts
      .filter(({ layout }) => idsMeet(layout.ids, series))
      .map((range) => this.#begin(range, positionsOf(range.layout.series, series)));
    this.#read(
      wanted.filter(({ range, columns }) => columns.lastRow < range.lastRow),
      run,
    );
    for (const one of wanted) this.#tellLost(one, lost);
    const found = new Map<number, HeadColumn[]>();
    for (const { range, positions, columns } of wanted) {
      const { layout, watermarkMs, startMs, endMs } = range;
      const kept = columns.rowsWithin(Math.max(startMs, watermarkMs + 1), endMs);
      if (kept.rows.timesMs.length === 0) continue;
      for (const position of positions) {
        const id = layout.series[position] as number;
        const list = found.get(id);
        if (list === undefined) found.set(id, [columns.columnOf(position, kept)]);
        else list.push(columns.columnOf(position, kept));
      }
    }
    this.#evict();
    return found;
  }

  /** What has gaps is not kept: the next query is to be told, too. */
  #tellLost({ range: { layout }, positions, lost: rows }: LayoutRun, lost: Unreadable): void {
    if (rows.length === 0) return;
    this.#kept.delete(layout.id);
    for (const position of positions) {
      for (const { error, ...times } of rows) lost.series(layout.series[position] as number, times, error);
    }
  }

  /** With what is known of the layout, where that is of use. */
  #begin(range: LayoutRange, positions: Int32Array): LayoutRun {
    const { layout, firstRow, rowCount, watermarkMs } = range;
    const known = this.#kept.get(layout.id);
    this.#kept.delete(layout.id);
    const isOfUse = known !== undefined && known.firstRow <= firstRow && !known.isMostlyUntil(watermarkMs);
    if (isOfUse && known.has(positions)) {
      this.#kept.set(layout.id, known);
      return new LayoutRun(range, positions, known, this.#db.name);
    }
    const isUnited = isOfUse && (known.positions.length + positions.length) * rowCount <= mostUnited;
    const more = isUnited ? Int32Array.from(new Set([...known.positions, ...positions])).sort() : positions;
    const first = isUnited ? known.firstRow : firstRow;
    const columns = new LayoutColumns(layout.series.length, more, first, rowCount);
    this.#kept.set(layout.id, columns);
    return new LayoutRun(range, positions, columns, this.#db.name);
  }

  /** Those first that were not asked for longest. */
  #evict(): void {
    let bytes = 0;
    for (const { sizeBytes } of this.#kept.values()) bytes += sizeBytes;
    for (const [id, { sizeBytes }] of this.#kept) {
      if (bytes <= mostKeptBytes) return;
      this.#kept.delete(id);
      bytes -= sizeBytes;
    }
  }

  #layout(id: number, target: number, onDamage: (error: AppError) => void): Layout | undefined {
    const known = this.#layouts.get(id);
    if (known !== undefined) return known;
    try {
      const series = this.#seriesOf(id);
      const layout = { id, target, series, ids: idSetOf([...new Set(series)].sort((a, b) => a - b)) };
      this.#layouts.set(id, layout);
      return layout;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      onDamage(error);
      return undefined;
    }
  }

  #seriesOf(id: number): Uint32Array {
    const bytes = this.#statements.layout.get(id);
    // A page that is damaged may say that a column is of another type.
    if (!(bytes instanceof Uint8Array)) throw damagedError(this.#db.name, `layout ${id} is missing`);
    try {
      return decodeLayout(bytes);
    } catch (error) {
      if (error instanceof ChunkError) throw damagedError(this.#db.name, `layout ${id}: ${error.message}`, error);
      throw error;
    }
  }

  #read(wanted: readonly LayoutRun[], run: QueryRun): void {
    const firstRow = wanted.reduce((first, { columns }) => Math.min(first, columns.lastRow + 1), Infinity);
    const lastRow = wanted.reduce((last, { range }) => Math.max(last, range.lastRow), 0);
    // Of rows that are known already only the last few of each layout are left.
    const rowCount = wanted.reduce((count, { range, columns }) => count + range.rowCount - columns.rowCount, 0);
    try {
      if (rowCount * worthAPass >= lastRow - firstRow) this.#readAll(wanted, firstRow, lastRow, run);
      else for (const one of wanted) this.#readOne(one, run);
    } catch (error) {
      // One that was left in the middle is no beginning for the next query.
      for (const { range } of wanted) this.#kept.delete(range.layout.id);
      throw error instanceof ChunkError ? damagedError(this.#db.name, error.message, error) : error;
    }
    for (const { range, columns } of wanted) columns.lastRow = range.lastRow;
  }

  /** Rows of all targets as they lie on the disk: a page has rows of many. */
  #readAll(wanted: readonly LayoutRun[], firstRow: number, lastRow: number, run: QueryRun): void {
    const byLayout = new Map(wanted.map((one) => [one.range.layout.id, one]));
    const take: VisitRow = (id, timeMs, layout, data) => {
      const one = byLayout.get(layout);
      if (one !== undefined && id <= one.range.lastRow) one.take(id, timeMs, data, this.#before);
    };
    const { pass, weightOfPass } = this.#statements;
    const rows = {
      weigh: (after: number, last: number) => weightOfPass.get(after, last) ?? 0,
      read: (after: number, last: number) => pass.get(after, last),
    };
    eachRow({ firstRow, lastRow, idsPerRow: 1 }, rows, take, run);
  }

  #readOne(one: LayoutRun, run: QueryRun): void {
    const { layout, firstRow, lastRow, rowCount } = one.range;
    const span = { firstRow: one.columns.lastRow + 1, lastRow, idsPerRow: (lastRow - firstRow + 1) / rowCount };
    const { rows, weightOfRows } = this.#statements;
    const ofLayout = {
      weigh: (after: number, last: number) => weightOfRows.get(layout.id, after, last) ?? 0,
      read: (after: number, last: number) => rows.get(layout.id, after, last),
    };
    eachRow(span, ofLayout, (id, timeMs, _, data) => one.take(id, timeMs, data, this.#before), run);
  }
}

function prepared(db: ReadableDatabase<'head'>) {
  const sql = headStatements;
  type Ends = readonly [first: number | null, last: number | null];
  return {
    deletions: db.prepare<[], number>(sql.deletions).pluck(),
    layouts: db.prepare<[], readonly [id: number, target: number]>(sql.layouts).raw(),
    layout: db.prepare<[number], Uint8Array>(sql.layout).pluck(),
    ends: db.prepare<[number, number, number], Ends>(sql.ends).raw(),
    times: db.prepare<[number, number, number], Ends>(sql.times).raw(),
    count: db.prepare<[number, number, number], number>(sql.count).pluck(),
    rows: db.prepare<[number, number, number], RowBatch>(sql.rows).raw(),
    pass: db.prepare<[number, number], RowBatch>(sql.pass).raw(),
    weightOfRows: db.prepare<[number, number, number], number>(sql.weightOfRows).pluck(),
    weightOfPass: db.prepare<[number, number], number>(sql.weightOfPass).pluck(),
    back: db.prepare<[number, number], Row>(sql.back).raw(),
  };
}
