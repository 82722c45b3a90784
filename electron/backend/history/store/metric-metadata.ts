/** What is known of metrics besides their samples: the newest counts. */
import type { WritableDatabase } from './open-database.ts';

export interface StoredMetric {
  readonly metric: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** @returns what stores it, in a transaction, and says how many were new or different */
export function metadataWriter(db: WritableDatabase<'history'>): (metrics: readonly StoredMetric[]) => number {
  const put = db.prepare<[string, string, string, string]>(`
    INSERT INTO metric (name, type, help, unit) VALUES (?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET type = excluded.type, help = excluded.help, unit = excluded.unit
    WHERE type <> excluded.type OR help <> excluded.help OR unit <> excluded.unit`);
  return (metrics) => {
    let changed = 0;
    for (const { metric, type, help, unit } of metrics) changed += put.run(metric, type, help, unit).changes;
    return changed;
  };
}
