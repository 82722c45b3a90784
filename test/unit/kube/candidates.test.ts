import { describe, expect, it } from 'vitest';
import { chosenCandidate, scoreCandidates } from '../../../electron/backend/kube/discovery/candidates.ts';
import type { OperatedPrometheus } from '../../../electron/backend/kube/discovery/prometheus-resources.ts';
import type { ServiceObject } from '../../../electron/backend/kube/discovery/service-object.ts';

type Port = NonNullable<ServiceObject['spec']['ports']>[number];

const service = (
  name: string,
  {
    namespace = 'shop',
    labels = {},
    ports = [{ port: 9090 }],
    selector = { x: 'y' },
  }: { namespace?: string; labels?: Record<string, string>; ports?: Port[]; selector?: Record<string, string> } = {},
): ServiceObject => ({ metadata: { name, namespace, labels }, spec: { selector, ports } });

const scoreOf = (one: ServiceObject) => scoreCandidates([one])[0]?.score;
const at = (port: number, more: Partial<Port> = {}): Port[] => [{ port, ...more }];

describe('the score of a service', () => {
  it.each([
    [
      'the helm chart',
      service('prometheus-server', {
        namespace: 'monitoring',
        labels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/component': 'server' },
        ports: at(80, { targetPort: 9090 }),
      }),
      180,
    ],
    ['the old helm chart', service('prom', { labels: { app: 'prometheus', component: 'server' }, ports: at(80) }), 120],
    [
      'the operator',
      service('prometheus-operated', { namespace: 'monitoring', labels: { 'operated-prometheus': 'true' } }),
      160,
    ],
    [
      'kube-prometheus-stack',
      service('kube-prometheus-stack-prometheus', { labels: { app: 'kube-prometheus-stack-prometheus' } }),
      150,
    ],
    [
      'rancher',
      service('rancher-monitoring-prometheus', {
        namespace: 'cattle-monitoring-system',
        labels: { app: 'rancher-monitoring-prometheus' },
      }),
      160,
    ],
    ['vmsingle', service('vm', { labels: { 'app.kubernetes.io/name': 'vmsingle' }, ports: at(8428) }), 130],
    [
      'victoria-metrics-single',
      service('vm', { labels: { 'app.kubernetes.io/name': 'victoria-metrics-single' }, ports: at(8428) }),
      130,
    ],
    ['vmselect', service('vm', { labels: { 'app.kubernetes.io/name': 'vmselect' }, ports: at(8481) }), 115],
    ['thanos query', service('q', { labels: { 'app.kubernetes.io/name': 'thanos-query' }, ports: at(10902) }), 105],
    [
      'thanos query of another chart',
      service('q', {
        labels: { 'app.kubernetes.io/name': 'thanos', 'app.kubernetes.io/component': 'query' },
        ports: at(9090),
      }),
      110,
    ],
    [
      'mimir',
      service('m', {
        labels: { 'app.kubernetes.io/name': 'mimir', 'app.kubernetes.io/component': 'query-frontend' },
        ports: at(9009),
      }),
      105,
    ],
    ['a well-known name', service('prometheus-server', { ports: at(80) }), 80],
    ['a plain manifest', service('prometheus', { namespace: 'monitoring' }), 60],
    ['a plain manifest on the port of Mimir', service('prometheus', { ports: at(9009) }), 45],
    ['something else on 9090', service('cockpit'), 30],
    ['something else in a monitoring namespace, on 9090', service('loki', { namespace: 'monitoring' }), 40],
  ])('is high for %s', (_name, one, score) => {
    expect(scoreOf(one)).toBe(score);
  });

  it.each([
    ['something else in a monitoring namespace', service('loki', { namespace: 'monitoring', ports: at(3100) })],
    ['an operator', service('prometheus-operator', { ports: at(8080) })],
    ['node-exporter', service('prometheus-node-exporter', { labels: { 'app.kubernetes.io/name': 'prometheus' } })],
    ['alertmanager', service('prometheus-alertmanager', { labels: { 'app.kubernetes.io/name': 'alertmanager' } })],
    ['pushgateway', service('prometheus-pushgateway', { ports: at(9091) })],
    ['an adapter', service('prometheus-adapter', { namespace: 'monitoring' })],
    ['grafana', service('prometheus-grafana', { namespace: 'monitoring' })],
    ['a blackbox exporter', service('prometheus-blackbox', { namespace: 'monitoring' })],
    ['a sidecar of thanos', service('prometheus-thanos-sidecar', { ports: at(10902) })],
    ['what the label calls a sidecar', service('prometheus-x', { labels: { app: 'thanos-sidecar' } })],
    ['a service without ports', service('prometheus-server', { ports: [] })],
    ['a service of UDP', service('prometheus-server', { ports: at(9090, { protocol: 'UDP' }) })],
    [
      'hostile labels',
      service('x', { labels: { app: '__proto__', 'app.kubernetes.io/name': 'constructor' }, ports: at(80) }),
    ],
  ])('is too low for %s', (_name, one) => {
    expect(scoreOf(one)).toBeUndefined();
  });

  const label = (key: string, value: string, more: Record<string, string> = {}) => ({ [key]: value, ...more });
  const byName = (value: string, more: Record<string, string> = {}) => label('app.kubernetes.io/name', value, more);
  const component = (value: string) => ({ 'app.kubernetes.io/component': value });

  it.each([
    ['operated-prometheus', label('operated-prometheus', 'true'), 'prometheus'],
    ['the helm chart', byName('prometheus', component('server')), 'prometheus'],
    ['the old helm chart', label('app', 'prometheus', { component: 'server' }), 'prometheus'],
    ['kube-prometheus-stack', label('app', 'kube-prometheus-stack-prometheus'), 'prometheus'],
    ['prometheus-server', label('app', 'prometheus-server'), 'prometheus'],
    ['prometheus-operator', label('app', 'prometheus-operator-prometheus'), 'prometheus'],
    ['rancher', label('app', 'rancher-monitoring-prometheus'), 'prometheus'],
    ['prometheus-prometheus', label('app', 'prometheus-prometheus'), 'prometheus'],
    ['stack-prometheus', label('app', 'stack-prometheus'), 'prometheus'],
    ['thanos-query', byName('thanos-query'), 'thanos'],
    ['query of thanos', byName('thanos', component('query')), 'thanos'],
    ['vmsingle', byName('vmsingle'), 'victoriametrics'],
    ['victoria-metrics-single', byName('victoria-metrics-single'), 'victoriametrics'],
    ['vmselect', byName('vmselect'), 'victoriametrics'],
    ['query-frontend of mimir', byName('mimir', component('query-frontend')), 'mimir'],
  ])('is found by the label set %s, whatever its name', (_name, labels, engine) => {
    const [candidate] = scoreCandidates([service('x', { labels, ports: at(80) })]);
    expect([candidate?.foundBy, candidate?.engine]).toEqual(['label', engine]);
  });

  it.each([
    ['shop', 'prometheus-server', 'prometheus'],
    ['monitoring', 'prometheus-operated', 'prometheus'],
    ['monitoring', 'kube-prometheus-stack-prometheus', 'prometheus'],
    ['cattle-monitoring-system', 'rancher-monitoring-prometheus', 'prometheus'],
    ['openshift-monitoring', 'prometheus-k8s', 'prometheus'],
    ['openshift-monitoring', 'thanos-querier', 'thanos'],
    ['lens-metrics', 'prometheus', 'prometheus'],
  ])('is found by the well-known name %s/%s', (namespace, name, engine) => {
    const [candidate] = scoreCandidates([service(name, { namespace, ports: at(80) })]);
    expect([candidate?.foundBy, candidate?.engine]).toEqual(['wellKnownName', engine]);
  });

  it.each([
    ['nameAndPort', service('my-prometheus')],
    ['port', service('cockpit')],
    ['port', service('metrics', { ports: at(80, { targetPort: 9090 }) })],
  ])('is found by %s', (foundBy, one) => {
    expect(scoreCandidates([one])[0]?.foundBy).toBe(foundBy);
  });

  it.each([
    ['one of the usual', service('prometheus'), ['', '/prometheus']],
    ['vmselect', service('x', { labels: byName('vmselect') }), ['/select/0/prometheus', '', '/prometheus']],
    ['mimir', service('x', { labels: byName('mimir', component('query-frontend')) }), ['/prometheus', '']],
  ])('comes with the prefixes of %s', (_name, one, prefixes) => {
    expect(scoreCandidates([one])[0]?.prefixes).toEqual(prefixes);
  });

  it.each([
    ['plain', service('prometheus'), false],
    ['by its port', service('prometheus-server', { ports: at(443) }), true],
    ['by its port name', service('prometheus', { ports: at(9090, { name: 'https-web' }) }), true],
    ['by its protocol', service('prometheus', { ports: at(9090, { appProtocol: 'HTTPS' }) }), true],
    [
      'as OpenShift has it',
      service('thanos-querier', { namespace: 'openshift-monitoring', ports: at(9091, { name: 'web' }) }),
      true,
    ],
  ])('says whether it speaks TLS: %s', (_name, one, secure) => {
    expect(scoreCandidates([one])[0]?.secure).toBe(secure);
  });

  it('orders the candidates, equal ones by namespace and name', () => {
    const labels = { 'app.kubernetes.io/name': 'prometheus' };
    const services = [
      service('prometheus', { namespace: 'b', labels }),
      service('cockpit'),
      service('prometheus', { namespace: 'a', labels }),
      service('prometheus-server', { namespace: 'monitoring', labels: { ...labels, component: 'server' } }),
    ];
    expect(
      scoreCandidates(services).map(({ service: { namespace, name }, score }) => [namespace, name, score]),
    ).toEqual([
      ['monitoring', 'prometheus-server', 180],
      ['a', 'prometheus', 150],
      ['b', 'prometheus', 150],
      ['shop', 'cockpit', 30],
    ]);
  });

  it.each([
    [
      'the number',
      [
        { name: 'reloader', port: 8080 },
        { name: 'p', port: 9090 },
      ],
      9090,
    ],
    [
      'the number in the container',
      [
        { name: 'reloader', port: 8080 },
        { name: 'p', port: 80, targetPort: 9090 },
      ],
      80,
    ],
    [
      'the name',
      [
        { name: 'reloader', port: 8080 },
        { name: 'http-web', port: 81 },
      ],
      81,
    ],
    [
      'the place',
      [
        { name: 'x', port: 8080 },
        { name: 'y', port: 81 },
      ],
      8080,
    ],
  ])('goes by the port that is known by %s', (_name, ports, port) => {
    expect(scoreCandidates([service('prometheus-server', { ports })])[0]?.service.port.port).toBe(port);
  });
});

