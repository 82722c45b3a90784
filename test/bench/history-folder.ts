/** What a history takes on the disk, all in and part by part; and its upkeep as the application does it, without waiting. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createRetentionTask } from '../../electron/backend/history/retention/retention-task.ts';
import type { HistoryWriter } from '../../electron/backend/history/store/history-writer.ts';
import { openReadable } from '../../electron/backend/history/store/open-database.ts';
import type { SourceFiles } from '../../electron/backend/history/store/source-files.ts';

/**
 * Folds what is over at that time, and gives back what that leaves free as retention without limits does: again and again, as it leaves a
 * part of it for the next fold each time.
 */
export function upkeep(writer: HistoryWriter, nowMs: number): void {
  while (writer.fold(nowMs, { budgetMs: 1000 }));
  for (let before = Number.POSITIVE_INFINITY, bytes = bytesOf(writer); bytes < before; bytes = bytesOf(writer)) {
    before = bytes;
    writer.keep((parts) => {
      const task = createRetentionTask(parts, { nowMs, mostAgeMs: undefined, mostBytes: undefined });
      while (!task.step(1000).done);
    });
  }
}

function bytesOf(writer: HistoryWriter): number {
  const { historyBytes, headBytes } = writer.stats();
  return historyBytes + headBytes;
}

/** Of all files in the folder and below it. */
export function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

const partOfTable: Readonly<Record<string, string>> = {
  chunk: 'chunks',
  times: 'times',
  posting: 'index',
  member: 'index',
  label: 'series',
  label_hash: 'series',
  series: 'series',
  series_hash: 'series',
};

/** Part → bytes of its pages; all of them are what the closed files take. */
export function bytesByPart(files: SourceFiles): ReadonlyMap<string, number> {
  const parts = new Map<string, number>();
  const db = openReadable(files.history, 'history');
  try {
    const tables = db.prepare<[], { name: string; bytes: number }>(
      'SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name',
    );
    for (const { name, bytes } of tables.iterate()) {
      const part = partOfTable[name] ?? 'rest';
      parts.set(part, (parts.get(part) ?? 0) + bytes);
    }
  } finally {
    db.close();
  }
  const counted = [...parts.values()].reduce((sum, bytes) => sum + bytes, 0);
  parts.set('free pages, map of pages', statSync(files.history).size - counted);
  parts.set('head', statSync(files.head).size);
  parts.set('lock', statSync(files.lock).size);
  return parts;
}
