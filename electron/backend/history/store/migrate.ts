/** Brings a database to the newest version, one migration a transaction: a crash leaves it at a version that is whole. */
import type { Database } from 'better-sqlite3';
import { scrapes } from './migrations/head-010-scrapes.ts';
import { seriesAndChunks } from './migrations/history-010-series-and-chunks.ts';
import { coverageAndDocuments } from './migrations/history-020-coverage-and-documents.ts';
import { smallIndex } from './migrations/history-030-small-index.ts';
import type { Migration } from './migrations/migration.ts';

export type DatabaseKind = 'history' | 'head';

/** Rising. */
const migrations: Readonly<Record<DatabaseKind, readonly Migration[]>> = {
  history: [seriesAndChunks, coverageAndDocuments, smallIndex],
  head: [scrapes],
};

export function newestVersion(kind: DatabaseKind): number {
  return migrations[kind].at(-1)?.version ?? 0;
}

/** @param db of a version that is known. */
export function migrate(db: Database, kind: DatabaseKind): void {
  const from = Number(db.pragma('user_version', { simple: true }));
  for (const { version, up } of migrations[kind]) {
    if (version <= from) continue;
    const step = db.transaction(() => {
      up(db);
      db.pragma(`user_version = ${version}`);
    });
    step.immediate();
  }
}
