/** Targets as exporters have them, packed where that is asked for, made before anything is measured: serving costs as good as nothing. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { changingTarget, exposition } from './history-exporter.ts';

export interface PackedExporter {
  readonly port: number;
  /** One a target. */
  readonly paths: readonly string[];
  stop(): Promise<void>;
}

/** Of a target, one after the other, over and over. */
const bodiesEach = 6;

export async function startPackedExporter(targetCount: number, seriesEach: number): Promise<PackedExporter> {
  const pages = Array.from({ length: targetCount }, (_, at) => {
    const target = changingTarget({ name: `target-${at}`, seriesCount: seriesEach, changing: 0.2, seed: at + 1 });
    const textOf = exposition(target);
    return Array.from({ length: bodiesEach }, () => {
      target.next();
      return gzipSync(textOf());
    });
  });
  let asked = 0;
  const headers = { 'Content-Type': 'text/plain; version=0.0.4', 'Content-Encoding': 'gzip' };
  const server = createServer((request, response) => {
    const page = pages[Number(request.url?.slice(1))];
    asked += 1;
    const body = page?.[Math.floor(asked / targetCount) % bodiesEach];
    response.writeHead(body === undefined ? 404 : 200, headers).end(body);
  });
  // As Go's: who scrapes keeps its connections.
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    paths: pages.map((_, at) => `/${at}`),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
