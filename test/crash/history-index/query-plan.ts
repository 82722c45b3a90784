/** How SQLite goes about a statement: the lines of EXPLAIN QUERY PLAN. */
import type { Database } from 'better-sqlite3';

export function planOf(db: Database, sql: string): readonly string[] {
  const parameters = Array.from(sql.matchAll(/\?/g), () => 1);
  return db
    .prepare<number[], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters)
    .map(({ detail }) => detail);
}
