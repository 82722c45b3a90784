import { describe, expect, it } from 'vitest';
import { companionOf, withoutDoubles } from '../../../electron/backend/kube/companions/companion-services.ts';
import { prefixesOf } from '../../../electron/backend/kube/companions/pod-prefixes.ts';
import { readTold } from '../../../electron/backend/kube/companions/told-places.ts';
import { type ServiceObject, serviceObject } from '../../../electron/backend/kube/discovery/service-object.ts';
import type { CompanionKind } from '../../../shared/model/companion.ts';

type Ports = readonly Readonly<Record<string, number | string>>[];

function service(name: string, ports: Ports, labels: Readonly<Record<string, string>> = {}, selector = { app: name }) {
  return serviceObject.parse({ metadata: { name, namespace: 'monitoring', labels }, spec: { ports, selector } });
}

const web = { name: 'http-web', port: 9093, targetPort: 9093 };
const near = new Set(['monitoring']);

const found = (kind: CompanionKind, object: ServiceObject) => {
  const candidate = companionOf(kind, object, near);
  return candidate === undefined ? undefined : [candidate.id, candidate.foundBy, candidate.score, candidate.secure];
};

describe('what a service is taken for', () => {
  it.each<readonly [CompanionKind, ServiceObject, readonly unknown[] | undefined]>([
    // The charts alertmanager, kube-prometheus-stack and prometheus; kube-prometheus; the operator's own.
    [
      'alertmanager',
      service('am', [web], { 'app.kubernetes.io/name': 'alertmanager' }),
      ['monitoring/am:9093', 'label', 150, false],
    ],
    [
      'alertmanager',
      service('x', [web], { app: 'kube-prometheus-stack-alertmanager' }),
      ['monitoring/x:9093', 'label', 150, false],
    ],
    [
      'alertmanager',
      service('x', [{ port: 80, targetPort: 9093 }], { app: 'prometheus', component: 'alertmanager' }),
      ['monitoring/x:80', 'label', 150, false],
    ],
    [
      'alertmanager',
      service('alertmanager-main', [web, { name: 'reloader-web', port: 8080 }]),
      ['monitoring/alertmanager-main:9093', 'name', 110, false],
    ],
    [
      'alertmanager',
      service('alertmanager-operated', [web, { name: 'tcp-mesh', port: 9094 }]),
      ['monitoring/alertmanager-operated:9093', 'label', 135, false],
    ],
    // OpenShift: its port `web` is behind a login, on TLS; the others are for tenants and metrics.
    [
      'alertmanager',
      service('alertmanager-main', [
        { name: 'tenancy', port: 9092 },
        { name: 'web', port: 9094 },
        { name: 'metrics', port: 9097 },
      ]),
      ['monitoring/alertmanager-main:9094', 'name', 80, false],
    ],
    ['alertmanager', service('odd', [{ name: 'https', port: 9093 }]), ['monitoring/odd:9093', 'port', 50, true]],
    ['alertmanager', service('web', [{ port: 80 }]), undefined],
    ['alertmanager', service('alertmanager-discord', [{ port: 9094, name: 'http' }]), undefined],
    ['alertmanager', service('alertmanager', []), undefined],
    ['alertmanager', service('alertmanager', [{ port: 9093, protocol: 'UDP' }]), undefined],
    ['alertmanager', service('../../alertmanager', [web]), undefined],
    [
      'pushgateway',
      service('prometheus-pushgateway', [{ port: 9091 }]),
      ['monitoring/prometheus-pushgateway:9091', 'name', 110, false],
    ],
    ['pushgateway', service('am', [web], { 'app.kubernetes.io/name': 'alertmanager' }), undefined],
  ])('%s: %o', (kind, object, expected) => expect(found(kind, object)).toEqual(expected));

  it('is one, of services that lead to the same pods', () => {
    const labels = { 'app.kubernetes.io/name': 'alertmanager' };
    const all = [
      service('main', [web], labels, { app: 'am', alertmanager: 'main' } as never),
      service('other', [web], labels, { app: 'am', alertmanager: 'other' } as never),
      service('alertmanager-operated', [web], {}, { app: 'am' }),
      service('without', [web], labels, {} as never),
    ].flatMap((object) => companionOf('alertmanager', object, near) ?? []);
    expect(withoutDoubles(all).map(({ id }) => id)).toEqual([
      ...['monitoring/main:9093', 'monitoring/other:9093', 'monitoring/without:9093'],
    ]);
  });
});

