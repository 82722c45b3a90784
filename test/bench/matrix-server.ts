/** A process of its own that answers every query with the large matrix; `/gzip/…` compressed. Sends its port to its parent; ends with it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { largeMatrix, matrixAnswer } from './matrix-answer.ts';

const plain = matrixAnswer(largeMatrix);
const compressed = gzipSync(plain, { level: 6 });

const server = createServer((request, response) => {
  request.resume();
  const isGzip = request.url?.startsWith('/gzip/') ?? false;
  const body = isGzip ? compressed : plain;
  const encoding = isGzip ? { 'content-encoding': 'gzip' } : {};
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, ...encoding });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
