/** What a real Prometheus knows of metrics that it scrapes, and what ours knows of the same text. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { plainRequest } from '../../support/http.ts';
import { startPromapi } from '../../support/promapi/promapi-server.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { temporaryDir } from '../start-process.ts';

const families = [
  '# TYPE a counter\n# HELP a With a \\"quote\\", a\\nline break and a \\\\.\na_total 1',
  '# TYPE b_seconds histogram\n# UNIT b_seconds seconds\nb_seconds_bucket{le="+Inf"} 1',
  '# HELP c <b> & Küche\nc 1',
  '# TYPE d unknown\n# HELP d \nd 1',
  '# TYPE e stateset\ne{e="x"} 1',
  '# TYPE f info\nf_info{v="1"} 1',
  '# TYPE g gaugehistogram\ng_bucket{le="+Inf"} 1',
  '# TYPE h summary\nh_count 1',
];

describe.skipIf(serverMissing('prometheus') !== undefined)('metadata', () => {
  it('is the same', async () => {
    const exposition = createServer((_, response) => {
      response.setHeader('Content-Type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
      response.end(`${families.join('\n')}\n# EOF\n`);
    });
    exposition.listen(0, '127.0.0.1');
    onTestFinished(() => {
      exposition.closeAllConnections();
      exposition.close();
    });
    await once(exposition, 'listening');
    const target = `127.0.0.1:${(exposition.address() as AddressInfo).port}`;
    const prometheus = await startPrometheus({ jobs: [{ job: 'x', targets: [target] }] });
    onTestFinished(() => prometheus.stop());
    const openMetrics = join(temporaryDir(), 'data.om');
    writeFileSync(openMetrics, `${families.map((family) => `${family} 1`).join('\n')}\n# EOF\n`);
    const promapi = await startPromapi({ openMetrics, port: 0, semantics: 'v2' });
    onTestFinished(() => promapi.close());
    const ask = async (url: string, query = '') => {
      const { status, body } = await plainRequest(`${url}/api/v1/metadata${query}`);
      return { status, body: JSON.parse(body) };
    };
    await vi.waitFor(async () => expect(await ask(prometheus.url)).toHaveProperty('body.data.h'), { timeout: 15_000 });
    for (const query of [
      '',
      '?metric=a',
      '?metric=b_seconds',
      '?metric=a_total',
      '?metric=none',
      '?limit=0',
      '?limit=x',
    ]) {
      expect(await ask(promapi.url, query), query).toEqual(await ask(prometheus.url, query));
    }
  });
});
