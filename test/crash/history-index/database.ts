/** A real history database in a folder of its own, with a writer and a reader. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeriesIndex, type SeriesIndex } from '../../../electron/backend/history/index/series-index.ts';
import { createSeriesRegistry, type SeriesRegistry } from '../../../electron/backend/history/index/series-registry.ts';
import {
  openReadable,
  openWritable,
  type ReadableDatabase,
  type WritableDatabase,
} from '../../../electron/backend/history/store/open-database.ts';

export interface IndexDatabase {
  readonly writer: WritableDatabase<'history'>;
  readonly reader: ReadableDatabase<'history'>;
  readonly registry: SeriesRegistry;
  readonly index: SeriesIndex;
  readonly close: () => void;
}

export function openIndexDatabase(): IndexDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-history-'));
  const path = join(folder, 'history.db');
  const writer = openWritable(path, 'history');
  const reader = openReadable(path, 'history');
  return {
    writer,
    reader,
    registry: createSeriesRegistry(writer),
    index: createSeriesIndex(reader),
    close() {
      reader.close();
      writer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Goes on for ever. */
export const endlessRun = { check: () => undefined, charge: () => undefined };
