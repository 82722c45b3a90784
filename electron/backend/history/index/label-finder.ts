/**
 * Labels by their texts. A label's row has the id of its name, which is a label, too: one whose own name is none. An index of hashes leads to
 * the row, and the row's text decides.
 */
import type { ReadableDatabase } from '../store/open-database.ts';
import { hashOfLabel } from './label-ids.ts';

/** The name of names; with an empty value, the label that all series have. */
export const noName = 0;

/** Label ids are below it. */
export const mostLabels = 2 ** 32;

/** What stands in `posting` under this key are labels: those that have this name. Above all ids of labels, so it is the key of none. */
export function valuesKey(name: number): number {
  return 2 ** 36 + name;
}

export const finderStatements = {
  // Two statements: a join of them takes SQLite six microseconds more.
  alike: 'SELECT id FROM label_hash WHERE hash = ?',
  isIt: 'SELECT 1 FROM label WHERE id = ? AND name = ? AND value = ?',
};

export interface LabelFinder {
  /** @param value without half characters @returns undefined where there is no such label */
  value(name: number, value: string): number | undefined;
  /** The label that says that a series has this name; of '' the one that all series have. */
  name(name: string): number | undefined;
}

export function createLabelFinder(db: ReadableDatabase<'history'>): LabelFinder {
  const alike = db.prepare<[number], number>(finderStatements.alike).pluck();
  const isIt = db.prepare<[number, number, string], number>(finderStatements.isIt).pluck();
  const value = (name: number, text: string) =>
    alike.all(hashOfLabel(name, text)).find((id) => isIt.get(id, name, text) !== undefined);
  return { value, name: (name) => value(noName, name) };
}
