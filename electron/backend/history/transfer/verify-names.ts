/** The labels of series of which something is wrong, as far as they can be read. */
import Database from 'better-sqlite3';
import type { Labels } from '../../../../shared/model/labels.ts';
import { decodeLabelIds } from '../index/label-ids.ts';
import type { ReadableDatabase } from '../store/open-database.ts';

const nameStatements = {
  series: 'SELECT labels FROM series WHERE id = ?',
  label: 'SELECT name, value FROM label WHERE id = ?',
};

interface LabelRow {
  readonly name: number;
  readonly value: string;
}

/** @returns undefined for a series of which nobody knows */
export function seriesNames(db: ReadableDatabase<'history'>): (series: number) => Labels | undefined {
  const known = new Map<number, Labels | undefined>();
  return (series) => {
    if (!known.has(series)) known.set(series, read(db, series));
    return known.get(series);
  };
}

function read(db: ReadableDatabase<'history'>, series: number): Labels | undefined {
  try {
    const encoded = db.prepare<[number], Uint8Array>(nameStatements.series).pluck().get(series);
    const label = db.prepare<[number], LabelRow>(nameStatements.label);
    const rows = (encoded && decodeLabelIds(encoded))?.map((id) => label.get(id));
    const labels = rows?.flatMap((row) => {
      const name = row && label.get(row.name)?.value;
      return name === undefined ? [] : [name, row?.value ?? ''];
    });
    return rows === undefined || labels?.length !== 2 * rows.length ? undefined : labels;
  } catch (error) {
    // Where SQLite cannot read it, that is among what was found.
    if (error instanceof Database.SqliteError) return undefined;
    throw error;
  }
}
