import { describe, expect, it } from 'vitest';
import { type ServiceObject, scoreCandidates } from '../../../electron/backend/kube/discovery/candidates.ts';

type Port = NonNullable<ServiceObject['spec']['ports']>[number];

const service = (
  name: string,
  {
    namespace = 'shop',
    labels = {},
    ports = [{ port: 9090 }],
  }: { namespace?: string; labels?: Record<string, string>; ports?: Port[] } = {},
): ServiceObject => ({ metadata: { name, namespace, labels }, spec: { selector: { x: 'y' }, ports } });

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
  ])('is high for %s', (_name, one, score) => {
    expect(scoreOf(one)).toBe(score);
  });

  it.each([
    ['something else on 9090', service('cockpit')],
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
    ['hostile labels', service('x', { labels: { app: '__proto__', 'app.kubernetes.io/name': 'constructor' } })],
  ])('is too low for %s', (_name, one) => {
    expect(scoreOf(one)).toBeUndefined();
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
