/** What connections tell of a Prometheus that others run, for who keeps things by its cluster and not by the context's name. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { byToken, type Harbour, harbor, openHarbour, reaches } from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

describe.skipIf(serverMissing('prometheus') !== undefined)('a context that is connected', () => {
  let prometheus: RealServer;
  let harbour: Harbour;
  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true });
  });
  afterAll(() => prometheus.stop());
  afterEach(() => harbour.stop());

  test('tells its server, and its cluster as soon as that is known, by an event', async () => {
    harbour = await openHarbour(prometheus.port);
    const { services } = harbour.start();
    const { connections } = services;
    const learnt: string[] = [];
    connections.onDidLearnCluster((id) => learnt.push(`${id} ${connections.clusterOf(id)}`));
    expect(connections.remote(harbor)).toBe(undefined);
    const isConnected = reaches(connections, 'connected');
    connections.connect(harbor);
    await isConnected;
    await until(() => learnt.length > 0);
    const remote = connections.remote(harbor);
    const cluster = remote?.cluster ?? '';
    expect(learnt).toEqual([`${harbor} ${cluster}`]);
    expect([
      cluster.startsWith('uid:'),
      remote?.matchers,
      remote?.address,
      remote?.source === connections.source(harbor),
    ]).toEqual([true, '', undefined, true]);
    expect(remote?.server).toMatchObject({ transport: 'port-forward', engine: 'prometheus' });
    // Another context of the cluster is of the same one.
    const other = reaches(connections, 'connected', byToken);
    connections.connect(byToken);
    await other;
    await until(() => learnt.length > 1);
    expect(connections.remote(byToken)?.cluster).toBe(cluster);
    await connections.disconnect(harbor);
    expect(connections.remote(harbor)).toBe(undefined);
  });
});
