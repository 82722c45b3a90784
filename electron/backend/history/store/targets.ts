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

const targetStatements = {
  all: 'SELECT id, name, watermarkMs FROM target ORDER BY id',
  add: 'INSERT INTO target (id, name, watermarkMs) VALUES (?, ?, -1)',
  drop: 'DELETE FROM target WHERE id = ?',
  lastId: "SELECT value FROM meta WHERE key = 'lastTarget'",
  setLastId: "INSERT OR REPLACE INTO meta (key, value) VALUES ('lastTarget', ?)",
};

type MutableTarget = { -readonly [Name in keyof Target]: Target[Name] };

export class Targets {
  readonly #db: WritableDatabase<'history'>;
  readonly #inHistory: Transactions;
  readonly #byName = new Map<string, MutableTarget>();
  /** The highest that was ever given: none is given again, as a head may come back that knows it. */
  #lastId: number;

  constructor(db: WritableDatabase<'history'>, inHistory: Transactions) {
    this.#db = db;
    this.#inHistory = inHistory;
    const all = withHistoryFailures(db.name, () => db.prepare<[], MutableTarget>(targetStatements.all).all());
    for (const target of all) this.#byName.set(target.name, target);
    const lastId = withHistoryFailures(db.name, () => db.prepare<[], number>(targetStatements.lastId).pluck().get());
    this.#lastId = Math.max(lastId ?? 0, all.at(-1)?.id ?? 0);
  }

  /** By id, rising. */
  all(): readonly Target[] {
    return [...this.#byName.values()];
  }

  /** Makes those that are new: they are on the disk before the head refers to them. Outside of a transaction. */
  allNamed(names: readonly string[]): readonly Target[] {
    const fresh = new Set(names.filter((name) => !this.#byName.has(name)));
    if (fresh.size > 0) this.#add([...fresh].map((name, i) => ({ id: this.#lastId + 1 + i, name })));
    return names.map((name) => this.#byName.get(name) as MutableTarget);
  }

  /** One that the head knows and the history has lost: its id is taken. Outside of a transaction. */
  restore(id: number): void {
    const name = `lost target ${id}`;
    if (!this.#byName.has(name)) this.#add([{ id, name }]);
  }

  #add(targets: readonly Pick<Target, 'id' | 'name'>[]): void {
    const add = this.#db.prepare<[number, string]>(targetStatements.add);
    this.#inHistory.runDurably(() => {
      for (const { id, name } of targets) add.run(id, name);
    });
    for (const { id, name } of targets) {
      this.#byName.set(name, { id, name, watermarkMs: -1 });
      this.#lastId = Math.max(this.#lastId, id);
    }
  }

  /** In a transaction; `dropped` is to be called when it is committed. Nothing of the targets may be in the head. */
  drop(targets: readonly Target[]): void {
    const drop = this.#db.prepare<[number]>(targetStatements.drop);
    for (const { id } of targets) drop.run(id);
    if (targets.length > 0) this.#db.prepare<[number]>(targetStatements.setLastId).run(this.#lastId);
  }

  dropped(targets: readonly Target[]): void {
    for (const { name } of targets) this.#byName.delete(name);
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
