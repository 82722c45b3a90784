/**
 * A layout of the head on its way through its rows: each is applied to the columns. A row that is damaged, and those that stand on it, are
 * left out up to the next keyframe, and are told as lost.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { IdSet } from '../index/id-set.ts';
import { decodeRow, type HeadRow, isKeyframe } from '../store/head-row.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import type { LayoutColumns } from './head-columns.ts';
import type { LostTimes } from './unreadable.ts';

export interface Layout {
  readonly id: number;
  readonly target: number;
  readonly series: Uint32Array;
  readonly ids: IdSet;
}

export interface LayoutRange {
  readonly layout: Layout;
  /** Samples at or before it are in chunks. */
  readonly watermarkMs: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Ids of rows; between them lie all that count, and others. */
  readonly firstRow: number;
  readonly lastRow: number;
  readonly rowCount: number;
}

/** Of the layout those before a row, the nearest first. */
type RowsBefore = (layout: number, row: number) => Iterable<readonly [id: number, timeMs: number, data: Uint8Array]>;

interface LostRows extends LostTimes {
  readonly error: AppError;
}

export class LayoutRun {
  readonly range: LayoutRange;
  /** Those that are wanted now, rising. */
  readonly positions: Int32Array;
  readonly columns: LayoutColumns;
  /** Of the file, for messages. */
  readonly #path: string;
  readonly #lost: LostRows[] = [];
  /** Why rows are left out until the next keyframe. */
  #broken: AppError | undefined;

  constructor(range: LayoutRange, positions: Int32Array, columns: LayoutColumns, path: string) {
    this.range = range;
    this.positions = positions;
    this.columns = columns;
    this.#path = path;
  }

  /** Rows that count and cannot be read: within the times that were asked for. */
  get lost(): readonly LostRows[] {
    return this.#lost;
  }

  /** In the order of ids; one that was taken already is left. @param data holds for the call */
  take(id: number, timeMs: number, data: Uint8Array, before: RowsBefore): void {
    const { range, columns } = this;
    if (id <= columns.lastRow) return;
    const row = this.#readable(id, data, before);
    columns.lastRow = id;
    if (row === undefined) {
      this.#lose(timeMs);
      return;
    }
    columns.apply(row);
    if (timeMs > range.watermarkMs) columns.take(row, id, timeMs);
  }

  #readable(id: number, data: Uint8Array, before: RowsBefore): HeadRow | undefined {
    const isFirst = this.columns.lastRow < this.columns.firstRow;
    if (this.#broken !== undefined && !isKeyframe(data)) return undefined;
    try {
      if (isFirst && !isKeyframe(data)) this.#standOn(id, before);
      const row = this.#decoded(id, data);
      this.#broken = undefined;
      return row;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#broken = error;
      return undefined;
    }
  }

  #lose(timeMs: number): void {
    const { watermarkMs, startMs, endMs } = this.range;
    if (timeMs <= watermarkMs || timeMs < startMs || timeMs > endMs) return;
    const last = this.#lost.at(-1);
    const error = this.#broken;
    if (error === undefined) return;
    if (last?.error === error) this.#lost[this.#lost.length - 1] = { error, ...spanOf(last, timeMs) };
    else this.#lost.push({ error, startMs: timeMs, endMs: timeMs });
  }

  /** Applies what the row stands on: the rows before it, from a keyframe on. */
  #standOn(first: number, before: RowsBefore): void {
    const rows: HeadRow[] = [];
    for (const [id, , bytes] of before(this.range.layout.id, first)) {
      rows.push(this.#decoded(id, bytes));
      if (isKeyframe(bytes)) break;
    }
    if (rows.at(-1)?.isKeyframe !== true) throw damagedError(this.#path, `row ${first} has no keyframe before it`);
    for (const row of rows.reverse()) this.columns.apply(row);
  }

  #decoded(id: number, data: Uint8Array): HeadRow {
    if (!(data instanceof Uint8Array)) throw damagedError(this.#path, `row ${id} has no bytes`);
    try {
      return decodeRow(data, this.range.layout.series.length);
    } catch (error) {
      if (error instanceof ChunkError) throw damagedError(this.#path, `row ${id}: ${error.message}`, error);
      throw error;
    }
  }
}

function spanOf({ startMs, endMs }: LostTimes, timeMs: number): LostTimes {
  return { startMs: Math.min(startMs, timeMs), endMs: Math.max(endMs, timeMs) };
}
