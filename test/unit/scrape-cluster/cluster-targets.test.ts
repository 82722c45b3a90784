import { describe, expect, it } from 'vitest';
import { clusterJobs } from '../../../electron/backend/scrape/cluster/cluster-jobs.ts';
import {
  type ClusterState,
  type ClusterTargets,
  clusterTargets,
} from '../../../electron/backend/scrape/cluster/cluster-targets.ts';
import {
  nodesResource,
  podsResource,
  servicesResource,
  slicesResource,
} from '../../../electron/backend/scrape/cluster/kube-objects.ts';
import type { WatchedResource } from '../../../electron/backend/scrape/cluster/resource-watch.ts';
import { labelPairs, labelsFromPairs, labelValue } from '../../../shared/model/labels.ts';
import type { RelabelConfig } from '../../../shared/relabel/config.ts';
import { prometheus2, prometheus3 } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import { compileRelabel } from '../../../shared/relabel/relabel.ts';
import { sampleLabels } from '../../../shared/relabel/sample-labels.ts';
import { publicLabels, targetLabels } from '../../../shared/relabel/target-labels.ts';

interface Objects {
  readonly nodes?: readonly object[];
  readonly services?: readonly object[];
  readonly slices?: readonly object[];
  readonly pods?: readonly object[];
}

interface PodParts {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly podIP?: string;
}

