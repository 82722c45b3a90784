/** Every fault of a cluster, with the states that the connection passes through. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import {
  answerOf,
  type Harbour,
  harbor,
  openHarbour,
  pod,
  quick,
  type Running,
  reaches,
  reef,
  states,
} from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

/** No heartbeat but those that something asks for. */
const still = { ...quick, beatEveryMs: 600_000 };
const goesUp = ['authenticating', 'discovering', 'connected'];

describe.skipIf(serverMissing('prometheus') !== undefined)('a connection', () => {
  let prometheus: RealServer;
  let harbour: Harbour;
  let double: ApiServerDouble;

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true });
  });
  afterAll(() => prometheus.stop());
  beforeEach(async () => {
    harbour = await openHarbour(prometheus.port);
    ({ double } = harbour);
  });
  afterEach(() => harbour.stop());

  async function connected(options: Parameters<Harbour['start']>[0] = {}): Promise<Running> {
    const running = harbour.start(options);
    running.connect(harbor);
    await reaches(running, 'connected');
    return running;
  }

  it('goes on with another pod in place of a deleted one', async () => {
    const running = await connected({ timing: still });
    double.cluster.replacePod(pod, 'prometheus-server-new');
    await until(() => states.pod(running) === 'prometheus-server-new');
    expect([running.passed, await answerOf(running)]).toEqual([goesUp, [1]]);
  });

  it('waits for a rolling restart that leaves no pod for a while, and goes on', async () => {
    const running = await connected();
    double.cluster.setReady(pod, false);
    double.dropTunnels();
    await reaches(running, 'backingOff');
    double.cluster.replacePod(pod, 'prometheus-server-new');
    double.cluster.setReady({ ...pod, pod: 'prometheus-server-new' }, true);
    await reaches(running, 'connected');
    expect(states.once(running.passed)).toEqual([
      ...goesUp,
      'degraded portForward.noReadyPod',
      'backingOff portForward.noReadyPod',
      ...goesUp,
    ]);
    expect([states.pod(running), await answerOf(running)]).toEqual(['prometheus-server-new', [1]]);
  });

  it('is made anew after a restart of the API server, and says so meanwhile', async () => {
    const running = await connected();
    await double.goDown();
    const away = await reaches(running, 'backingOff');
    expect([away.untilMs > Date.now() - 1000, away.why.code]).toEqual([true, 'api.unreachable']);
    await until(() => running.log.filter((kind) => kind === 'backingOff').length >= 3);
    await double.comeBack();
    await reaches(running, 'connected');
    // The heartbeat either finds its tunnel broken, or cannot open one.
    const passed = states.once(running.passed).map((state) => state.replace('portForward.closed', 'api.unreachable'));
    expect(passed).toEqual([...goesUp, 'degraded api.unreachable', 'backingOff api.unreachable', ...goesUp]);
    expect(await answerOf(running)).toEqual([1]);
  });

  it('is made anew after the API server has hung', async () => {
    const running = await connected({ timing: { ...quick, beatTimeoutMs: 1500 } });
    const unhang = double.faults.add({ kind: 'hang' }, { upgrade: true });
    double.dropTunnels();
    await reaches(running, 'backingOff');
    unhang();
    await reaches(running, 'connected');
    expect(states.once(running.passed).slice(3, 5)).toEqual(['degraded query.deadline', 'backingOff query.deadline']);
  });

  it('is made anew after every connection was reset', async () => {
    const running = await connected();
    const heal = double.faults.add({ kind: 'reset' });
    double.dropTunnels();
    await reaches(running, 'backingOff');
    heal();
    await reaches(running, 'connected');
    expect(states.once(running.passed).slice(3, 5)).toEqual(['degraded api.unreachable', 'backingOff api.unreachable']);
  });

  it.each([429, 503])('leaves an API server alone that answers %i, for as long as it wants', async (code) => {
    const running = await connected();
    const heal = double.faults.add({ kind: 'status', code, retryAfterSeconds: 1 });
    double.dropTunnels();
    const { untilMs, why } = await reaches(running, 'backingOff');
    const { requests } = double.counts;
    expect([why, untilMs - Date.now() > 800]).toMatchObject([
      { code: 'api.busy', details: { status: code, retryAfterSeconds: 1 } },
      true,
    ]);
    heal();
    await until(() => Date.now() > untilMs - 100);
    expect(double.counts.requests).toBe(requests);
    await reaches(running, 'connected');
    expect(running.passed).toEqual([...goesUp, 'degraded api.busy', 'backingOff api.busy', ...goesUp]);
  });

  it.each([429, 503])('that is being made waits too where the API server answers %i', async (code) => {
    double.faults.add({ kind: 'status', code, retryAfterSeconds: 1 }, { path: '/api/v1/services', times: 1 });
    const running = harbour.start();
    running.connect(harbor);
    await reaches(running, 'connected');
    expect(running.passed).toEqual(['authenticating', 'backingOff api.busy', ...goesUp]);
  });

  it('fails the queries of its dark time so that they may be asked again, and answers those after it', async () => {
    const running = await connected({ timing: still });
    await double.goDown();
    await expect(answerOf(running)).rejects.toMatchObject({ retryable: true });
    await reaches(running, 'backingOff');
    await expect(answerOf(running)).rejects.toMatchObject({ code: 'connection.notConnected' });
    await double.comeBack();
    await reaches(running, 'connected');
    expect(await answerOf(running)).toEqual([1]);
  });

  it('stops where the user may neither port-forward nor ask the proxy, and tries again only when asked', async () => {
    const running = harbour.start();
    running.connect(reef);
    const { why } = await reaches(running, 'stopped', reef);
    expect(why).toMatchObject({ code: 'portForward.forbidden', details: { user: 'reader', namespace: 'monitoring' } });
    const { requests } = double.counts;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([double.counts.requests, double.counts.openConnections]).toEqual([requests, 0]);
    running.connect(reef);
    expect(running.state(reef)).toEqual({ kind: 'authenticating' });
    await reaches(running, 'stopped', reef);
  });

  describe('to a Prometheus that is ill', () => {
    let ill: Server;
    let healthy = true;

    beforeEach(async () => {
      healthy = true;
      // Answers as Prometheus does, or 503 as one that starts.
      ill = createServer((request, response) => {
        const data = request.url?.includes('buildinfo')
          ? { version: '3.0.0', revision: 'r', branch: 'b', buildUser: 'u', buildDate: 'd', goVersion: 'go1.22' }
          : { resultType: 'vector', result: [{ metric: {}, value: [1, '1700000000'] }] };
        const ok = healthy || request.url?.includes('buildinfo');
        response
          .writeHead(ok ? 200 : 503, { 'Content-Type': ok ? 'application/json' : 'text/plain' })
          .end(ok ? JSON.stringify({ status: 'success', data }) : 'Service Unavailable');
      });
      await new Promise<void>((resolve) => ill.listen(0, '127.0.0.1', resolve));
      double.cluster.forward({ ...pod, port: 9090 }, (ill.address() as AddressInfo).port);
      harbour.cleanups.push(async () => {
        ill.closeAllConnections();
        await new Promise((resolve) => ill.close(resolve));
      });
    });

    it('is degraded as long as it is, with a source all the same', async () => {
      const running = await connected();
      expect(running.state(harbor)).toMatchObject({
        newestSampleMs: 1_700_000_000_000,
        server: { version: '3.0.0' },
      });
      healthy = false;
      expect((await reaches(running, 'degraded')).missing).toMatchObject({
        code: 'prometheus.unavailable',
        details: { status: 503 },
      });
      running.source(harbor);
      healthy = true;
      await reaches(running, 'connected');
      expect(running.passed).toEqual([...goesUp, 'degraded prometheus.unavailable', 'connected']);
    });
  });
});
