/** What the suites of sources/prometheus share: a source on an address, a stand-in server that misbehaves, and takers of answers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { createWorkerPool, type WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import type { LogSink } from '../../electron/backend/ports.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import type { SliceLimits } from '../../electron/backend/sources/prometheus/range-slices.ts';
import type { Source } from '../../electron/backend/sources/source.ts';
import { joinParts, joinSlices, type Part } from '../../shared/model/columns.ts';
import type { Columns, QueryDone, QueryItem } from '../../shared/model/query.ts';

export const silentLog: LogSink = { write: () => undefined };

export function openParsePool(): WorkerPool {
  return createWorkerPool({ url: new URL('../../electron/workers/parse.ts', import.meta.url), log: silentLog });
}

/** Its worker starts when it is first used. */
export function openCatalogPool(): WorkerPool {
  return createWorkerPool({ url: new URL('../../electron/workers/catalog.ts', import.meta.url), log: silentLog });
}

export const realClock = { now: () => Date.now(), monotonic: () => performance.now() };

export interface TestSource {
  readonly source: Source;
  close(): Promise<void>;
}

/** @param url http://127.0.0.1:PORT */
export function openSource(
  url: string,
  pool: WorkerPool,
  options: {
    readonly maxAnswerBytes?: number;
    readonly pathPrefix?: string;
    readonly slicing?: SliceLimits;
    readonly matchers?: string;
    readonly clock?: typeof realClock;
    /** The caller's to close; a pool of its own otherwise. */
    readonly catalogPool?: WorkerPool;
  } = {},
): TestSource {
  const dispatcher = new Pool(url, { connections: 6 });
  const { pathPrefix = '', matchers = '', catalogPool = openCatalogPool(), ...more } = options;
  const endpoint = { dispatcher, origin: url, pathPrefix, matchers };
  return {
    source: createPrometheusSource(endpoint, { pool, catalogPool, clock: realClock, log: silentLog, ...more }),
    close: async () => {
      await dispatcher.destroy();
      if (options.catalogPool === undefined) await catalogPool.close();
    },
  };
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly response: ServerResponse;
  /** Resolves when the connection has been closed before the answer was complete, or the answer has been sent. */
  readonly closed: Promise<'aborted' | 'answered'>;
}

export interface StandIn {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

/** An HTTP server whose every answer is up to the test. */
export async function startStandIn(answer: (request: SeenRequest) => void | Promise<void>): Promise<StandIn> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const closed = new Promise<'aborted' | 'answered'>((resolve) =>
      response.once('close', () => resolve(response.writableFinished ? 'answered' : 'aborted')),
    );
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const seen = { method, path, headers, body: Buffer.concat(chunks).toString(), response, closed };
      requests.push(seen);
      void answer(seen);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export interface Taken {
  readonly items: readonly QueryItem[];
  readonly columns: Columns;
  readonly done: QueryDone;
  readonly parts: readonly Part[];
}

/** Takes a whole answer. */
export async function takeAll(answer: AsyncIterable<QueryItem>): Promise<Taken> {
  const items: QueryItem[] = [];
  for await (const item of answer) items.push(item);
  const parts = items.filter((item) => item.kind === 'part');
  const slices: Part[][] = [[]];
  for (const item of items) {
    if (item.kind === 'slice') slices.push([]);
    if (item.kind === 'part') slices.at(-1)?.push(item);
  }
  const done = items.at(-1);
  if (done?.kind !== 'done') throw new Error('the answer ends without its end');
  return { items, columns: joinSlices(slices.map(joinParts)), done, parts };
}

/** Takes items until there is one of this kind or phase. @returns the iterator, for more. */
export async function takeUntil(answer: AsyncIterable<QueryItem>, wanted: string): Promise<AsyncIterator<QueryItem>> {
  const iterator = answer[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) throw new Error(`no ${wanted}`);
    if (value.kind === wanted || (value.kind === 'progress' && value.phase === wanted)) return iterator;
  }
}