function pod({ name, labels, annotations, ports, podIP = '10.0.0.1' }: PodParts): object {
  return {
    metadata: { name, namespace: 'ns', uid: 'u', labels, annotations },
    spec: { nodeName: 'n1', containers: [{ name: 'main', ports }] },
    status: { phase: 'Running', podIP, hostIP: '192.168.0.1', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function service(name: string, labels: object, annotations?: object): object {
  return { metadata: { name, namespace: 'ns', labels, annotations } };
}

function slice(of: string, port: { readonly name: string; readonly port: number }, pods: readonly string[]): object {
  return {
    metadata: { name: `${of}-x`, namespace: 'ns', labels: { 'kubernetes.io/service-name': of } },
    ports: [port],
    endpoints: pods.map((name, index) => ({
      addresses: [`10.0.0.${index + 1}`],
      conditions: { ready: true },
      nodeName: 'n1',
      targetRef: { kind: 'Pod', name },
    })),
  };
}

function kept<T extends { readonly name: string; readonly namespace?: string }>(
  resource: WatchedResource<T>,
  objects: readonly object[] = [],
): ReadonlyMap<string, T> {
  const all = objects.map((object) => resource.keep(object)).filter((one) => one !== undefined);
  return new Map(all.map((one) => [`${one.namespace ?? ''}/${one.name}`, one]));
}

function stateOf(objects: Objects): ClusterState {
  return {
    nodes: kept(nodesResource(), objects.nodes),
    services: kept(servicesResource(), objects.services),
    slices: kept(slicesResource(), objects.slices),
    pods: kept(podsResource(), objects.pods),
  };
}

function targetsOf(state: ClusterState): ClusterTargets {
  const work = clusterTargets(state);
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}

/** By job: URL and labels of what is scraped, in the order of discovery. */
function scraped(objects: Objects): Readonly<Record<string, readonly string[]>> {
  const { groups: groupsOf } = targetsOf(stateOf(objects));
  const all = clusterJobs
    .filter(({ source }) => source.kind !== 'page' && source.kind !== 'apiserver')
    .map(({ job, source }) => {
      const rules = compileRelabel(job.relabelConfigs, prometheus3);
      const defaults = {
        ...{ jobName: job.name, scrapeIntervalMs: job.intervalMs, scrapeTimeoutMs: job.timeoutMs },
        ...{ metricsPath: job.metricsPath, scheme: job.scheme, params: job.params },
      };
      const targets = groupsOf(job.name, source).flatMap((group) =>
        group.targets.flatMap((target) => {
          const result = targetLabels(defaults, rules, target, group.labels);
          if (result.kind !== 'target') return [];
          const value = (name: string) => labelValue(result.labels, name) ?? '';
          const own = labelPairs(publicLabels(result.labels)).filter(([name]) => name !== 'job' && name !== 'instance');
          const url = `${value('__scheme__')}://${value('__address__')}${value('__metrics_path__')}`;
          return [[url, ...own.map(([name, text]) => `${name}=${text}`)].join(' ')];
        }),
      );
      return [job.name, [...new Set(targets)]] as const;
    });
  return Object.fromEntries(all.filter(([, targets]) => targets.length > 0));
}

/** As it would be written below relabel_configs. */
function written(rule: RelabelConfig): object {
  const { action, sourceLabels, separator, regex, targetLabel, replacement } = rule;
  return {
    action,
    ...(sourceLabels.length > 0 && { source_labels: sourceLabels }),
    ...(separator !== ';' && { separator }),
    ...(regex !== '(.*)' && { regex }),
    ...(targetLabel !== '' && { target_label: targetLabel }),
    ...(replacement !== '$1' && { replacement }),
  };
}

const scrape = { 'prometheus.io/scrape': 'true' };

describe('the jobs of a cluster', () => {
  it.each([prometheus2, prometheus3])('have rules that a Prometheus takes, too', (dialect) => {
    const read = clusterJobs.map(({ job }) => readRelabelConfigs(job.relabelConfigs.map(written), dialect));
    expect(read).toEqual(clusterJobs.map(({ job }) => ({ kind: 'rules', configs: job.relabelConfigs })));
  });

  it('take no longer than their interval, and heavy pages are asked for less often', () => {
    const late = clusterJobs.filter(({ job }) => job.timeoutMs > job.intervalMs);
    const slow = clusterJobs.filter(({ job }) => job.intervalMs >= 30_000).map(({ job }) => job.name);
    expect([late, slow]).toEqual([[], ['cadvisor', 'apiserver', 'kube-state-metrics', 'metrics-server', 'hpa']]);
  });

  it('ask the kubelets through the API server', () => {
    const node = {
      metadata: { name: 'n1', labels: { zone: 'a' } },
      status: { addresses: [{ type: 'InternalIP', address: '192.168.0.1' }] },
    };
    const at = (path: string) => [`https://kubernetes.default.svc:443/api/v1/nodes/n1/proxy${path} node=n1`];
    expect(scraped({ nodes: [node] })).toEqual({
      kubelet: at('/metrics'),
      cadvisor: at('/metrics/cadvisor'),
      'kubelet-resource': at('/metrics/resource'),
    });
  });

  it.each([
    ['node-exporter', { app: 'prometheus', component: 'node-exporter' }, { name: 'metrics', containerPort: 9100 }],
    ['node-exporter', { 'app.kubernetes.io/name': 'prometheus-node-exporter' }, { containerPort: 9100 }],
    ['coredns', { 'k8s-app': 'kube-dns' }, { name: 'metrics', containerPort: 9153 }],
    ['alertmanager', { 'app.kubernetes.io/name': 'alertmanager' }, { name: 'web', containerPort: 9093 }],
  ])('recognize %s by %j', (job, labels, port) => {
    const parts = { name: 'x', labels, ports: [port, { name: 'dns', containerPort: 53 }] };
    expect(scraped({ pods: [pod(parts)] })).toEqual({
      [job]: [`http://10.0.0.1:${port.containerPort}/metrics container=main namespace=ns node=n1 pod=x`],
    });
  });

  it.each(clusterJobs.map(({ job }) => [job.name, job] as const))(
    'leave job and instance of %s to the target, whatever it says',
    (name, { honorLabels, metricRelabelConfigs }) => {
      const target = ['instance', '10.0.0.1:80', 'job', name];
      const told = ['__name__', 'node_load1', 'instance', '10.0.0.9:9100', 'job', 'node-exporter', 'namespace', 'shop'];
      const rules = compileRelabel(metricRelabelConfigs, prometheus3);
      const kept = sampleLabels({ target, honorLabels, rules }, labelsFromPairs(labelPairs(told)));
      expect(kept).toEqual({
        kind: 'kept',
        labels: labelsFromPairs([
          ...labelPairs([
            '__name__',
            'node_load1',
            'exported_instance',
            '10.0.0.9:9100',
            'exported_job',
            'node-exporter',
          ]),
          ...labelPairs(['namespace', 'shop', ...target]),
        ]),
      });
    },
  );

  it('give those that tell of others no labels of their own pod, so that namespace and pod are the others’', () => {
    const labels = { 'app.kubernetes.io/name': 'kube-state-metrics' };
    const ports = [
      { name: 'http', containerPort: 8080 },
      { name: 'telemetry', containerPort: 8081 },
    ];
    expect(scraped({ pods: [pod({ name: 'x', labels, ports })] })).toEqual({
      'kube-state-metrics': ['http://10.0.0.1:8080/metrics'],
    });
  });

  it('recognize by its service what does not say it itself, and scrape each pod once', () => {
    const objects = {
      services: [service('stack-prometheus-node-exporter', {}), service('other', { app: 'other' })],
      slices: [
        slice('stack-prometheus-node-exporter', { name: 'http-metrics', port: 9100 }, ['x', 'y']),
        slice('other', { name: 'metrics', port: 9100 }, ['z']),
      ],
      pods: [
        pod({
          name: 'x',
          labels: { app: 'node-exporter' },
          ports: [{ name: 'http-metrics', containerPort: 9100 }],
          annotations: scrape,
        }),
      ],
    };
    expect(scraped(objects)).toEqual({
      'node-exporter': [
        'http://10.0.0.1:9100/metrics container=main namespace=ns node=n1 pod=x',
        'http://10.0.0.2:9100/metrics namespace=ns node=n1 pod=y service=stack-prometheus-node-exporter',
      ],
    });
  });

  it('speak TLS to a port that is called https', () => {
    const parts = { name: 'x', labels: { app: 'node-exporter' }, ports: [{ name: 'https', containerPort: 9100 }] };
    expect(scraped({ pods: [pod(parts)] })['node-exporter']).toEqual([
      'https://10.0.0.1:9100/metrics container=main namespace=ns node=n1 pod=x',
    ]);
  });

  it.each([
    [
      'port, path and scheme',
      { port: '9000', path: '/m', scheme: 'https' },
      [80],
      '10.0.0.1',
      ['https://10.0.0.1:9000/m'],
    ],
    [
      'no port: all that are declared',
      {},
      [80, 81],
      '10.0.0.1',
      ['http://10.0.0.1:80/metrics', 'http://10.0.0.1:81/metrics'],
    ],
    ['a port that is declared nowhere', { port: '9000' }, [], '10.0.0.1', ['http://10.0.0.1:9000/metrics']],
    ['a port, of an IPv6 pod', { port: '9000' }, [80], 'fd00::1', ['http://[fd00::1]:9000/metrics']],
    ['a port, of an IPv6 pod that declares none', { port: '9000' }, [], 'fd00::1', ['http://[fd00::1]:9000/metrics']],
    ['a scheme that is none', { scheme: 'ftp' }, [80], '10.0.0.1', ['http://10.0.0.1:80/metrics']],
  ])('follow the annotations of a pod: %s', (_, own, ports, podIP, urls) => {
    const given = Object.entries(own).map(([name, value]) => [`prometheus.io/${name}`, value]);
    const annotations = { ...scrape, ...Object.fromEntries(given) };
    const parts = {
      name: 'x',
      labels: { app: 'shop' },
      annotations,
      podIP,
      ports: ports.map((containerPort) => ({ containerPort })),
    };
    expect(scraped({ pods: [pod(parts)] })).toEqual({
      'annotated-pods': urls.map((url) => `${url} app=shop namespace=ns node=n1 pod=x`),
    });
  });

  it('follow the annotations of a service, and leave to its pods what they ask for themselves', () => {
    const annotations = { ...scrape, 'prometheus.io/path': '/m' };
    const objects = {
      services: [
        service('web', { app: 'web' }, annotations),
        service('silent', {}, { 'prometheus.io/scrape': 'false' }),
      ],
      slices: [
        slice('web', { name: 'http', port: 80 }, ['x', 'y']),
        slice('silent', { name: 'http', port: 80 }, ['z']),
      ],
      pods: [pod({ name: 'x', annotations, ports: [{ containerPort: 80 }] })],
    };
    expect(scraped(objects)).toEqual({
      'annotated-pods': ['http://10.0.0.1:80/m namespace=ns node=n1 pod=x'],
      'annotated-services': ['http://10.0.0.2:80/m app=web namespace=ns node=n1 pod=y service=web'],
    });
  });

  it('have so many ports of a pod that does not say which, and say what is left out', () => {
    const ports = Array.from({ length: 100 }, (_, i) => ({ containerPort: 1000 + i }));
    const many = { spec: { containers: Array.from({ length: 100 }, (_, i) => ({ name: `c${i}`, ports })) } };
    const one = pod({ name: 'x', annotations: scrape });
    const named = pod({ name: 'y', annotations: { ...scrape, 'prometheus.io/port': '1099' } });
    const state = stateOf({
      pods: [
        { ...one, ...many },
        { ...named, ...many },
      ],
    });
    const targets = targetsOf(state);
    const groups = targets.groups('annotated-pods', { kind: 'pods' });
    expect([groups.map((group) => group.targets.length), targets.problems('annotated-pods')]).toEqual([
      [16, 64],
      [
        expect.objectContaining({
          code: 'scrape.portsLeftOut',
          details: { job: 'annotated-pods', leftOut: 9984, first: 'pod/ns/x', limit: 16 },
        }),
      ],
    ]);
  });

  it('hold the port that a row of the table asks for, behind however many others', () => {
    const others = Array.from({ length: 100 }, (_, i) => ({ containerPort: 1000 + i }));
    const ports = [...others, { name: 'metrics', containerPort: 9100 }];
    expect(scraped({ pods: [pod({ name: 'x', labels: { app: 'node-exporter' }, ports })] })).toEqual({
      'node-exporter': ['http://10.0.0.1:9100/metrics container=main namespace=ns node=n1 pod=x'],
    });
  });

  it('have so many targets in all, the more exact ones first, and say what is left out', () => {
    const pods = Array.from({ length: 20_010 }, (_, i) =>
      pod({ name: `p${i}`, annotations: scrape, ports: [{ containerPort: 80 }], podIP: '10.0.0.1' }),
    );
    const nodes = [{ metadata: { name: 'n1' } }];
    const dns = pod({ name: 'dns', labels: { 'k8s-app': 'kube-dns' }, ports: [{ containerPort: 9153 }] });
    const targets = targetsOf(stateOf({ pods: [...pods, dns], nodes }));
    const count = (name: string, kind: 'pods' | 'recognized' | 'nodes') =>
      targets.groups(name, { kind }).reduce((sum, group) => sum + group.targets.length, 0);
    expect([count('kubelet', 'nodes'), count('coredns', 'recognized'), count('annotated-pods', 'pods')]).toEqual([
      ...[1, 1, 19_996],
    ]);
    expect(targets.problems('annotated-pods')).toMatchObject([
      { code: 'scrape.targetsLeftOut', details: { leftOut: 14, limit: 20_000 } },
    ]);
  });

  it('hold nothing of objects that no job is for, or that are none', () => {
    const state = stateOf({
      pods: [pod({ name: 'x', labels: { app: 'shop' } }), {}, { metadata: { annotations: scrape } }],
      services: [service('web', { app: 'web' }), { metadata: 7 }],
      slices: [{ metadata: { name: 'a', namespace: 'b' } }],
      nodes: [{}],
    });
    expect([state.pods.size, state.services.size, state.slices.size, state.nodes.size]).toEqual([0, 0, 0, 0]);
  });

  it('hold no annotation but those that say how to scrape, and none of those that is long', () => {
    const annotations = { ...scrape, 'prometheus.io/path': `/${'x'.repeat(2000)}`, 'kubectl.kubernetes.io/x': 'y' };
    const [one] = stateOf({ pods: [pod({ name: 'x', annotations, labels: {} })] }).pods.values();
    expect(one?.annotations).toEqual(['prometheus.io/scrape', 'true']);
  });
});
