/** A record of a Prometheus with documents of given times, written into a data folder before the application opens it. */
import { folderName, type HistoryOrigin } from '../../electron/backend/history/service/history-identity.ts';
import { createHistoryService } from '../../electron/backend/history/service/history-service.ts';

export interface RecordedDocument {
  readonly kind: string;
  readonly text: string;
  readonly atMs: number;
}

const silent = { write: () => undefined };

/** @param documents rising in time; samples of `up` are there from the first to the last of them. @returns the folder's name */
export async function writeRecordedDocuments(
  dataDir: string,
  documents: readonly RecordedDocument[],
  name = 'harbor',
): Promise<string> {
  const origin: HistoryOrigin = {
    ...{ kind: 'prometheus', cluster: `uid:${name}`, server: 'prometheus', name, version: '2.42.0' },
  };
  const workerUrl = (worker: string) => new URL(`../../electron/workers/${worker}.ts`, import.meta.url);
  const history = createHistoryService({ dataDir, log: silent, workerUrl });
  try {
    const writer = await history.writer(origin);
    const [startMs = 0, endMs = startMs] = [documents[0]?.atMs, documents.at(-1)?.atMs];
    const timesMs = Float64Array.from({ length: 20 }, (_, i) => Math.round(startMs + ((endMs - startMs) * i) / 19));
    await writer.appendColumns([{ labels: ['__name__', 'up', 'job', 'a'], timesMs, values: timesMs.map(() => 1) }]);
    await writer.cover('all', { startMs, endMs, state: 'recorded', detail: '' });
    for (const { kind, text, atMs } of documents) await writer.putDocument(kind, text, atMs);
  } finally {
    await history.close();
  }
  return folderName(origin);
}
