/** One step of a database's format. Numbered by tens, and never edited once released: what changes later is a later migration. */
import type { Database } from 'better-sqlite3';

export interface Migration {
  /** `user_version` after it. */
  readonly version: number;
  /** Runs within a transaction. */
  up(db: Database): void;
}