describe('where a Prometheus says that it sends its alerts', () => {
  it.each<readonly [string, object | undefined]>([
    ['http://10.1.2.3:9093/api/v2/alerts', { place: { kind: 'address', ip: '10.1.2.3', port: 9093 }, prefix: '' }],
    ['http://[fd00::1]:9093/am/api/v1/alerts', { place: { kind: 'address', ip: 'fd00::1' }, prefix: '/am' }],
    [
      'https://am.ops.svc/api/v2/alerts',
      { place: { kind: 'service', name: 'am', namespace: 'ops', port: 443 }, secure: true },
    ],
    ['http://am-0.am-headless.ops.svc.cluster.local:9093/', { place: { name: 'am-headless', namespace: 'ops' } }],
    ['http://alertmanager:9093/api/v2/alerts', { place: { name: 'alertmanager', namespace: undefined } }],
    [
      'http://user:secret@am.ops:9093/a/b/api/v2/alerts',
      { url: 'http://am.ops:9093/a/b/api/v2/alerts', prefix: '/a/b' },
    ],
    ['https://alerts.corp.example/api/v2/alerts', { place: undefined }],
    ['http://am/../../secret/api/v2/alerts', { prefix: '/secret' }],
    ['http://am/%2e%2e%2fsecret/api/v2/alerts', { prefix: '' }],
    ['ftp://am/api/v2/alerts', undefined],
    ['no address', undefined],
  ])('%s', (url, expected) => {
    const [told] = readTold([url]);
    if (expected === undefined) expect(told).toBeUndefined();
    else expect(told).toMatchObject(expected);
  });
});

describe('under which path one answers', () => {
  const args = (...words: readonly string[]) => ({ args: [...words] });
  const probed = (path: string) => ({ readinessProbe: { httpGet: { path } } });

  it.each<readonly [string, Parameters<typeof prefixesOf>[0], readonly string[]]>([
    ['a route prefix', [args('--log.level=warn', '--web.route-prefix=/ops/push/')], ['/ops/push']],
    ['one as two words, without its slash', [args('--web.route-prefix', 'push')], ['/push']],
    ['one in a line of a shell', [{ command: ['sh', '-c', 'pushgateway "--x=1" --web.route-prefix=/p'] }], ['/p']],
    ['an external URL', [args('--web.external-url=https://x.example:8443/a/b?c')], ['/a/b']],
    ['both', [args('--web.external-url=http://x/a', '--web.route-prefix=/b')], ['/b', '/a']],
    ['a probe', [probed('/p/-/ready'), probed('/other')], ['/p']],
    ['nothing', [{}, args('--web.route-prefix')], []],
    ['what leads elsewhere', [args('--web.route-prefix=/../etc'), args('--web.route-prefix=/a%2fb')], []],
  ])('is known by %s', (_, containers, prefixes) => {
    expect(prefixesOf(containers)).toEqual(prefixes);
  });

  it('is known by what its service is annotated with', () => {
    const object = (annotations: Readonly<Record<string, string>>) =>
      serviceObject.parse({
        metadata: { name: 'pushgateway', namespace: 'monitoring', annotations },
        spec: { ports: [{ port: 9091 }], selector: { app: 'p' } },
      });
    const of = (path: string) => companionOf('pushgateway', object({ 'prometheus.io/path': path }), near)?.prefixes;
    expect(of('/ops/push/metrics')).toEqual(['/ops/push', '', '/pushgateway']);
    // The last would keep a pattern at work for minutes.
    const useless = ['/metrics', '/probe', '/a/../b/metrics', `${'/'.repeat(250_000)}x/metrics`];
    for (const path of useless) expect(of(path)).toEqual(['', '/pushgateway']);
  });
});
