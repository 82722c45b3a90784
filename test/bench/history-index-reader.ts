/** A reader thread of test/bench/history-index.ts: asked once, at once or after it has practised as the reader's worker does when nobody asks. */
import { parentPort, workerData } from 'node:worker_threads';
import { createSeriesIndex } from '../../electron/backend/history/index/series-index.ts';
import { openReadable } from '../../electron/backend/history/store/open-database.ts';
import { storagePractice } from '../../electron/backend/storage-practice.ts';
import { seriesMatcher } from '../../shared/promql/engine/series-matcher.ts';

export interface IndexQuestion {
  readonly path: string;
  /** 0 for none. */
  readonly practiceMs: number;
  readonly label: string;
  /** Undefined: all values of the label are asked for. */
  readonly pattern: string | undefined;
}

const { path, practiceMs, label, pattern } = workerData as IndexQuestion;
const practice = storagePractice();
const usedMs = () => (process.threadCpuUsage().user + process.threadCpuUsage().system) / 1000;
for (const endMs = usedMs() + practiceMs; practiceMs > 0 && usedMs() < endMs; ) practice.next();
practice.return();

const startMs = performance.now();
const db = openReadable(path, 'history');
const index = createSeriesIndex(db);
const run = { check: () => undefined };
index.refresh();
if (pattern === undefined) index.labelValues(label, undefined, run);
else index.select([seriesMatcher({ name: label, op: '=~', value: pattern }, true)], undefined, run);
parentPort?.postMessage(performance.now() - startMs);
db.close();
