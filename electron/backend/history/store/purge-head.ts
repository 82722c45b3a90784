/**
 * Takes rows out of the head whose samples are in chunks. Each step leaves a head in which every row that counts can be read: first, rows
 * that stand on one that goes become keyframes; then the rows go, the last first.
 */
import type { HeadChains, WholeRow } from './head-chain.ts';
import { encodeRow, isKeyframe } from './head-row.ts';
import type { HeadWriter } from './head-writer.ts';
import type { WritableDatabase } from './open-database.ts';
import { withHistoryFailures } from './sqlite-failure.ts';
import type { Target } from './targets.ts';
import type { Transactions } from './transactions.ts';

export const purgeStatements = {
  // `+?`: as in foldStatements.
  doomed: 'SELECT id, layout, length(data) AS bytes FROM row WHERE target = +? AND timeMs <= ? ORDER BY id DESC',
  links: 'SELECT id, timeMs, substr(data, 1, 2) AS start FROM row WHERE layout = ? ORDER BY id',
  rewrite: 'UPDATE row SET data = ? WHERE id = ?',
  deleteRow: 'DELETE FROM row WHERE id = ?',
  deleteLayout: 'DELETE FROM layout WHERE id = ? AND NOT EXISTS (SELECT 1 FROM row WHERE row.layout = layout.id)',
  deleteUnused: 'DELETE FROM layout WHERE NOT EXISTS (SELECT 1 FROM row WHERE row.layout = layout.id)',
};

interface Link {
  readonly id: number;
  readonly timeMs: number;
  readonly start: Uint8Array;
}

/** One transaction takes so many bytes of rows away: some 20 ms. */
const batchBytes = 8 * 2 ** 20;

export class HeadPurge {
  readonly #path: string;
  readonly #inHead: Transactions;
  readonly #chains: HeadChains;
  readonly #headWriter: HeadWriter;
  readonly #doomed;
  readonly #links;
  readonly #rewrite;
  readonly #deleteRow;
  readonly #deleteLayout;
  readonly #deleteUnused;

  constructor(db: WritableDatabase<'head'>, inHead: Transactions, chains: HeadChains, headWriter: HeadWriter) {
    this.#path = db.name;
    this.#inHead = inHead;
    this.#chains = chains;
    this.#headWriter = headWriter;
    this.#doomed = db.prepare<[number, number], { id: number; layout: number; bytes: number }>(purgeStatements.doomed);
    this.#links = db.prepare<[number], Link>(purgeStatements.links);
    this.#rewrite = db.prepare<[Uint8Array, number]>(purgeStatements.rewrite);
    this.#deleteRow = db.prepare<[number]>(purgeStatements.deleteRow);
    this.#deleteLayout = db.prepare<[number]>(purgeStatements.deleteLayout);
    this.#deleteUnused = db.prepare(purgeStatements.deleteUnused);
  }

  /** What a process that ended left: no row will be written to such a layout. Before anything is appended. */
  dropUnusedLayouts(): void {
    this.#inHead.run(() => this.#deleteUnused.run());
  }

  /** Up to the target's watermark. What yields can go on later. @throws AppError history.* */
  *purge({ id: target, watermarkMs }: Target): Generator<void, void, undefined> {
    const doomed = withHistoryFailures(this.#path, () => this.#doomed.all(target, watermarkMs));
    if (doomed.length === 0) return;
    const layouts = [...new Set(doomed.map(({ layout }) => layout))];
    this.#inHead.run(() => {
      for (const layout of layouts) this.#free(target, layout, watermarkMs);
    });
    yield;
    for (let from = 0; from < doomed.length; ) {
      let to = from;
      for (let bytes = 0; to < doomed.length && bytes < batchBytes; to += 1) bytes += doomed[to]?.bytes ?? 0;
      const some = doomed.slice(from, to);
      this.#inHead.run(() => {
        for (const { id } of some) this.#deleteRow.run(id);
      });
      from = to;
      yield;
    }
    this.#inHead.run(() => {
      for (const layout of layouts) this.#deleteLayout.run(layout);
    });
  }

  /** Makes the rows of the layout that stay independent of those that go. */
  #free(target: number, layout: number, watermarkMs: number): void {
    let beforeGoes = false;
    const dependent: number[] = [];
    for (const { id, timeMs, start } of this.#links.all(layout)) {
      const goes = timeMs <= watermarkMs;
      if (!goes && beforeGoes && !isKeyframe(start)) dependent.push(id);
      beforeGoes = goes;
    }
    // All of them are read before the first is changed.
    const whole = dependent.map((id): [number, WholeRow] => [id, this.#chains.rowAt(layout, id)]);
    for (const [id, { words, absent, histograms }] of whole) {
      this.#rewrite.run(encodeRow({ words, before: undefined, absent, histograms }), id);
    }
    // The next row of the layout would stand on one that goes.
    if (beforeGoes) this.#headWriter.forget(target);
  }
}
