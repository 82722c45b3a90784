/** What the suites of raw samples share: readings from a source into a history, and exporters whose series come and go. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { UnknownSeriesError } from '../../../electron/backend/history/store/append-scrape.ts';
import type { HistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { createReads } from '../../../electron/backend/recorder/append/create-reads.ts';
import type { ReadCalls, ReadInput, ReadOutcome } from '../../../electron/backend/recorder/append/read-calls.ts';
import type { ReadStore } from '../../../electron/backend/recorder/append/read-store.ts';
import { matrixReader } from '../../../electron/backend/sources/prometheus/parse/matrix-reader.ts';
import type { SourceRaw } from '../../../electron/backend/sources/source.ts';
import type { RawForm } from '../../../shared/model/recorder.ts';
import {
  delimited,
  double,
  family,
  integer,
  labelPair,
  message,
  packedSigned,
  signed,
} from '../../support/exposition/protobuf-writer.ts';

export const staleBits = '7ff0000000000002';
const never = new AbortController().signal;

export function readsInto(writer: HistoryWriter): ReadCalls {
  const store: ReadStore = {
    ...{ register: writer.register, appendScrapes: writer.appendScrapes, appendColumns: writer.appendColumns },
    unknownSeries: (error) => (error instanceof UnknownSeriesError ? error.ids : undefined),
  };
  return createReads(store, matrixReader);
}

type Async<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result> | Result
    : never;
};

interface Asked {
  readonly form: RawForm;
  readonly selectors: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
  readonly into: ReadInput['into'];
  /** Pieces that are fed have so many bytes at most. */
  readonly pieceBytes?: number;
}

let lastId = 0;

/** As the recorder does it: an answer is a reading. @returns of each answer */
export async function readRaw(
  raw: SourceRaw | undefined,
  calls: Async<ReadCalls>,
  asked: Asked,
): Promise<readonly ReadOutcome[]> {
  const { selectors, startMs, endMs, into, pieceBytes = 2 ** 20 } = asked;
  const outcomes: ReadOutcome[] = [];
  let id: number | undefined;
  const end = async () => {
    if (id !== undefined) outcomes.push(await calls.endRead(id));
  };
  const options = { signal: never, timeoutMs: 60_000 };
  for await (const part of raw?.read({ form: asked.form, selectors, startMs, endMs }, options) ?? []) {
    if (part.kind === 'head') {
      await end();
      lastId += 1;
      id = lastId;
      await calls.beginRead({ id, form: part.form, startMs, endMs, into, added: part.added });
    } else {
      for (let at = 0; at < part.bytes.length; at += pieceBytes)
        await calls.feedRead(id ?? 0, part.bytes.slice(at, at + pieceBytes));
    }
  }
  await end();
  return outcomes;
}

/** @throws Error with what is still missing after half a minute */
export async function until(isDone: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Scrape after scrape other text. */
export interface Exporter {
  readonly target: string;
  /** How often a path was asked for. */
  asked(path: string): number;
  close(): Promise<void>;
}

const protobufType = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';

/** @param pages path → the body of the nth scrape, text or protobuf */
export async function startExporter(
  pages: Readonly<Record<string, (n: number) => string | Uint8Array>>,
): Promise<Exporter> {
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const n = counts.get(path) ?? 0;
    counts.set(path, n + 1);
    const body = pages[path]?.(n);
    if (body === undefined) return void response.writeHead(404).end();
    response
      .writeHead(200, { 'content-type': typeof body === 'string' ? 'text/plain; version=0.0.4' : protobufType })
      .end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    target: `127.0.0.1:${port}`,
    asked: (path) => counts.get(path) ?? 0,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Numbers of all kinds; a series that is there for three scrapes, and then not for three. */
export function numbersPage(n: number): string {
  const special = ['NaN', '+Inf', '-Inf', '-0', '5e-324', '0.30000000000000004'];
  const lines = [
    ...Array.from({ length: 20 }, (_, i) => `requests_total{path="/${i}"} ${n * (i + 1)}`),
    ...special.map((value, i) => `special{i="${i}"} ${value}`),
    `turns ${special[n % special.length]}`,
    'hostile{value="</script>\\n\\"한국어😀"} 1',
    `noise ${Math.sin(n) * 1e9}`,
  ];
  if (n % 6 < 3) lines.push('comes_and_goes 1', `comes_and_goes_too{n="${Math.floor(n / 6)}"} ${n}`);
  return `${lines.join('\n')}\n`;
}

/** As cAdvisor: each container has times of its own, and none of them is that of a scrape. */
export function containersPage(n: number): string {
  const baseMs = Date.now() - 2250;
  const lines: string[] = [];
  for (let container = 0; container < 30; container += 1) {
    const timeMs = baseMs - container * 17;
    for (let i = 0; i < 6; i += 1) lines.push(`container_metric_${i}{container="c${container}"} ${n * i} ${timeMs}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The sum says which scrape it is. No counter is reset: Prometheus 2.42 then breaks off what it streams, with an error of its own. */
export function histogramsPage(n: number): Uint8Array {
  const span = (field: number, offset: number, length: number) => message(field, signed(1, offset), integer(2, length));
  const counts = [n + 1, 3 * n, 2 + (n >> 1)];
  const deltas = counts.map((count, i) => count - (counts[i - 1] ?? 0));
  const negative = 1 + n;
  const total = counts.reduce((sum, count) => sum + count, 2 + negative);
  const histogram = [
    ...[integer(1, total), double(2, n), signed(5, 2), double(6, 0.001), integer(7, 2)],
    ...[span(12, -2, 1), span(12, 3, 2), packedSigned(13, deltas), span(9, 1, 1), packedSigned(10, [negative])],
  ];
  return delimited(family('latency_seconds', 4, [message(4, labelPair('a', 'b'), message(7, ...histogram))]));
}
