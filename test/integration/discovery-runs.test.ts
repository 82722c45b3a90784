/** Diagnoses as a page sees them: those of connections, those that the user asks for, and how long they are kept. */
import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { type Harbour, harbor, openHarbour, quick, type Running, reaches, reef } from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

const never = new AbortController().signal;

describe.skipIf(serverMissing('prometheus') !== undefined)('the diagnosis of a context', () => {
  let prometheus: RealServer;
  let harbour: Harbour;
  let double: ApiServerDouble;
  let running: Running;

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true });
  });
  afterAll(() => prometheus.stop());
  beforeEach(async () => {
    harbour = await openHarbour(prometheus.port);
    ({ double } = harbour);
    running = harbour.start({
      timing: { ...quick, beatEveryMs: 600_000, backoff: { firstMs: 600_000, mostMs: 600_000 } },
    });
    await running.services.contextsRead;
  });
  afterEach(() => harbour.stop());

  const newest = (id: ContextId = harbor) => running.services.diagnoses.current(id);

  it('is undefined before it was ever looked for, and that of the connection afterwards', async () => {
    expect(newest()).toBeUndefined();
    running.connect(harbor);
    await reaches(running, 'connected');
    // It goes on beside the search.
    await until(() => newest()?.cluster !== undefined);
    const diagnosis = newest();
    expect(diagnosis).toMatchObject({
      scope: 'connecting',
      server: double.url,
      user: 'harbor-captain',
      auth: 'certificate',
      cluster: expect.stringMatching(/^uid:/),
      choice: undefined,
      used: { candidate: 'monitoring/prometheus-server:80', transport: 'port-forward' },
      failure: undefined,
      tookMs: expect.any(Number),
    });
    const kinds = diagnosis?.steps.map(({ step }) => step.kind) ?? [];
    expect([kinds[0], kinds.filter((kind) => kind === 'identify').length]).toEqual(['signIn', 1]);
  });

  describe('where nothing is remembered of any cluster', () => {
    const identity = { path: /kube-system$/ };

    it('costs no round trip of its own: which cluster it is, is asked beside the search, and told later', async () => {
      double.faults.add({ kind: 'hang' }, identity);
      running.connect(harbor);
      await reaches(running, 'connected');
      const { requests } = double;
      expect([
        requests.some(({ path }) => identity.path.test(path)),
        running.services.connections.clusterOf(harbor),
        newest()?.tookMs !== undefined,
      ]).toEqual([true, undefined, true]);
      await running.disconnect(harbor);
      expect(newest()?.failure).toBeUndefined();
    });

    it('tells the page which cluster it is, also after it has ended, and the connection too', async () => {
      const known = Promise.withResolvers<void>();
      double.faults.add({ kind: 'delay', ms: known.promise }, identity);
      const told: unknown[] = [];
      running.services.diagnoses.onDidChange(() => told.push(newest()?.cluster));
      running.connect(harbor);
      await reaches(running, 'connected');
      expect([newest()?.tookMs !== undefined, told.at(-1)]).toEqual([true, undefined]);
      known.resolve();
      const uid = expect.stringMatching(/^uid:/);
      await until(() => told.at(-1) !== undefined);
      expect([told.at(-1), running.services.connections.clusterOf(harbor)]).toEqual([uid, uid]);
    });

    it('is connected where that alone fails, which is written down', async () => {
      double.faults.add({ kind: 'status', code: 500 }, identity);
      running.connect(harbor);
      await reaches(running, 'connected');
      await until(() => newest()?.steps.some(({ step }) => step.kind === 'identify') === true);
      expect([
        newest()?.steps.find(({ step }) => step.kind === 'identify')?.outcome,
        newest()?.failure,
        running.passed,
      ]).toEqual(['failed', undefined, ['authenticating', 'discovering', 'connected']]);
    });
  });

  it('says why the connection stopped', async () => {
    running.connect(reef);
    const { why } = await reaches(running, 'stopped', reef);
    expect(newest(reef)).toMatchObject({ scope: 'connecting', failure: why, used: undefined });
  });

  it('says that the kubeconfig could not be read, or the API server not be reached', async () => {
    running.connect(harbor);
    await reaches(running, 'connected');
    await running.disconnect(harbor);
    await double.goDown();
    running.connect(harbor);
    await reaches(running, 'backingOff');
    // The two lists are asked for at the same time.
    expect(
      newest()
        ?.steps.map(({ step, outcome }) => `${step.kind} ${outcome}`)
        .sort(),
    ).toEqual(['listPrometheuses failed', 'listServices failed', 'signIn ok']);
    await double.comeBack();
    await writeFile(harbour.kubeconfigFile, 'contexts: [');
    running.connect(harbor);
    await reaches(running, 'stopped');
    expect(newest()?.steps).toMatchObject([
      {
        step: { kind: 'readKubeconfig', facts: { context: 'harbor' } },
        outcome: 'failed',
        answer: { kind: 'error', error: { code: 'kubeconfig.malformed' } },
      },
    ]);
  });

  it('is made in full when the user asks, beside the connection, and leaves nothing open', async () => {
    running.connect(harbor);
    await reaches(running, 'connected');
    const source = running.source(harbor);
    const before = double.counts.openConnections;
    const told: number[] = [];
    running.services.diagnoses.onDidChange(() => told.push(newest()?.steps.length ?? -1));
    const diagnosis = await running.services.discovery.run(harbor, never);
    expect(diagnosis).toMatchObject({
      scope: 'full',
      failure: undefined,
      used: { candidate: 'monitoring/prometheus-server:80', transport: 'port-forward' },
      candidates: [
        { ways: { 'port-forward': { kind: 'answered' }, proxy: { kind: 'failed' }, address: { kind: 'none' } } },
      ],
    });
    expect([newest() === diagnosis, running.source(harbor) === source, told.length > 0]).toEqual([true, true, true]);
    await until(() => double.counts.openConnections <= before);
  });

  it('is one for all who ask at a time, and ends early when nobody waits for it any more', async () => {
    double.faults.add({ kind: 'delay', ms: 50 });
    const [one, other] = [new AbortController(), new AbortController()];
    const asked = [one, other].map(({ signal }) =>
      running.services.discovery.run(harbor, signal).catch((error) => error),
    );
    one.abort();
    expect(await asked[0]).toBeInstanceOf(CancelledError);
    expect(await asked[1]).toMatchObject({ scope: 'full', failure: undefined });
    const { requests } = double.counts;
    const late = new AbortController();
    const given = running.services.discovery.run(harbor, late.signal).catch((error) => error);
    await until(() => double.counts.requests > requests);
    late.abort();
    expect(await given).toBeInstanceOf(CancelledError);
    await until(() => double.counts.openConnections === 0);
    await until(() => newest()?.tookMs !== undefined);
    expect(newest()).toMatchObject({ scope: 'full', failure: undefined });
  });

  it('in full says why nothing is to be had, and rejects only where there is no such context', async () => {
    await double.goDown();
    expect(await running.services.discovery.run(harbor, never)).toMatchObject({ failure: { code: 'api.unreachable' } });
    const gone = '~/config::gone' as ContextId;
    expect(await running.services.discovery.run(gone, never)).toMatchObject({ failure: { code: 'context.unknown' } });
    const address = running.services.discovery.run('address::a' as ContextId, never);
    await expect(address).rejects.toMatchObject({ code: 'context.unknown' });
    await double.comeBack();
  });

  it('is forgotten with its context', async () => {
    running.connect(harbor);
    await reaches(running, 'connected');
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([double.context('reader', 'reef')]));
    await running.registry.reload();
    await reaches(running, 'stopped');
    expect(newest()).toBeDefined();
    await running.disconnect(harbor);
    expect(newest()).toBeUndefined();
  });
});