describe('a custom resource of the operator', () => {
  const operated: OperatedPrometheus = {
    namespace: 'monitoring',
    name: 'k8s',
    portName: 'web',
    routePrefix: '/metrics/prometheus',
    secure: true,
  };
  const ports: Port[] = [
    { name: 'reloader-web', port: 9090 },
    { name: 'web', port: 8081 },
  ];
  const facts = (services: readonly ServiceObject[], resources = [operated]) =>
    scoreCandidates(services, resources).map(({ id, foundBy, score, secure, prefixes }) => [
      id,
      foundBy,
      score,
      secure,
      prefixes,
    ]);
  const prefixes = ['/metrics/prometheus', '', '/prometheus'];

  it('stands for the services that select its pods, by its port and its prefix', () => {
    const services = [
      service('by-operator', { namespace: 'monitoring', ports, selector: { 'operator.prometheus.io/name': 'k8s' } }),
      service('by-old-operator', { namespace: 'monitoring', ports, selector: { prometheus: 'k8s' } }),
      service('prometheus-operated', { namespace: 'monitoring', ports, selector: {} }),
      service('of-another', { namespace: 'shop', ports, selector: { prometheus: 'k8s' } }),
    ];
    expect(facts(services)).toEqual([
      ['monitoring/prometheus-operated:8081', 'customResource', 130, true, prefixes],
      ['monitoring/by-old-operator:8081', 'customResource', 110, true, prefixes],
      ['monitoring/by-operator:8081', 'customResource', 110, true, prefixes],
      ['shop/of-another:9090', 'port', 30, false, ['', '/prometheus']],
    ]);
  });

  it('is a candidate by itself where the services may not be read', () => {
    expect(scoreCandidates([], [operated])).toEqual([
      {
        id: 'monitoring/prometheus-operated:9090',
        service: {
          namespace: 'monitoring',
          name: 'prometheus-operated',
          selector: { 'app.kubernetes.io/name': 'prometheus', 'operator.prometheus.io/name': 'k8s' },
          port: { name: 'web', port: 9090, targetPort: 'web' },
        },
        foundBy: 'customResource',
        engine: 'prometheus',
        score: 160,
        secure: true,
        prefixes,
        object: undefined,
      },
    ]);
  });
});

