/** The histories of one computer for a test: the service with its workers, a writer's worker that does as it is told, and what was logged. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import { folderName, type HistoryOrigin } from '../../../electron/backend/history/service/history-identity.ts';
import {
  createHistoryService,
  type HistoryService,
} from '../../../electron/backend/history/service/history-service.ts';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import { type SourceFiles, sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { readSamples, type Samples } from '../../crash/history-read/read-samples.ts';
import { numbered } from './labelled.ts';

export const recordedOrigin: HistoryOrigin = {
  ...{ kind: 'scraped', cluster: 'uid:1', server: '', name: 'harbor', version: '' },
};
export const slotMs = 7_200_000;
export const recordedLabels = numbered('m', 20);

export interface ServiceFixture {
  readonly dataDir: string;
  readonly files: SourceFiles;
  readonly history: HistoryService;
  readonly logged: readonly string[];
  writer(): Promise<SourceWriter>;
  /** Of the writer's worker: so far ahead of this computer's clock. */
  setClock(aheadMs: number): void;
  /** One scrape of `recordedLabels`. */
  scrape(writer: SourceWriter, series: readonly number[], timeMs: number): Promise<unknown>;
  /** As a query sees it: series → how many samples. */
  sizes(): Map<string, number>;
  samples(files?: Pick<SourceFiles, 'folder' | 'history' | 'head'>): Samples;
  dispose(): Promise<void>;
}

export function createServiceFixture(dataDir = mkdtempSync(join(tmpdir(), 'binnacle-history-'))): ServiceFixture {
  const files = sourceFiles(dataDir, folderName(recordedOrigin));
  const logged: string[] = [];
  const clockFile = mkdtempSync(join(tmpdir(), 'binnacle-clock-'));
  const setClock = (aheadMs: number) => writeFileSync(join(clockFile, 'ahead'), String(aheadMs));
  setClock(0);
  process.env.BINNACLE_TEST_CLOCK = join(clockFile, 'ahead');
  const entries = {
    'history-writer': './obedient-writer.ts',
    'history-reader': '../../../electron/workers/history-reader.ts',
  };
  const history = createHistoryService({
    dataDir,
    log: { write: (level, _scope, message) => void logged.push(`${level} ${message}`) },
    retention: () => ({ mostAgeMs: undefined, mostBytes: undefined }),
    workerUrl: (name) => new URL(entries[name], import.meta.url),
  });
  const samples = (of: Pick<SourceFiles, 'folder' | 'history' | 'head'> = files) => {
    const reader = openHistoryReader(of);
    try {
      return readSamples(reader.begin().storage);
    } finally {
      reader.close();
    }
  };
  return {
    ...{ dataDir, files, history, logged, setClock, samples },
    writer: () => history.writer(recordedOrigin),
    scrape: (writer, series, timeMs) =>
      writer.appendScrape({ target: 't', timeMs, series, values: Float64Array.from(series, (_, i) => timeMs + i) }),
    sizes: () => new Map([...samples()].map(([series, its]) => [series, its.size])),
    async dispose() {
      await history.close();
      delete process.env.BINNACLE_TEST_CLOCK;
      rmSync(clockFile, { recursive: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
