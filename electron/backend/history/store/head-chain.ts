/** Reads a row of the head as it was: from the keyframe before it, over the changes, up to it. */
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { createBoundedCache } from '../index/bounded-cache.ts';
import { decodeLayout } from './head-layout.ts';
import { applyRow, decodeRow, type HeadRow, hasBit, isKeyframe, type RowHistogram } from './head-row.ts';
import type { ReadableDatabase } from './open-database.ts';
import { damagedError, withHistoryFailures } from './sqlite-failure.ts';

export interface WholeRow {
  readonly series: Uint32Array;
  /** Two words a series, the low one first. */
  readonly words: Uint32Array;
  readonly absent: Uint32Array | undefined;
  readonly histograms: readonly RowHistogram[];
}

interface Link {
  readonly id: number;
  readonly data: Uint8Array;
}

export const chainStatements = {
  layout: 'SELECT series FROM layout WHERE id = ?',
  // `+?`: as in foldStatements.
  back: 'SELECT id, data FROM row WHERE layout = +? AND id <= ? ORDER BY id DESC',
};

/** Layouts of some thousand series are some 10 kB each. */
const keptLayouts = 64;

export class HeadChains {
  readonly #db: ReadableDatabase<'head'>;
  readonly #layout;
  readonly #back;
  readonly #layouts = createBoundedCache<number, Uint32Array>(keptLayouts);

  constructor(db: ReadableDatabase<'head'>) {
    this.#db = db;
    this.#layout = db.prepare<[number], Uint8Array>(chainStatements.layout).pluck();
    this.#back = db.prepare<[number, number], Link>(chainStatements.back);
  }

  /** Ids are never given twice, so what is known of a layout holds. @throws AppError history.damaged */
  layout(id: number): Uint32Array {
    const known = this.#layouts.get(id);
    if (known !== undefined) return known;
    const bytes = withHistoryFailures(this.#db.name, () => this.#layout.get(id));
    if (bytes === undefined) throw damagedError(this.#db.name, `layout ${id} is missing`);
    const series = this.#checked(`layout ${id}`, () => decodeLayout(bytes));
    this.#layouts.set(id, series);
    return series;
  }

  /** @throws AppError history.damaged */
  decoded(layout: number, row: number, data: Uint8Array): HeadRow {
    return this.#checked(`row ${row}`, () => decodeRow(data, this.layout(layout).length));
  }

  /** @throws AppError history.damaged */
  rowAt(layout: number, row: number): WholeRow {
    const series = this.layout(layout);
    const words = new Uint32Array(2 * series.length);
    const links = withHistoryFailures(this.#db.name, () => this.#linksTo(layout, row));
    const first = links.at(-1);
    if (first === undefined || links[0]?.id !== row) throw damagedError(this.#db.name, `row ${row} is missing`);
    if (!isKeyframe(first.data)) throw damagedError(this.#db.name, `row ${row} has no keyframe before it`);
    let last: HeadRow | undefined;
    for (const link of links.reverse()) {
      last = this.decoded(layout, link.id, link.data);
      applyRow(last, words);
    }
    return { series, words, absent: last?.absent, histograms: last?.histograms ?? [] };
  }

  /** The row, those that it stands on, and the keyframe, in this order. */
  #linksTo(layout: number, row: number): Link[] {
    const links: Link[] = [];
    for (const link of this.#back.iterate(layout, row)) {
      links.push(link);
      if (isKeyframe(link.data)) break;
    }
    return links;
  }

  #checked<T>(what: string, decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (error instanceof ChunkError) throw damagedError(this.#db.name, `${what}: ${error.message}`, error);
      throw error;
    }
  }
}

/** Calls back for each sample of the row: index in the layout, and its histogram where it is one. */
export function eachSample(
  { series, absent, histograms }: WholeRow,
  visit: (index: number, histogram: RowHistogram['histogram'] | undefined) => void,
): void {
  let next = 0;
  for (let i = 0; i < series.length; i += 1) {
    const histogram = histograms[next]?.index === i ? histograms[next]?.histogram : undefined;
    if (histogram !== undefined) next += 1;
    if (absent === undefined || !hasBit(absent, i)) visit(i, histogram);
  }
}