describe('the chosen service', () => {
  it('is a candidate by the chosen port, whatever speaks for it', () => {
    const object = service('grafana', { ports: [{ port: 3000 }, { name: 'metrics', port: 3001 }] });
    expect(chosenCandidate(object, 3001)).toMatchObject({
      id: 'shop/grafana:3001',
      foundBy: 'choice',
      score: 0,
      service: { port: { name: 'metrics', port: 3001 } },
    });
  });

  it('is none without that port', () => {
    expect(chosenCandidate(service('prometheus'), 80)).toBeUndefined();
  });
});

describe('a service that no cluster has', () => {
  const labels = { app: 'prometheus-server' };
  it.each([
    service('a/../../secrets', { labels }),
    service('a b', { labels }),
    service('', { labels }),
    service('prom', { labels, namespace: 'x?y' }),
    service('prom', { labels, ports: at(0) }),
    service('prom', { labels, ports: at(70_000) }),
    service('prom', { labels, ports: at(1.5) }),
  ])('is no candidate, and hides no other: $metadata $spec.ports', (bad) => {
    const good = service('prometheus-server');
    expect(scoreCandidates([bad, good]).map(({ id }) => id)).toEqual(['shop/prometheus-server:9090']);
    expect(chosenCandidate(bad, bad.spec.ports?.[0]?.port ?? 0)).toBe(undefined);
  });
});
