/** Which Prometheus: the user's choice for a cluster, typed addresses with and without a cluster, and the way through the proxy. */
import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addressContextId } from '../../electron/backend/contexts/context-id.ts';
import type { Keychain } from '../../electron/backend/ports.ts';
import type { AddressId, AddressInput } from '../../shared/model/address.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { SourceChoice } from '../../shared/model/source-choice.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { clusterAdmin, portForwarder, serviceProxier } from '../support/api-server/users.ts';
import { startBadPrometheus } from '../support/bad-prometheus.ts';
import { ownContexts } from '../support/own-contexts.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { addressInput } from './addresses-fixture.ts';
import {
  answerOf,
  byToken,
  type Harbour,
  harbor,
  openHarbour,
  quick,
  type Running,
  reaches,
} from './connections-fixture.ts';
import { until } from './kube-fixture.ts';
import { startStandIn } from './prometheus-support.ts';

const never = new AbortController().signal;
const still = { ...quick, beatEveryMs: 600_000 };
const goesUp = ['authenticating', 'discovering', 'connected'];
const idle = { kind: 'idle' } as const;

describe.skipIf(serverMissing('prometheus') !== undefined)('a context', () => {
  let prometheus: RealServer;
  let harbour: Harbour;
  let double: ApiServerDouble;

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true });
  });
  afterAll(() => prometheus.stop());
  beforeEach(async () => {
    const { cluster } = buildCluster('harbor')
      .prometheus({ realPort: prometheus.port })
      .prometheus({ realPort: prometheus.port, namespace: 'team', pod: 'second-0', service: 'second' });
    const users = [
      { name: 'captain', token: 'captain-token', rules: portForwarder },
      { name: 'reader', rules: serviceProxier },
      { name: 'admin', rules: clusterAdmin },
    ];
    harbour = await openHarbour(prometheus.port, { cluster, users });
    ({ double } = harbour);
  });
  afterEach(() => harbour.stop());

  const second: SourceChoice = {
    kind: 'service',
    namespace: 'team',
    service: 'second',
    port: 80,
    transport: 'auto',
    matchers: '',
  };

  /** What answers the context now, as `TRANSPORT NAMESPACE/SERVICE` or the address. */
  function used(running: Running, id: ContextId = harbor): string {
    const state = running.state(id);
    if (state.kind !== 'connected') return state.kind;
    const { server } = state;
    if (server.transport === 'scraped') return server.transport;
    return server.transport === 'address' ? server.url : `${server.transport} ${server.namespace}/${server.service}`;
  }

  const uses = (running: Running, expected: string, id: ContextId = harbor) =>
    until(() => used(running, id) === expected);

  async function choose(running: Running, choice: SourceChoice | undefined, id: ContextId = harbor): Promise<void> {
    const cluster = await running.services.discovery.identify(id, never);
    running.services.discovery.remember(id, cluster, choice);
  }

  it('whose user may not port-forward goes through the API server’s proxy', async () => {
    const reef = '~/config::reef' as ContextId;
    const running = harbour.start();
    running.connect(reef);
    await uses(running, 'proxy monitoring/prometheus-server', reef);
    expect([running.passed, await answerOf(running, 'vector(2)', reef)]).toEqual([goesUp, [2]]);
    await double.goDown();
    await reaches(running, 'backingOff', reef);
    await double.comeBack();
    await uses(running, 'proxy monitoring/prometheus-server', reef);
  });

  it('is connected to what the user chose, now and later, under whatever name the cluster has', async () => {
    const running = harbour.start({ timing: still });
    running.connect(harbor);
    running.connect(byToken);
    await uses(running, 'port-forward monitoring/prometheus-server');
    await uses(running, 'port-forward monitoring/prometheus-server', byToken);
    await choose(running, second);
    // Another user's context of the same cluster too.
    await uses(running, 'port-forward team/second');
    await uses(running, 'port-forward team/second', byToken);
    await running.disconnect(harbor);
    running.connect(harbor);
    await uses(running, 'port-forward team/second');
    const { choices } = running.services.settings.snapshot().settings;
    expect(choices).toEqual([{ cluster: expect.stringMatching(/^uid:/), context: 'harbor', choice: second }]);
    await choose(running, undefined);
    await uses(running, 'port-forward monitoring/prometheus-server');
    expect(running.services.settings.snapshot().settings.choices).toEqual([]);
  });

  it('follows a choice that was made for its cluster before it was known to be this one', async () => {
    const known = Promise.withResolvers<void>();
    double.faults.add({ kind: 'delay', ms: known.promise }, { path: /kube-system$/, times: 1 });
    const running = harbour.start({ timing: still });
    running.connect(harbor);
    await uses(running, 'port-forward monitoring/prometheus-server');
    expect(running.services.connections.clusterOf(harbor)).toBeUndefined();
    await choose(running, second, byToken);
    await uses(running, 'port-forward team/second', byToken);
    known.resolve();
    await uses(running, 'port-forward team/second');
  });

  it('that was not connected is, when the user chooses', async () => {
    const running = harbour.start({ timing: still });
    await choose(running, second);
    await uses(running, 'port-forward team/second');
    expect(running.passed).toEqual(goesUp);
  });

  it('stays as it is where its choice is forgotten in the settings, until the next connection', async () => {
    const running = harbour.start({ timing: still });
    await choose(running, second);
    await uses(running, 'port-forward team/second');
    const [choice] = running.services.settings.snapshot().settings.choices;
    if (choice) running.services.settings.forgetChoice(choice.cluster);
    expect(used(running)).toBe('port-forward team/second');
    await running.disconnect(harbor);
    running.connect(harbor);
    await uses(running, 'port-forward monitoring/prometheus-server');
  });

  it('is connected to an agent, which stores nothing, where the user chose that, and never by itself', async () => {
    const agent = await startPrometheus({ agent: true, scrapeItself: true });
    const edge = await openHarbour(agent.port);
    try {
      const running = edge.start();
      running.connect(harbor);
      await until(() => running.passed.includes('backingOff discovery.noneAnswered'));
      expect(JSON.stringify(running.state(harbor))).toContain('is a Prometheus agent');
      await choose(running, { ...second, namespace: 'monitoring', service: 'prometheus-server' });
      await uses(running, 'port-forward monitoring/prometheus-server');
      expect(running.state(harbor)).toMatchObject({ server: { engine: 'agent' }, newestSampleMs: undefined });
      const source = running.source(harbor);
      await until(async () => (await source.targets?.read(never))?.targets[0]?.health === 'up');
      // Its heart is asked what it can answer: for what it cannot, it would be degraded.
      expect(running.passed.filter((state) => state.startsWith('degraded'))).toEqual([]);
      await expect(answerOf(running, 'up')).rejects.toMatchObject({ code: 'prometheus.agent' });
      // There is nothing to record.
      expect(running.remote(harbor)).toBeUndefined();
    } finally {
      await edge.stop();
      await agent.stop();
    }
  });

  it('whose chosen service is gone is connected to what there is, and to the chosen one when that is back', async () => {
    const running = harbour.start({ timing: still });
    await choose(running, second);
    await uses(running, 'port-forward team/second');
    const gone = double.cluster.find('v1', 'Service', 'team', 'second');
    double.cluster.remove('v1', 'Service', 'team', 'second');
    await running.disconnect(harbor);
    running.connect(harbor);
    await uses(running, 'port-forward monitoring/prometheus-server');
    if (gone) double.cluster.apply(gone);
    await running.disconnect(harbor);
    running.connect(harbor);
    await uses(running, 'port-forward team/second');
  });

  it('may be connected to an address that was typed for its cluster, and that is then no context', async () => {
    const running = harbour.start({ timing: still });
    const { addresses, contexts } = running.services;
    const url = `http://127.0.0.1:${prometheus.port}`;
    const id = await addresses.save(addressInput({ name: 'mine', url }), never);
    await choose(running, { kind: 'address', address: id });
    await uses(running, url);
    await contexts.reload();
    expect([
      ownContexts(contexts.snapshot()).contexts.map(({ name }) => name),
      double.counts.totalTunnels,
      await answerOf(running),
    ]).toEqual([['harbor', 'token', 'reef'], 0, [1]]);
    // Removed, its choice is too: the cluster's own Prometheus is found.
    await addresses.remove(id);
    await uses(running, 'port-forward monitoring/prometheus-server');
  });

  describe('of an address', () => {
    async function addressContext(
      running: Running,
      auth: AddressInput['auth'] = { kind: 'none' },
      url = `http://127.0.0.1:${prometheus.port}`,
    ): Promise<readonly [AddressId, ContextId]> {
      const id = await running.services.addresses.save(addressInput({ name: 'mine', url, auth }), never);
      await running.registry.reload();
      return [id, addressContextId(id)];
    }

    it('needs no kubeconfig', async () => {
      await writeFile(harbour.kubeconfigFile, kubeconfigYaml([]));
      const running = harbour.start();
      const [address, id] = await addressContext(running);
      expect(ownContexts(running.registry.snapshot()).contexts).toEqual([
        {
          id: `address::${address}`,
          address,
          name: 'mine',
          file: '',
          server: `http://127.0.0.1:${prometheus.port}`,
          cluster: '',
          user: '',
          namespace: undefined,
          auth: 'none',
          problem: undefined,
        },
      ]);
      running.connect(id);
      await reaches(running, 'connected', id);
      expect([running.passed, await answerOf(running, 'vector(3)', id), double.counts.requests]).toEqual([
        ['discovering', 'connected'],
        [3],
        0,
      ]);
      await running.disconnect(id);
      expect(running.states()).toEqual([]);
    });

    it('is connected anew where the address changes, and ended where it is removed; others are left alone', async () => {
      const running = harbour.start({ timing: still });
      const [address, id] = await addressContext(running);
      running.connect(id);
      running.connect(harbor);
      await reaches(running, 'connected', id);
      await reaches(running, 'connected');
      const seen: string[] = [];
      running.onDidChange(({ context, state }) => seen.push(`${context} ${state.kind}`));
      const url = `http://localhost:${prometheus.port}`;
      await running.services.addresses.save(addressInput({ id: address, name: 'renamed', url }), never);
      await uses(running, url, id);
      await running.services.addresses.remove(address);
      await until(() => running.state(id).kind === 'idle');
      expect([seen.filter((one) => one.startsWith(harbor)), running.state(harbor).kind]).toEqual([[], 'connected']);
    });

    it('is connected anew where an agent was started again as a server, and a server as an agent', async () => {
      const agent = await startPrometheus({ agent: true });
      const between = await startBadPrometheus();
      const answerBy = ({ url }: RealServer) => {
        between.answer = { kind: 'forward', to: url };
        between.buildInfo = between.answer;
      };
      try {
        answerBy(agent);
        const running = harbour.start();
        const [, id] = await addressContext(running, { kind: 'none' }, between.url);
        running.connect(id);
        const isNow = (engine: string) =>
          until(() => {
            const state = running.state(id);
            return state.kind === 'connected' && state.server.engine === engine;
          });
        await isNow('agent');
        answerBy(prometheus);
        await isNow('prometheus');
        expect(await answerOf(running, 'vector(3)', id)).toEqual([3]);
        answerBy(agent);
        await isNow('agent');
      } finally {
        await between.stop();
        await agent.stop();
      }
    });

    it('that is an agent to one question and a server to the next is tried again with pauses', async () => {
      const agent = { status: 'error', errorType: 'execution', error: 'unavailable with Prometheus Agent' };
      const info = { status: 'success', data: { version: '2.42.0', goVersion: 'go1.19' } };
      const empty = { status: 'success', data: { resultType: 'vector', result: [] } };
      const server = await startStandIn(({ method, path, response }) => {
        const isQuery = path.startsWith('/api/v1/query');
        const answer = !isQuery ? info : method === 'GET' ? agent : empty;
        response.writeHead(answer === agent ? 422 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer));
      });
      try {
        const running = harbour.start();
        const [, id] = await addressContext(running, { kind: 'none' }, server.url);
        running.connect(id);
        await until(
          () => running.passed.filter((state) => state === 'backingOff prometheus.connectionLost').length > 2,
        );
        expect(running.passed).not.toContain('connected');
      } finally {
        await server.close();
      }
    });

    it('that does not answer is tried again, and says why', async () => {
      const running = harbour.start();
      const url = 'http://127.0.0.1:1';
      const id = addressContextId(await running.services.addresses.save(addressInput({ url }), never));
      await running.registry.reload();
      running.connect(id);
      const { why } = await reaches(running, 'backingOff', id);
      expect(why).toMatchObject({ code: 'address.unreachable', details: { url } });
    });

    const login = { kind: 'bearer', token: 'a token' } as const;

    it('whose secret is in the keychain no more stops at once', async () => {
      const kept = new Map<string, string>();
      const keychain: Keychain = {
        get: async (name) => kept.get(name),
        set: async (name, secret) => void kept.set(name, secret),
        remove: async (name) => void kept.delete(name),
      };
      const running = harbour.start({ ports: { openKeychain: async () => keychain } });
      const [, id] = await addressContext(running, login);
      kept.clear();
      running.connect(id);
      await reaches(running, 'stopped', id);
      expect(running.passed).toEqual(['discovering', 'stopped address.secretMissing']);
    });

    it('whose keychain is not to be had is tried once more, and then stopped: each try may ask the user', async () => {
      const first = harbour.start();
      const [address] = await addressContext(first, login);
      // Another run of Binnacle, which has nothing in memory.
      const { settings } = first.services.settings.snapshot();
      const running = harbour.start({ settings });
      running.connect(addressContextId(address));
      await reaches(running, 'stopped', addressContextId(address));
      expect(running.passed).toEqual([
        'discovering',
        'backingOff secrets.unavailable',
        'discovering',
        'stopped secrets.unavailable',
      ]);
    });
  });

  it('that a setting now reaches in another way is connected anew, and no other', async () => {
    const ways = new Map<string, string>();
    const running = harbour.start({ timing: still, opening: { routeOf: ({ url }) => ways.get(url) ?? '' } });
    const url = `http://127.0.0.1:${prometheus.port}`;
    const id = addressContextId(await running.services.addresses.save(addressInput({ url }), never));
    await running.registry.reload();
    running.connect(harbor);
    running.connect(id);
    await Promise.all([reaches(running, 'connected'), reaches(running, 'connected', id)]);
    const seen = new Set<ContextId>();
    running.onDidChange(({ context }) => seen.add(context));
    ways.set(double.url, 'by a proxy');
    running.services.settings.update({ theme: 'dark' });
    await until(() => seen.size > 0);
    await reaches(running, 'connected');
    expect([...seen]).toEqual([harbor]);
  });

  it('of an address is idle from the start, and unknown when it is gone', async () => {
    const running = harbour.start();
    const gone = 'address::gone' as ContextId;
    expect(running.state(gone)).toEqual(idle);
    running.connect(gone);
    expect((await reaches(running, 'stopped', gone)).why.code).toBe('address.unknown');
  });
});
