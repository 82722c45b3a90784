/** A source of the history in a folder of its own, and the writers that a test opens on it; all gone when it is disposed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type HistoryWriter,
  type HistoryWriterOptions,
  openHistoryWriter,
} from '../../../electron/backend/history/store/history-writer.ts';
import { type SourceFiles, sourceFiles } from '../../../electron/backend/history/store/source-files.ts';

export interface SourceFixture {
  readonly dataDir: string;
  readonly files: SourceFiles;
  open(options?: Partial<HistoryWriterOptions>): HistoryWriter;
  /** Folds all that is over at that time, in one go. */
  foldAll(writer: HistoryWriter, nowMs: number): void;
  /** All writers, as at the end of a process. */
  closeAll(): void;
  dispose(): void;
}

export function createSourceFixture(source = 'test-source'): SourceFixture {
  const dataDir = mkdtempSync(join(tmpdir(), 'binnacle-history-'));
  const files = sourceFiles(dataDir, source);
  const writers: HistoryWriter[] = [];
  let pairs = 0;
  const closeAll = () => {
    for (const writer of writers.splice(0)) writer.close();
  };
  return {
    dataDir,
    files,
    open(options) {
      pairs += 1;
      const writer = openHistoryWriter({
        files,
        source: JSON.stringify({ name: source }),
        nowMs: Date.UTC(2026, 10, 29),
        newPair: `pair ${pairs}`,
        elapsedMs: () => performance.now(),
        ...options,
      });
      writers.push(writer);
      return writer;
    },
    foldAll(writer, nowMs) {
      while (writer.fold(nowMs, { budgetMs: 1000 }));
    },
    closeAll,
    dispose() {
      closeAll();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
