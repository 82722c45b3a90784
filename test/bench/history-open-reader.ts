/** A process of its own that has read nothing: opens the readers of a history and answers one question; prints the milliseconds as JSON. */
import { createReaders } from '../../electron/backend/history/service/open-readers.ts';
import type { LabelValuesRequest } from '../../electron/backend/prometheus-api/api-data.ts';
import type { Language } from '../../electron/backend/sources/local/evaluate-protocol.ts';
import {
  type FromStorageWorker,
  storageSession,
  type ToStorageWorker,
} from '../../electron/backend/storage-session.ts';
import type { QueryRequest } from '../../shared/model/query.ts';

export type OpenQuestion =
  | { readonly kind: 'query'; readonly query: QueryRequest }
  | { readonly kind: 'values'; readonly request: LabelValuesRequest };

export interface OpenAnswer {
  readonly ms: number;
  /** Samples, or values of the label. */
  readonly found: number;
}

const language: Language = { semantics: 'v2', parse: {}, lookbackMs: 300_000, subqueryStepMs: 60_000 };
const timeoutMs = 120_000;
const budgetBytes = 2 ** 30;

function firstMessage(storage: string, asked: OpenQuestion): ToStorageWorker {
  const askedMs = performance.timeOrigin + performance.now();
  const common = { storage, language, deadlineMs: askedMs + timeoutMs, budgetBytes };
  if (asked.kind === 'values') return { kind: 'api', method: 'labelValues', request: asked.request, ...common };
  return { kind: 'evaluate', request: { query: asked.query, askedMs, ...common } };
}

/** As the reader's worker does it, up to the last part. */
function answer(folder: string, asked: OpenQuestion): number {
  const received: FromStorageWorker[] = [];
  const readers = createReaders();
  try {
    const link = { send: (message: FromStorageWorker) => void received.push(message), isCancelled: () => false };
    const session = storageSession(readers.open, link);
    void session.receive(firstMessage(folder, asked));
    let found = 0;
    for (let message = received.pop(); message !== undefined; message = received.pop()) {
      if (message.kind === 'failed' || message.kind === 'unreadable') throw new Error(message.message);
      if (message.kind === 'failure') throw new Error(message.error.message);
      if (message.kind === 'result') found = (message.result as { readonly items: readonly string[] }).items.length;
      if (message.kind === 'part') found += message.columns.timesMs.length;
      if (message.kind === 'head' || message.kind === 'part') void session.receive({ kind: 'more' });
    }
    session.dispose();
    return found;
  } finally {
    readers.dispose();
  }
}

const [folder = '', question = ''] = process.argv.slice(2);
const asked = JSON.parse(question) as OpenQuestion;
const start = performance.now();
const found = answer(folder, asked);
const given: OpenAnswer = { ms: performance.now() - start, found };
console.log(JSON.stringify(given));
