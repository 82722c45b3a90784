/** Which way to raw samples is found behind servers and proxies of all kinds; what is asked, and what goes wrong on the way. */

import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WorkerPool } from '../../../electron/backend/base/worker-pool.ts';
import type { RawPart, RawRequest } from '../../../electron/backend/sources/source.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../../support/servers/victoria-metrics.ts';
import {
  openParsePool,
  openSource,
  type SeenRequest,
  type StandIn,
  startStandIn,
  type TestSource,
} from '../prometheus-support.ts';

const chunksType = 'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse';
const signal = new AbortController().signal;
const patient = { signal, timeoutMs: 10_000 };
const request: RawRequest = { form: 'chunks', selectors: ['up{job="a"}'], startMs: 1_000_000, endMs: 1_060_000 };

describe('the forms of raw samples', () => {
  let pool: WorkerPool;
  let standIn: StandIn | undefined;
  let opened: TestSource | undefined;
  beforeAll(() => {
    pool = openParsePool();
  });
  afterEach(async () => {
    await opened?.close();
    await standIn?.close();
  });
  afterAll(() => pool.close());

  async function rawOf(
    answer: (seen: SeenRequest) => void,
    options: Pick<NonNullable<Parameters<typeof openSource>[2]>, 'clock' | 'matchers'> = {},
  ) {
    standIn = await startStandIn(answer);
    opened = openSource(standIn.url, pool, options);
    const { raw } = opened.source;
    if (raw === undefined) throw new Error('a Prometheus has raw samples');
    return raw;
  }

  async function takeParts(parts: AsyncIterable<RawPart>): Promise<readonly RawPart[]> {
    const taken: RawPart[] = [];
    for await (const part of parts) taken.push(part);
    return taken;
  }

  const config = (yaml: string) => JSON.stringify({ status: 'success', data: { yaml } });
  const asPrometheus = ({ path, response }: SeenRequest, yaml = 'global: {}\n') => {
    if (path === '/api/v1/status/config') response.setHeader('content-type', 'application/json').end(config(yaml));
    else if (path.startsWith('/api/v1/label/'))
      response.setHeader('content-type', 'application/json').end('{"status":"success","data":[]}');
    else response.setHeader('content-type', chunksType).end();
  };

  it.each([
    [404, 'text/plain'],
    [405, 'text/plain'],
    [501, 'text/plain'],
    [403, 'application/json'],
    [415, 'text/plain'],
    [400, 'text/plain'],
    [200, 'text/html'],
    [200, 'application/x-protobuf'],
  ])('are range selectors where remote read is answered with %i, %s', async (status, type) => {
    const raw = await rawOf(({ response }) => response.writeHead(status, { 'content-type': type }).end('no'));
    await expect(raw.form(signal)).resolves.toBe('matrix');
    await raw.form(signal);
    expect(standIn?.requests.length).toBe(1);
  });

  it('are looked at again after minutes, and then hourly, where something on the way said that there is no remote read', async () => {
    let nowMs = 0;
    let status = 404;
    const minute = 60_000;
    const clock = { now: () => Date.now(), monotonic: () => nowMs };
    const answer = (seen: SeenRequest) => {
      if (status === 200) asPrometheus(seen);
      else seen.response.writeHead(status, { 'content-type': 'text/plain' }).end('default backend - 404');
    };
    const raw = await rawOf(answer, { clock });
    const formAt = async (ms: number) => {
      nowMs = ms;
      return [await raw.form(signal), standIn?.requests.length];
    };
    expect(await formAt(0)).toEqual(['matrix', 1]);
    expect(await formAt(4 * minute)).toEqual(['matrix', 1]);
    expect(await formAt(6 * minute)).toEqual(['matrix', 2]);
    status = 503;
    expect(await formAt(60 * minute)).toEqual(['matrix', 2]);
    expect(await formAt(67 * minute)).toEqual(['matrix', 3]);
    status = 200;
    expect(await formAt(128 * minute)).toEqual(['chunks', 4]);
    expect(await formAt(500 * minute)).toEqual(['chunks', 4]);
  });

  it.each([503, 502, 429, 401, 302])('are not decided where it is answered with %i', async (status) => {
    let isWell = false;
    const raw = await rawOf((seen) => {
      if (isWell) asPrometheus(seen);
      else seen.response.writeHead(status, { location: '/login' }).end();
    });
    await expect(raw.form(signal)).rejects.toMatchObject({ code: expect.stringMatching(/^prometheus\./) });
    isWell = true;
    await expect(raw.form(signal)).resolves.toBe('chunks');
  });

  it('are whole answers where it does not stream', async () => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
    const raw = await rawOf((seen) =>
      seen.path === '/api/v1/read' ? seen.response.writeHead(200, headers).end(Buffer.of(0)) : asPrometheus(seen),
    );
    await expect(raw.form(signal)).resolves.toBe('samples');
    const parts = await takeParts(raw.read(request, patient));
    expect(parts).toEqual([
      { kind: 'head', form: 'samples' },
      { kind: 'bytes', bytes: Uint8Array.of(0) },
    ]);
  });

  it('ask for all selectors at once, each with the matchers that are forced on it, and say what labels are added', async () => {
    standIn = await startStandIn((seen) => {
      asPrometheus(
        seen,
        'global:\n  scrape_interval: 15s\n  external_labels:\n    region: "1"\n    cluster: a\nscrape_configs: []\n',
      );
    });
    opened = openSource(standIn.url, pool, { matchers: 'tenant="t"' });
    const { raw } = opened.source;
    const asked = { ...request, selectors: ['up{job=~"a|b"}', '{__name__!~"x.*",b!="c"}'] };
    const parts = await takeParts(raw?.read(asked, patient) ?? fail());
    expect(parts).toEqual([{ kind: 'head', form: 'chunks', added: ['cluster', 'a', 'region', '1'] }]);
    const seen = standIn.requests.filter(({ path }) => path === '/api/v1/read').at(-1);
    expect(seen?.headers).toMatchObject({ 'content-encoding': 'snappy', 'x-prometheus-remote-read-version': '0.1.0' });
    // Short texts stand in it as they are.
    for (const text of ['tenant', 'a|b', 'x.*']) expect(seen?.body).toContain(text);
    expect(seen?.body.split('tenant').length).toBe(3);
  });

  it('take a configuration that blows up for none, without its bytes', async () => {
    let isTakenOff: Promise<'aborted' | 'answered'> | undefined;
    const raw = await rawOf((seen) => {
      if (seen.path !== '/api/v1/status/config') return asPrometheus(seen);
      isTakenOff = seen.closed;
      const { response } = seen;
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      // Each member of the file is 8 MiB of spaces in some 8 KiB, and there is no last one.
      const member = gzipSync(Buffer.alloc(8 * 2 ** 20, 32));
      const write = () => {
        while (!response.destroyed && response.write(member));
        response.once('drain', write);
      };
      write();
    });
    const parts = await takeParts(raw.read(request, patient));
    expect(parts).toEqual([{ kind: 'head', form: 'chunks' }]);
    await expect(isTakenOff).resolves.toBe('aborted');
    await expect(raw.longestIntervalMs(signal)).resolves.toBe(undefined);
  });

  it('ask for a millisecond more on both sides with range selectors, one after the other', async () => {
    const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } });
    const raw = await rawOf(({ response }) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(body)),
    );
    const parts = await takeParts(raw.read({ ...request, form: 'matrix', selectors: ['up{job="a"}', 'b'] }, patient));
    const answer = [
      { kind: 'head', form: 'matrix' },
      { kind: 'bytes', bytes: new Uint8Array(Buffer.from(body)) },
    ];
    expect(parts).toEqual([...answer, ...answer]);
    const queries = standIn?.requests.map((seen) => Object.fromEntries(new URLSearchParams(seen.body)));
    expect(queries).toMatchObject([
      { query: 'up{job="a"}[60002ms]', time: '1060.001' },
      { query: 'b[60002ms]', time: '1060.001' },
    ]);
  });

  it('go by GET where POST is refused', async () => {
    const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } });
    const raw = await rawOf(({ method, response }) =>
      response
        .writeHead(method === 'POST' ? 403 : 200, { 'content-type': 'application/json' })
        .end(method === 'POST' ? '{}' : body),
    );
    await expect(raw.form(signal)).resolves.toBe('matrix');
    await expect(takeParts(raw.read({ ...request, form: 'matrix' }, patient))).resolves.toMatchObject([
      { kind: 'head' },
      { kind: 'bytes' },
    ]);
  });

  it('are asked for in less at a time where a server says that it is too much', async () => {
    const raw = await rawOf((seen) => {
      if (seen.path !== '/api/v1/read' || standIn?.requests.length === 1) asPrometheus(seen);
      else seen.response.writeHead(400, { 'content-type': 'text/plain' }).end('exceeded sample limit (50000000)\n');
    });
    await raw.form(signal);
    await expect(takeParts(raw.read(request, patient))).rejects.toMatchObject({ code: 'recorder.tooMuch' });
  });

  it('refuse what is no selector before anything is asked', async () => {
    const raw = await rawOf(asPrometheus);
    await raw.form(signal);
    const asked = standIn?.requests.length;
    for (const selector of ['up offset 5m', 'up @ 5', 'sum(up)', 'up[5m]', 'up{', '1']) {
      for (const form of ['chunks', 'matrix'] as const) {
        const parts = takeParts(raw.read({ ...request, form, selectors: [selector] }, patient));
        await expect(parts).rejects.toMatchObject({ code: 'prometheus.badData' });
      }
    }
    expect(standIn?.requests.length).toBe(asked);
  });

  it('close the connection where nobody takes them any more, and are not read faster than they are taken', async () => {
    let written = 0;
    const piece = Buffer.alloc(64 * 1024);
    const raw = await rawOf((seen) => {
      if (seen.path !== '/api/v1/read' || standIn?.requests.length === 1) return asPrometheus(seen);
      const { response } = seen;
      response.setHeader('content-type', chunksType);
      const write = () => {
        while (!response.destroyed && response.write(piece)) written += piece.length;
        written += piece.length;
        response.once('drain', write);
      };
      write();
    });
    await raw.form(signal);
    const parts = raw.read(request, patient)[Symbol.asyncIterator]();
    await parts.next();
    await parts.next();
    let before = -1;
    // Until the server can write no more: what lies in the sockets' buffers.
    for (let rounds = 0; written !== before && rounds < 100; rounds += 1) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(written).toBeLessThan(32 * 2 ** 20);
    await parts.return?.(undefined);
    await expect(standIn?.requests.at(-1)?.closed).resolves.toBe('aborted');
  });

  it('end at the deadline, and with the caller', async () => {
    const raw = await rawOf((seen) => {
      if (seen.path !== '/api/v1/read' || standIn?.requests.length === 1) asPrometheus(seen);
    });
    await raw.form(signal);
    const late = takeParts(raw.read(request, { signal, timeoutMs: 100 }));
    await expect(late).rejects.toMatchObject({ code: 'query.deadline' });
    const controller = new AbortController();
    const parts = takeParts(raw.read(request, { signal: controller.signal, timeoutMs: 60_000 }));
    controller.abort();
    await expect(parts).rejects.not.toBeInstanceOf(AppError);
  });

  it.skipIf(serverMissing('victoria-metrics') !== undefined)(
    'are range selectors of a real VictoriaMetrics',
    async () => {
      const server = await startVictoriaMetrics();
      try {
        opened = openSource(server.url, pool);
        await expect(opened.source.raw?.form(signal)).resolves.toBe('matrix');
      } finally {
        await opened?.close();
        opened = undefined;
        await server.stop();
      }
    },
  );
});

function fail(): never {
  throw new Error('a Prometheus has raw samples');
}
