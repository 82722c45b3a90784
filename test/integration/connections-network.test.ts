/** A network that goes away and comes back, and a machine that slept. */
import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContextId } from '../../shared/model/context.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { ownContexts } from '../support/own-contexts.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import {
  answerOf,
  type Harbour,
  harbor,
  openHarbour,
  quick,
  type Running,
  reaches,
  states,
} from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

/** Hours between retries and heartbeats: whatever happens, something else made it. */
const never = { ...quick, beatEveryMs: 3_600_000, backoff: { firstMs: 3_600_000, mostMs: 3_600_000 } };
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
    harbour = await openHarbour(prometheus.port, { gated: true });
    ({ double } = harbour);
  });
  afterEach(() => harbour.stop());

  async function connected(options: Parameters<Harbour['start']>[0] = {}): Promise<Running> {
    const running = harbour.start(options);
    running.connect(harbor);
    await reaches(running, 'connected');
    return running;
  }

  it('over a network that went away without a word is lost after two heartbeats, and made anew when it is back', async () => {
    const running = await connected({ timing: { ...quick, beatTimeoutMs: 1500 } });
    double.network.freeze();
    await reaches(running, 'backingOff');
    expect(states.once(running.passed)).toEqual([...goesUp, 'degraded query.deadline', 'backingOff query.deadline']);
    // What was on its way is lost with the network.
    double.network.thaw(true);
    await reaches(running, 'connected');
    expect(await answerOf(running)).toEqual([1]);
  });

  it('whose network came back as if nothing had been goes on as it was', async () => {
    const running = await connected({ timing: { ...quick, beatTimeoutMs: 60_000 } });
    double.network.freeze();
    await new Promise((resolve) => setTimeout(resolve, 200));
    double.network.thaw();
    expect([await answerOf(running), running.passed]).toEqual([[1], goesUp]);
  });

  it('over a network that ended it is made anew when that is back', async () => {
    const running = await connected();
    await double.network.close();
    await reaches(running, 'backingOff');
    await double.network.listen();
    await reaches(running, 'connected');
    expect(states.once(running.passed)).toEqual([
      ...goesUp,
      'degraded api.unreachable',
      'backingOff api.unreachable',
      ...goesUp,
    ]);
  });

  it.each(['resume', 'networkChanged'] as const)(
    'is asked at once after %s, and stays where it answers',
    async (event) => {
      const running = await connected({ timing: never });
      const asked = double.counts.bytesToPods;
      harbour.power.fire('suspend');
      harbour.power.fire(event);
      await until(() => double.counts.bytesToPods > asked);
      await until(() => running.state(harbor).kind === 'connected');
      expect(running.passed).toEqual(goesUp);
    },
  );

  it.each(['resume', 'networkChanged'] as const)(
    'is made anew at once after %s where nothing answers',
    async (event) => {
      const running = await connected({ timing: { ...never, wokenTimeoutMs: 100 } });
      double.network.freeze();
      harbour.power.fire(event);
      await until(() => running.log.at(-1) !== 'connected');
      double.network.thaw(true);
      await reaches(running, 'connected');
      expect(running.passed).toEqual([...goesUp, ...goesUp]);
    },
  );

  it.each(['resume', 'networkChanged'] as const)('that waits for a retry is tried at once after %s', async (event) => {
    await double.network.close();
    const running = harbour.start({ timing: never });
    running.connect(harbor);
    await reaches(running, 'backingOff');
    await double.network.listen();
    harbour.power.fire(event);
    await reaches(running, 'connected');
    expect(running.passed).toEqual(['authenticating', 'backingOff api.unreachable', ...goesUp]);
  });

  it('of several that wait are not all tried in the same moment', async () => {
    const names = ['a', 'b', 'c', 'd'];
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml(names.map((name) => double.context('captain', name))));
    await double.network.close();
    let drawn = 0;
    const random = () => {
      drawn += 1;
      return (drawn % 4) / 4;
    };
    const running = harbour.start({ timing: { ...never, spreadMs: 100 }, ports: { random } });
    const ids = names.map((name) => `~/config::${name}` as ContextId);
    for (const id of ids) running.connect(id);
    await Promise.all(ids.map((id) => reaches(running, 'backingOff', id)));
    await double.network.listen();
    const waiting: number[] = [];
    running.onDidChange(({ state }) => state.kind === 'backingOff' && waiting.push(state.untilMs - Date.now()));
    harbour.power.fire('resume');
    // One has drawn 0; the others show when they are tried.
    expect([waiting.length, waiting.every((ms) => ms <= 400)]).toEqual([3, true]);
    await Promise.all(ids.map((id) => reaches(running, 'connected', id)));
  });
});

it.skipIf(serverMissing('prometheus') !== undefined)(
  'two clusters whose contexts have the same name are connected apart',
  async () => {
    const prometheus = await startPrometheus({ scrapeItself: true });
    const harbour = await openHarbour(prometheus.port);
    const other = await startApiServer({
      cluster: buildCluster('other').prometheus({ realPort: prometheus.port }).cluster,
    });
    harbour.cleanups.unshift(
      () => other.stop(),
      () => prometheus.stop(),
    );
    try {
      const context = 'kubernetes-admin@kubernetes';
      const file = `${harbour.folder}/other`;
      await writeFile(harbour.kubeconfigFile, kubeconfigYaml([harbour.double.context('admin', context)]));
      await writeFile(file, kubeconfigYaml([other.context('admin', context)]));
      const running = harbour.start({ settings: { kubeconfigPaths: ['~/other'] } });
      await running.services.contextsRead;
      const { contexts } = ownContexts(running.registry.snapshot());
      const ids = contexts.map(({ id }) => id);
      expect(contexts.map(({ id, name, file: of }) => [id, name, of])).toEqual([
        [`~/config::${context}`, context, harbour.kubeconfigFile],
        [`~/other::${context}`, context, '~/other'],
      ]);
      for (const id of ids) running.connect(id);
      await Promise.all(ids.map((id) => reaches(running, 'connected', id)));
      const clusters = ids.map((id) => running.clusterOf(id));
      expect([harbour.double, other].map((one) => one.counts.openTunnels > 0)).toEqual([true, true]);
      expect(new Set(clusters).size).toBe(2);
      for (const id of ids) await running.disconnect(id);
      await until(() => other.counts.openConnections === 0);
    } finally {
      await harbour.stop();
    }
  },
);
