import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import type { PrometheusShapeName } from '../support/api-server/prometheus-shapes.ts';
import { createAuthority } from '../support/certificates.ts';
import { engineBuildInfo, type Front, type FrontOptions, startFront } from '../support/servers/front.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../support/servers/victoria-metrics.ts';
import { openBench } from './discovery-fixture.ts';
import { until } from './kube-fixture.ts';

describe.skipIf(serverMissing('prometheus', 'victoria-metrics') !== undefined)(
  'the shapes that Prometheus has in clusters',
  () => {
    const bench = openBench();
    let prometheus: RealServer;
    let victoria: RealServer;
    const fronts: Front[] = [];

    beforeAll(async () => {
      [prometheus, victoria] = await Promise.all([startPrometheus(), startVictoriaMetrics()]);
    });

    afterEach(async () => {
      await bench.cleanUp();
      await Promise.all(fronts.splice(0).map((front) => front.stop()));
    });

    afterAll(() => Promise.all([prometheus.stop(), victoria.stop()]));

    async function clusterOf(shape: PrometheusShapeName, front?: Omit<FrontOptions, 'to'>) {
      const real = shape.startsWith('v') ? victoria : prometheus;
      const stands = front && (await startFront({ to: real.port, ...front }));
      if (stands !== undefined) fronts.push(stands);
      return buildCluster().prometheus({ shape, realPort: stands?.port ?? real.port });
    }

    it.each<[PrometheusShapeName, Omit<FrontOptions, 'to'> | undefined, string, string, object]>([
      ['helm', undefined, 'monitoring/prometheus-server:80', 'label', { engine: 'prometheus' }],
      [
        'stack',
        undefined,
        'monitoring/kube-prometheus-stack-prometheus:9090',
        'customResource',
        { engine: 'prometheus' },
      ],
      ['operated', undefined, 'monitoring/prometheus-operated:9090', 'customResource', { engine: 'prometheus' }],
      [
        'rancher',
        undefined,
        'cattle-monitoring-system/rancher-monitoring-prometheus:9090',
        'customResource',
        { engine: 'prometheus' },
      ],
      ['istio', undefined, 'istio-system/prometheus:9090', 'label', { engine: 'prometheus' }],
      ['kubecost', undefined, 'kubecost/kubecost-prometheus-server:80', 'label', { engine: 'prometheus' }],
      [
        'thanosQuery',
        { buildInfo: engineBuildInfo.thanos },
        'monitoring/thanos-query:10902',
        'label',
        { engine: 'thanos', version: '0.31.0' },
      ],
      [
        'victoriaSingle',
        undefined,
        'monitoring/victoria-metrics-single-server:8428',
        'label',
        { engine: 'victoriametrics', version: '' },
      ],
      [
        'vmselect',
        { prefix: '/select/0/prometheus' },
        'monitoring/vmselect-main:8481',
        'label',
        { engine: 'victoriametrics', pathPrefix: '/select/0/prometheus' },
      ],
      [
        'mimir',
        { prefix: '/prometheus', buildInfo: engineBuildInfo.mimir },
        'mimir/mimir-query-frontend:8080',
        'label',
        { engine: 'mimir', version: '2.6.0', pathPrefix: '/prometheus' },
      ],
      [
        'openshift',
        { tls: createAuthority('service-ca').server(), buildInfo: engineBuildInfo.thanos },
        'openshift-monitoring/thanos-querier:9091',
        'label',
        { engine: 'thanos' },
      ],
    ])('%s is found', async (shape, front, id, foundBy, server) => {
      const double = await bench.start(await clusterOf(shape, front));
      const found = await bench.discover(double);
      expect(found.server()).toMatchObject({ transport: 'port-forward', ...server });
      const [candidate] = found.recorder.current().candidates;
      expect([candidate?.id, candidate?.foundBy, candidate?.ways['port-forward']]).toMatchObject([
        id,
        foundBy,
        { kind: 'answered', ...server },
      ]);
    });

    it('VictoriaMetrics has a newest sample as Prometheus has', async () => {
      const double = await bench.start(await clusterOf('victoriaSingle'));
      const asked = async () => {
        const { recorder } = await bench.discover(double);
        return recorder.current().steps.filter(({ step }) => step.facts.path === '/api/v1/query')[0];
      };
      // It scrapes itself, and shows what is some seconds old.
      await until(async () => (await asked())?.outcome !== 'failed');
      expect((await asked())?.status).toBe(200);
    });

    it.each<[string, PrometheusShapeName, Omit<FrontOptions, 'to'>, string, object]>([
      [
        'a tenant that is missing',
        'mimir',
        { prefix: '/prometheus', tenant: { name: 'X-Scope-OrgID' } },
        'probe.unauthorized',
        { status: 401, serverMessage: 'no org id', header: 'X-Scope-OrgID' },
      ],
      [
        'a login page',
        'openshift',
        { tls: createAuthority('service-ca').server(), bearer: 'x', login: 'page' },
        'probe.loginPage',
        { status: 403, path: '/api/v1/status/buildinfo' },
      ],
      [
        'a redirect to a login',
        'openshift',
        { tls: createAuthority('service-ca').server(), bearer: 'x', login: 'redirect' },
        'probe.loginPage',
        { status: 302, path: '/oauth/start' },
      ],
      ['a password', 'helm', { basic: { user: 'u', password: 'p' } }, 'probe.unauthorized', { status: 401 }],
    ])('says what stands before one: %s', async (_name, shape, front, code, details) => {
      const data = await bench.failure(await clusterOf(shape, front));
      expect([data.code, data.details.code]).toEqual(['discovery.noneAnswered', code]);
      const outcome = data.diagnosis.candidates[0]?.ways['port-forward'];
      expect(outcome).toMatchObject({ kind: 'failed', error: { code, details } });
    });

    it('goes where a front redirects', async () => {
      const double = await bench.start(await clusterOf('helm', { prefix: '/a/b', redirectsToPrefix: true }));
      expect((await bench.discover(double)).server()).toMatchObject({ pathPrefix: '/a/b' });
    });
  },
);
