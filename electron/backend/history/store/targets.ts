/** The targets of a source and their watermarks: up to there (inclusive) their samples are in chunks, and what the head still has of them counts no more. */
import type { WritableDatabase } from './open-database.ts';
import { withHistoryFailures } from './sqlite-failure.ts';
import type { Transactions } from './transactions.ts';

export interface Target {
  readonly id: number;
  readonly name: string;
  /** -1 where nothing was folded yet. */
  readonly watermarkMs: number;
}

type MutableTarget = { -readonly [Name in keyof Target]: Target[Name] };

export class Targets {
  readonly #db: WritableDatabase<'history'>;
  readonly #inHistory: Transactions;
  readonly #byName = new Map<string, MutableTarget>();

  constructor(db: WritableDatabase<'history'>, inHistory: Transactions) {
    this.#db = db;
    this.#inHistory = inHistory;
    const select = db.prepare<[], MutableTarget>('SELECT id, name, watermarkMs FROM target ORDER BY id');
    const all = withHistoryFailures(db.name, () => select.all());
    for (const target of all) this.#byName.set(target.name, target);
  }

  /** By id, rising. */
  all(): readonly Target[] {
    return [...this.#byName.values()];
  }

  /** Makes it where it is new: it is on the disk before the head refers to it. Outside of a transaction. */
  named(name: string): Target {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const insert = this.#db.prepare<[string]>('INSERT INTO target (name, watermarkMs) VALUES (?, -1)');
    const { lastInsertRowid } = this.#inHistory.runDurably(() => insert.run(name));
    const target = { id: Number(lastInsertRowid), name, watermarkMs: -1 };
    this.#byName.set(name, target);
    return target;
  }

  /** One that the head knows and the history has lost: its id is taken. Outside of a transaction. */
  restore(id: number): void {
    const name = `lost target ${id}`;
    if (this.#byName.has(name)) return;
    const insert = this.#db.prepare<[number, string]>('INSERT INTO target (id, name, watermarkMs) VALUES (?, ?, -1)');
    this.#inHistory.runDurably(() => insert.run(id, name));
    this.#byName.set(name, { id, name, watermarkMs: -1 });
  }

  /** Outside of a transaction: what comes from then on goes into the head. Nothing of the target may be there up to its watermark. */
  lowerWatermark(target: Target, watermarkMs: number): void {
    // A row at or before a watermark that a power cut brought back would count for nothing.
    this.#inHistory.runDurably(() => this.storeWatermark(target, watermarkMs));
    this.moved(target, watermarkMs);
  }

  /** In the transaction that writes the chunks; `moved` is to be called when it is committed. */
  storeWatermark(target: Target, watermarkMs: number): void {
    this.#db.prepare<[number, number]>('UPDATE target SET watermarkMs = ? WHERE id = ?').run(watermarkMs, target.id);
  }

  moved({ name }: Target, watermarkMs: number): void {
    const target = this.#byName.get(name);
    if (target !== undefined) target.watermarkMs = watermarkMs;
  }
}
