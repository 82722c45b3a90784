import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnosis, DiagnosisStep, Right } from '../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../shared/model/source-choice.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { linesOf, openBench, startPage, waysOf } from './discovery-fixture.ts';
import { until } from './kube-fixture.ts';

/** What never is the same twice. */
function normal(diagnosis: Diagnosis): Omit<Diagnosis, 'steps'> {
  const { steps: _, ...rest } = diagnosis;
  const text = JSON.stringify(rest, (key, value: unknown) =>
    key === 'ms' || key === 'tookMs' || key === 'startedMs' ? (value === undefined ? undefined : 1) : value,
  );
  return JSON.parse(text) as Omit<Diagnosis, 'steps'>;
}

const untried = (why: string) => ({ kind: 'notTried', why });
const shortRight = ({ verb, resource, namespace, allowed }: Right) =>
  `${verb} ${resource}${namespace === '' ? '' : ` in ${namespace}`}: ${allowed}`;

describe.skipIf(serverMissing('prometheus') !== undefined)('the diagnosis', () => {
  const bench = openBench();
  let prometheus: RealServer;
  let login: Awaited<ReturnType<typeof startPage>>;

  beforeAll(async () => {
    [prometheus, login] = await Promise.all([
      startPrometheus(),
      startPage((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<form><input type="password"></form>');
      }),
    ]);
  });

  afterEach(() => bench.cleanUp());

  afterAll(() => Promise.all([prometheus.stop(), login.stop()]));

  const pod = 'prometheus-server-6b7f9d8c5d-m4x7q';
  const id = 'monitoring/prometheus-server:80';
  const version = expect.stringMatching(/^2\.\d+/);

  it('of a connection says what was asked, and what came back', async () => {
    const double = await bench.start(buildCluster('harbor').prometheus({ realPort: prometheus.port }));
    const { recorder } = await bench.discover(double);
    await until(() => recorder.current().serverVersion !== undefined && recorder.current().cluster !== undefined);
    const kubeSystem = double.cluster.find('v1', 'Namespace', undefined, 'kube-system');
    expect(normal(recorder.current())).toEqual({
      startedMs: 1,
      tookMs: 1,
      scope: 'connecting',
      server: double.url,
      user: 'admin',
      auth: 'certificate',
      serverVersion: expect.stringMatching(/^v1\./),
      cluster: `uid:${kubeSystem?.metadata.uid}`,
      candidates: [
        {
          id,
          namespace: 'monitoring',
          service: 'prometheus-server',
          port: 80,
          portName: 'http',
          foundBy: 'label',
          engine: 'prometheus',
          score: 180,
          ways: {
            'port-forward': { kind: 'answered', ms: 1, version, engine: 'prometheus', pathPrefix: '' },
            proxy: untried('notNeeded'),
            address: untried('notNeeded'),
          },
        },
      ],
      dropped: 0,
      rights: [],
      used: { candidate: id, transport: 'port-forward' },
    });
    const { steps } = recorder.current();
    expect([...linesOf({ steps })].sort()).toEqual([
      '- identify: ok identified 200',
      '- listPrometheuses: nothing notThere 404',
      '- listServices: ok listed 200',
      '- signIn ctx-admin: ok signedIn',
      `${id} findPods prometheus-server monitoring: ok pods 200`,
      `${id} portForward ${pod} 9090: ok open 101`,
      `${id} probe /api/v1/query port-forward: nothing noSample 200`,
      `${id} probe /api/v1/status/buildinfo port-forward: ok prometheus 200`,
    ]);
    const facts = (kind: DiagnosisStep['step']['kind']) =>
      steps
        .filter(({ step }) => step.kind === kind)
        .map(({ answer }) => (answer.kind === 'error' ? answer : answer.facts));
    expect([facts('signIn'), facts('listServices'), facts('findPods'), facts('probe')]).toEqual([
      [{ method: 'certificate', validUntilMs: expect.any(Number) }],
      [{ count: 1, candidates: 1 }],
      [{ count: 1, names: pod }],
      [{ version, engine: 'prometheus' }, {}],
    ]);
    const begun = steps.map(({ afterMs }) => afterMs);
    expect(begun).toEqual(begun.toSorted((a, b) => a - b));
  });

  it('in full tries every way of every likely candidate, and asks for the rights', async () => {
    const builder = buildCluster()
      .prometheus({ realPort: prometheus.port })
      .prometheus({
        namespace: 'shop',
        service: 'prometheus',
        labels: {},
        pod: 'shop-0',
        servicePort: 9090,
        realPort: login.port,
      })
      .workload({
        namespace: 'shop',
        name: 'cockpit',
        ports: [{ containerPort: 9090 }],
        service: { ports: [{ port: 9090, targetPort: 9090 }] },
      });
    const double = await bench.start(builder);
    const diagnosis = await bench.diagnose(double, 'proxied-get');
    const denied = (resource: string, namespace: string) => ({
      kind: 'failed',
      error: {
        code: 'portForward.forbidden',
        message: expect.any(String),
        details: expect.objectContaining({ user: 'proxied-get', verb: 'get', namespace }),
        retryable: false,
      },
      missing: { verb: 'get', group: '', resource, namespace, allowed: false, reason: '' },
    });
    expect(normal(diagnosis)).toMatchObject({
      startedMs: 1,
      tookMs: 1,
      scope: 'full',
      user: 'proxied-get',
      serverVersion: expect.stringMatching(/^v1\./),
      cluster: expect.stringMatching(/^uid:/),
      candidates: [
        {
          id,
          foundBy: 'label',
          score: 180,
          ways: {
            'port-forward': denied('pods/portforward', 'monitoring'),
            proxy: { kind: 'answered', ms: 1, version, engine: 'prometheus', pathPrefix: '' },
            address: { kind: 'none' },
          },
        },
        {
          id: 'shop/prometheus:9090',
          foundBy: 'nameAndPort',
          score: 50,
          ways: {
            'port-forward': denied('pods/portforward', 'shop'),
            proxy: {
              kind: 'failed',
              error: {
                code: 'probe.loginPage',
                details: { target: 'shop/prometheus:9090', path: '/api/v1/status/buildinfo', status: 200 },
              },
            },
            address: { kind: 'none' },
          },
        },
        {
          id: 'shop/cockpit:9090',
          foundBy: 'port',
          score: 30,
          ways: { 'port-forward': untried('tooMany'), proxy: untried('tooMany'), address: untried('tooMany') },
        },
      ],
      used: { candidate: id, transport: 'proxy' },
    });
    expect([diagnosis.failure, diagnosis.rights.map(shortRight).sort()]).toEqual([
      undefined,
      [
        'create pods/portforward in monitoring: false',
        'create pods/portforward in shop: false',
        'create services/proxy in monitoring: false',
        'create services/proxy in shop: false',
        'get nodes/proxy: false',
        'get pods/portforward in monitoring: false',
        'get pods/portforward in shop: false',
        'get pods/proxy in monitoring: false',
        'get pods/proxy in shop: false',
        'get services/proxy in monitoring: true',
        'get services/proxy in shop: true',
        'list endpointslices: true',
        'list nodes: true',
        'list pods: true',
        'list prometheuses: true',
        'list services: true',
      ],
    ]);
    const lines = linesOf(diagnosis);
    expect(lines).toEqual(
      expect.arrayContaining([
        '- identify: ok identified 200',
        '- mayI get nodes/proxy: failed denied',
        `${id} portForward ${pod} 9090: failed portForward.forbidden 403`,
        `${id} probe /api/v1/status/buildinfo proxy: ok prometheus 200`,
        `${id} addressOf prometheus-server monitoring: nothing none`,
        'shop/prometheus:9090 probe /api/v1/status/buildinfo proxy: failed probe.loginPage 200',
      ]),
    );
    expect(new Set(lines.filter((line) => line.includes('mayI'))).size).toBe(16);
    await until(() => double.counts.openTunnels === 0);
  });

  it('in full closes what it opened, and says why nothing answers', async () => {
    const double = await bench.start(buildCluster().prometheus({}));
    const diagnosis = await bench.diagnose(double);
    expect(diagnosis.failure).toMatchObject({
      code: 'discovery.noneAnswered',
      details: { candidate: id, code: 'portForward.refused' },
    });
    expect([waysOf(diagnosis), diagnosis.used]).toEqual([
      { [id]: ['portForward.refused', 'apiProxy.failed', 'none'] },
      undefined,
    ]);
    await until(() => double.counts.openTunnels === 0);
  });

  it.each([
    ['nobody', 'api.forbidden'],
    ['admin', 'discovery.none'],
  ])('in full says to %s what is missing', async (user, code) => {
    const diagnosis = await bench.diagnose(await bench.start(buildCluster()), user);
    expect([diagnosis.failure?.code, diagnosis.candidates, diagnosis.rights.length]).toEqual([code, [], 6]);
  });

  it('in full has the choice first, and uses what it allows', async () => {
    const choice: SourceChoice = {
      kind: 'service',
      namespace: 'shop',
      service: 'zz',
      port: 80,
      transport: 'proxy',
      matchers: 'job="x"',
    };
    const builder = buildCluster()
      .prometheus({ realPort: prometheus.port })
      .prometheus({ namespace: 'shop', service: 'zz', labels: { app: 'x' }, pod: 'zz-0', realPort: prometheus.port });
    const diagnosis = await bench.diagnose(await bench.start(builder), 'admin', { choice });
    expect([
      diagnosis.choice,
      diagnosis.candidates.map(({ id: one, foundBy }) => [one, foundBy]),
      diagnosis.used,
    ]).toEqual([
      choice,
      [
        ['shop/zz:80', 'choice'],
        [id, 'label'],
      ],
      { candidate: 'shop/zz:80', transport: 'proxy' },
    ]);
    const gone = await bench.diagnose(await bench.start(buildCluster()), 'admin', { choice });
    expect(gone.failure).toMatchObject({ code: 'discovery.chosenGone', details: { candidate: 'shop/zz:80' } });
  });

  it('in full ends when it is cancelled, with what was found until then', async () => {
    const double = await bench.start(buildCluster().prometheus({ realPort: prometheus.port }));
    double.faults.add({ kind: 'hang' }, { upgrade: true });
    const controller = new AbortController();
    const ended = expect(bench.diagnose(double, 'admin', { signal: controller.signal })).rejects.toMatchObject({
      name: 'CancelledError',
    });
    await until(() => double.requests.some(({ path }) => path.includes('portforward')));
    controller.abort();
    await ended;
    await bench.cleanUp();
    await until(() => double.counts.openConnections === 0);
  });
});
