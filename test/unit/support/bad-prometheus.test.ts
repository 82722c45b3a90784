import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BadAnswer, type BadPrometheus, startBadPrometheus } from '../../support/bad-prometheus.ts';
import { plainRequest } from '../../support/http.ts';

describe('the misbehaving Prometheus', () => {
  let server: BadPrometheus;
  beforeEach(async () => {
    server = await startBadPrometheus();
  });
  afterEach(() => server.stop());

  const post = (path = '/api/v1/query') =>
    plainRequest(server.url + path, { method: 'POST', body: 'query=up', timeoutMs: 400 });

  test('it answers well until told otherwise', async () => {
    const types = [];
    for (const path of ['/api/v1/query', '/api/v1/query_range']) {
      types.push(JSON.parse((await post(path)).body).data.resultType);
    }
    const { data } = JSON.parse((await plainRequest(`${server.url}/api/v1/status/buildinfo`)).body);
    expect([types, data.version, server.totalRequests]).toEqual([['vector', 'matrix'], '2.42.0', 3]);
  });

  test.each<readonly [BadAnswer, string]>([
    [{ kind: 'error', code: 422, errorType: 'execution', error: 'too many' }, '422 application/json'],
    [{ kind: 'html', code: 502 }, '502 text/html; charset=utf-8'],
    [{ kind: 'body', body: '{', contentType: 'application/json' }, '200 application/json'],
    [{ kind: 'redirect', location: '/graph' }, '302 undefined'],
    [{ kind: 'truncated' }, 'aborted'],
    [{ kind: 'cut' }, 'aborted'],
    [{ kind: 'reset' }, 'socket hang up'],
    [{ kind: 'hang' }, 'POST did not end'],
    [{ kind: 'stall' }, 'POST did not end'],
    [{ kind: 'slow', msPerByte: 20 }, 'POST did not end'],
    [{ kind: 'garbage' }, 'Parse Error: Expected HTTP/, RTSP/ or ICE/'],
  ])('%j', async (answer, wanted) => {
    server.answer = answer;
    const outcome = await post().then(
      ({ status, headers }) => `${status} ${headers['content-type']}`,
      (error: Error) => error.message.replace(/http:.* did not end within 400 ms/, 'did not end'),
    );
    expect(outcome).toBe(wanted);
    while (server.openRequests > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('a huge answer is a whole matrix', async () => {
    server.answer = { kind: 'huge', sizeBytes: 1024 * 1024 };
    const { body } = await plainRequest(`${server.url}/api/v1/query_range`);
    expect([body.length > 1024 * 1024, JSON.parse(body).data.result.length > 40]).toEqual([true, true]);
  });

  test('an endless answer waits for its reader', async () => {
    server.answer = { kind: 'endless' };
    const asked = request(`${server.url}/api/v1/query`, { agent: false }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let before = -1;
    while (before !== server.sentBytes) {
      before = server.sentBytes;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    response.destroy();
    expect(before).toBeLessThan(32 * 1024 * 1024);
  });
});
