/**
 * Slots in which chunks got other times than they had, or a fold has stored times and not come to its end: rows of `times` that no chunk has any more are looked for there (retention/unused-times.ts).
 * It is written down with the chunks, so that it is known after a kill.
 */
import type { WritableDatabase } from './open-database.ts';

export const looseStatements = {
  note: 'INSERT INTO meta (key, value) VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1',
  one: 'SELECT value FROM meta WHERE key = ?',
  all: "SELECT substr(key, 12) FROM meta WHERE key > 'looseTimes ' AND key < 'looseTimes!'",
  drop: 'DELETE FROM meta WHERE key = ? AND value = ?',
};

export class LooseTimes {
  readonly #note;
  readonly #one;
  readonly #all;
  readonly #drop;
  /** Written down since `forget`. */
  readonly #noted = new Set<number>();
  #rows = 0;

  constructor(db: WritableDatabase<'history'>) {
    this.#note = db.prepare<[string]>(looseStatements.note);
    this.#one = db.prepare<[string], number>(looseStatements.one).pluck();
    this.#all = db.prepare<[], string>(looseStatements.all).pluck();
    this.#drop = db.prepare<[string, number]>(looseStatements.drop);
  }

  /** In the transaction that gives chunks of the slot other times. @param rows of `times` that were stored for it */
  note(slot: number, rows: number): void {
    this.#rows += rows;
    if (this.#noted.has(slot)) return;
    this.#noted.add(slot);
    this.#note.run(keyOf(slot));
  }

  /**
   * In the transaction that stores times for a fold, which is to settle it with the last of its chunks: it may never come to that.
   * @returns the mark to settle it with; undefined where the slot is noted anyway, and stays so
   */
  begin(slot: number): number | undefined {
    if (this.markOf(slot) !== undefined) return undefined;
    this.#note.run(keyOf(slot));
    return this.markOf(slot);
  }

  /** Rows that were stored for merges since this was asked to begin anew: so many may be loose by now. */
  get rows(): number {
    return this.#rows;
  }

  beginAnew(): void {
    this.#rows = 0;
  }

  slots(): readonly number[] {
    return this.#all.all().map(Number);
  }

  /** @returns another number after each `note` that follows a `forget`; undefined where nothing is noted */
  markOf(slot: number): number | undefined {
    return this.#one.get(keyOf(slot));
  }

  /** In a transaction: what was loose when the mark was read is gone. */
  settle(slot: number, mark: number): void {
    this.#drop.run(keyOf(slot), mark);
  }

  /** What was written down may have been taken back, or be settled: it is written down again. */
  forget(): void {
    this.#noted.clear();
  }
}

function keyOf(slot: number): string {
  return `looseTimes ${slot}`;
}
