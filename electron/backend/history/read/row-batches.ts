/**
 * Rows of the head, many in one call of SQLite: a row of its own, with a buffer of its own, would cost more than all that is done with it. SQLite
 * puts their bytes one behind the other, and says beside them which they are.
 */
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { QueryRun } from '../../../../shared/promql/queryable.ts';

/** @param data holds for the call */
export type VisitRow = (id: number, timeMs: number, layout: number, data: Uint8Array) => void;

/** Of the rows of a range of ids: their bytes, and `id timeMs layout length` of each; in the order of ids. Null where there are none. */
export type RowBatch = readonly [data: Uint8Array | null, index: string | null];

/** What a statement selects that gives a batch: its rows have to come in the order of ids. */
export const batchColumns =
  "CAST(group_concat(data, '') AS BLOB), group_concat(id || ' ' || timeMs || ' ' || layout || ' ' || length(data), ' ')";

/** What a statement selects that says beforehand how large a batch will be: no page of a row's overflow is read for it. */
export const batchWeight = 'total(length(data))';

/** Of the first batch, before it is known how large rows are. */
const firstRows = 64;
const mostRows = 4096;
const bytesWanted = 2 ** 20;
/** Rows differ: a batch that would be more than this becomes a smaller one, down to a single row. SQLite has its bytes three times. */
const mostBytes = 8 * 2 ** 20;

interface RowSpan {
  /** Ids, both inclusive. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** About so many ids for each row that there is. */
  readonly idsPerRow: number;
}

interface RowStatements {
  /** Ids above …, up to … inclusive; so in both. @returns bytes */
  readonly weigh: (after: number, last: number) => number;
  readonly read: (after: number, last: number) => RowBatch | undefined;
}

/** @throws ChunkError where a page was read as something else; what the run throws where a batch is more than it may have */
export function eachRow(
  { firstRow, lastRow, idsPerRow }: RowSpan,
  { weigh, read }: RowStatements,
  visit: VisitRow,
  run: QueryRun,
): void {
  let rows = 0;
  let bytes = 0;
  let largest = bytesWanted;
  for (let after = firstRow - 1; after < lastRow; ) {
    run.check();
    const wanted = rows === 0 ? firstRows : Math.min(mostRows, Math.ceil((bytesWanted * rows) / bytes));
    let last = Math.min(lastRow, after + Math.ceil(wanted * idsPerRow));
    let weight = weigh(after, last);
    for (; weight > mostBytes && last > after + 1; weight = weigh(after, last)) last -= Math.floor((last - after) / 2);
    if (weight > largest) run.charge(weight - largest);
    largest = Math.max(largest, weight);
    const [data, index] = read(after, last) ?? [null, null];
    after = last;
    if (data === null || index === null) continue;
    rows += visitBatch(data, index, visit);
    bytes += data.length;
  }
}

/** @returns how many rows there were */
function visitBatch(data: Uint8Array, index: string, visit: VisitRow): number {
  const { buffer, byteOffset } = data;
  const end = byteOffset + data.length;
  let from = byteOffset;
  let count = 0;
  let [id, timeMs, layout, number, field] = [0, 0, 0, 0, 0];
  for (let at = 0; at <= index.length; at += 1) {
    const digit = at < index.length ? index.charCodeAt(at) - zero : -1;
    if (digit >= 0) {
      number = number * 10 + digit;
      continue;
    }
    if (field === 0) id = number;
    else if (field === 1) timeMs = number;
    else if (field === 2) layout = number;
    else {
      if (from + number > end) throw new ChunkError(`row ${id} has ${number} bytes`);
      visit(id, timeMs, layout, new Uint8Array(buffer, from, number));
      from += number;
      count += 1;
    }
    field = (field + 1) & 3;
    number = 0;
  }
  return count;
}

/** The code of the digit; that of a space is below it. */
const zero = 48;
