/**
 * A process of its own that answers as a Prometheus with 150,000 metrics does: their names, types and help texts, a few labels, no samples.
 * Compressed, and open to pages of any origin, as Prometheus's answers are. Sends its port to its parent; ends with it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { metricNames, typeOf } from './metric-names.ts';

interface Body {
  readonly plain: Buffer;
  readonly compressed: Buffer;
}

function success(data: unknown): Body {
  const plain = Buffer.from(JSON.stringify({ status: 'success', data }));
  return { plain, compressed: gzipSync(plain, { level: 6 }) };
}

const build = { version: '2.42.0', revision: '', branch: '', buildUser: '', buildDate: '', goVersion: 'go1.19' };
const metadata = Object.fromEntries(
  metricNames.map((name, i) => {
    const help = `What ${name.replaceAll('_', ' ')} says, as the exporter of part ${i % 97} puts it.`;
    return [name, [{ type: typeOf(name), help, unit: '' }]];
  }),
);

const answers: Readonly<Record<string, Body>> = {
  'status/buildinfo': success(build),
  query: success({ resultType: 'vector', result: [] }),
  query_range: success({ resultType: 'matrix', result: [] }),
  query_exemplars: success([]),
  'label/__name__/values': success(metricNames),
  metadata: success(metadata),
  labels: success(['__name__', 'instance', 'job', 'namespace', 'pod']),
  series: success([]),
};
const noValues = success([]);

function answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
  const path = url.replace(/\?.*/, '').replace(/^\/api\/v1\//, '');
  const body = answers[path] ?? (/^label\/[^/]+\/values$/.test(path) ? noValues : undefined);
  const own = { 'access-control-allow-origin': '*', 'content-type': 'application/json' };
  if (body === undefined) {
    response.writeHead(404, own).end('404 page not found\n');
    return;
  }
  const isCompressed = String(headers['accept-encoding']).includes('gzip');
  const bytes = isCompressed ? body.compressed : body.plain;
  const encoding = isCompressed ? { 'content-encoding': 'gzip' } : {};
  response.writeHead(200, { ...own, ...encoding, 'content-length': bytes.length }).end(bytes);
}

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => answer(request, response));
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
