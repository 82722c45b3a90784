/** An exporter without a port: a pool of undici's whose connection ends in this process, where each request is answered with the same bytes. */
import type net from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import { CancelledError } from '../../../../shared/base/errors.ts';
import { poolConnector } from '../../base/pool-connector.ts';
import { receiveFrom } from '../../base/receive-answer.ts';
import { Pool } from '../../base/undici.ts';
import type { Requester } from '../../sources/source.ts';

export interface PracticeExporter extends AsyncDisposable {
  readonly requester: Requester;
}

/** @param origin is told to nobody: no name is looked up */
export function openPracticeExporter(origin: string): PracticeExporter {
  const answer = packedAnswer();
  // As the pools of addresses and of tunnels are made.
  const pool = new Pool(origin, {
    connections: 1,
    ...{ headersTimeout: 0, bodyTimeout: 0, allowH2: false },
    connect: poolConnector(async () => connectionTo(answer)),
  });
  return {
    requester: {
      request: (options) => pool.request(options),
      receive: (options, sink) => receiveFrom(pool, options, sink),
    },
    close: () => pool.destroy(new CancelledError()),
  };
}

/** A small one: what costs more with more of it is not V8's code. */
function packedAnswer(): Buffer {
  const lines = Array.from({ length: 20 }, (_, at) => `practice_total{place="${at}"} ${at}\n`);
  const body = gzipSync(lines.join(''));
  const head = [
    'HTTP/1.1 200 OK',
    'Content-Type: text/plain; version=0.0.4; charset=utf-8',
    'Content-Encoding: gzip',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

/** One request at a time comes, each in one piece. */
function connectionTo(answer: Buffer): net.Socket {
  const [ours, theirs] = duplexPair();
  theirs.on('data', () => theirs.write(answer));
  theirs.on('error', () => undefined);
  ours.once('close', () => theirs.destroy());
  // undici reads and writes it, and asks nothing that only a socket has.
  return ours as Duplex as net.Socket;
}
