import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { KubeClient } from '../../../electron/backend/kube/kube-client.ts';
import { autoscalerPage } from '../../../electron/backend/scrape/cluster/autoscaler-page.ts';
import { metricsServerPage } from '../../../electron/backend/scrape/cluster/metrics-server-page.ts';
import { pageRoute } from '../../../electron/backend/scrape/cluster/page-route.ts';
import { isCancellation } from '../../../shared/base/errors.ts';
import { LineCache } from '../../../shared/exposition/line-cache.ts';
import { parserFor } from '../../../shared/exposition/parser-for.ts';

/** An API that has these answers, by path. */
function clientOf(answers: Readonly<Record<string, unknown>>): Pick<KubeClient, 'get' | 'server'> {
  return {
    server: 'https://api.example',
    get: async <T>(path: string, schema: z.ZodType<T>) => schema.parse(answers[path]),
  };
}

const { signal } = new AbortController();

function samplesIn(text: string): number {
  return parserFor('text', { cache: new LineCache(), dialect: '3' }).parse(new TextEncoder().encode(text)).count;
}

describe('the page of metrics-server', () => {
  const nodes = {
    items: [
      { metadata: { name: 'node "a"' }, usage: { cpu: '1533466n', memory: '16Ki' } },
      { metadata: {}, usage: {} },
    ],
  };
  const pods = {
    items: [
      {
        metadata: { name: 'web-0', namespace: 'shop' },
        containers: [
          { name: 'web', usage: { cpu: '250m', memory: '1536Mi' } },
          { name: 'proxy', usage: { cpu: '0' } },
        ],
      },
    ],
  };

  it('has what nodes and containers use, to the digit', async () => {
    const client = clientOf({ '/apis/metrics.k8s.io/v1beta1/nodes': nodes, '/apis/metrics.k8s.io/v1beta1/pods': pods });
    const text = await metricsServerPage(client, { nodes: true, pods: 'all' })(signal);
    expect([text.split('\n').filter((line) => !line.startsWith('#')), samplesIn(text)]).toEqual([
      [
        String.raw`metrics_server_node_cpu_cores{node="node \"a\""} 0.001533466`,
        String.raw`metrics_server_node_memory_working_set_bytes{node="node \"a\""} 16384`,
        'metrics_server_container_cpu_cores{namespace="shop",pod="web-0",container="web"} 0.25',
        'metrics_server_container_cpu_cores{namespace="shop",pod="web-0",container="proxy"} 0',
        'metrics_server_container_memory_working_set_bytes{namespace="shop",pod="web-0",container="web"} 1610612736',
        '',
      ],
      5,
    ]);
  });

  it('has the pods of a namespace where only those may be read', async () => {
    const client = clientOf({ '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods': pods });
    const text = await metricsServerPage(client, { nodes: false, pods: { namespace: 'shop' } })(signal);
    expect(samplesIn(text)).toBe(3);
  });

  it('is none where a quantity is none', async () => {
    const bad = { items: [{ metadata: { name: 'a' }, usage: { cpu: 'much' } }] };
    const client = clientOf({ '/apis/metrics.k8s.io/v1beta1/nodes': bad });
    await expect(metricsServerPage(client, { nodes: true, pods: 'none' })(signal)).rejects.toMatchObject({
      code: 'prometheus.malformed',
    });
  });
});

describe('the page of autoscalers', () => {
  const resource = (part: object) => ({ type: 'Resource', resource: { name: 'cpu', ...part } });
  const autoscaler = {
    metadata: { name: 'web', namespace: 'shop', generation: 4 },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 10,
      metrics: [
        resource({ target: { type: 'Utilization', averageUtilization: 80 } }),
        { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '1500m' } } },
        { type: 'External', external: { metric: { name: 'queue' }, target: { type: 'Value', value: '3k' } } },
      ],
    },
    status: {
      currentReplicas: 3,
      desiredReplicas: 5,
      currentMetrics: [resource({ current: { averageUtilization: 93, averageValue: '465m' } }), { type: '' }],
      conditions: [{ type: 'ScalingLimited', status: 'False' }],
    },
  };
  const path = '/apis/autoscaling/v2/horizontalpodautoscalers';

  it('says under kube-state-metrics’ names what is wanted and what is', async () => {
    const client = clientOf({ [`${path}?limit=250`]: { items: [autoscaler] } });
    const text = await autoscalerPage(client, undefined)(signal);
    const own = 'namespace="shop",horizontalpodautoscaler="web"';
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect([
      lines.map((line) => line.replace('kube_horizontalpodautoscaler_', '').replace(own, '…')),
      samplesIn(text),
    ]).toEqual([
      [
        'info{…,scaletargetref_api_version="apps/v1",scaletargetref_kind="Deployment",scaletargetref_name="web"} 1',
        'metadata_generation{…} 4',
        'spec_max_replicas{…} 10',
        'spec_min_replicas{…} 1',
        'spec_target_metric{…,metric_name="cpu",metric_target_type="utilization"} 80',
        'spec_target_metric{…,metric_name="rps",metric_target_type="average"} 1.5',
        'spec_target_metric{…,metric_name="queue",metric_target_type="value"} 3000',
        'status_target_metric{…,metric_name="cpu",metric_target_type="average"} 0.465',
        'status_target_metric{…,metric_name="cpu",metric_target_type="utilization"} 93',
        'status_condition{…,condition="ScalingLimited",status="true"} 0',
        'status_condition{…,condition="ScalingLimited",status="false"} 1',
        'status_condition{…,condition="ScalingLimited",status="unknown"} 0',
        'status_current_replicas{…} 3',
        'status_desired_replicas{…} 5',
      ],
      14,
    ]);
  });

  it('has all pages of the list', async () => {
    const named = (name: string) => ({ ...autoscaler, metadata: { ...autoscaler.metadata, name } });
    const client = clientOf({
      [`${path}?limit=250`]: { metadata: { continue: 'more' }, items: [named('a')] },
      [`${path}?limit=250&continue=more`]: { items: [named('b')] },
    });
    expect((await autoscalerPage(client, undefined)(signal)).match(/^\S+_current_replicas.*$/gm)).toHaveLength(2);
  });
});

describe('the way to a page that is made here', () => {
  const url = new URL('https://kubernetes.default.svc:443/metrics');
  const ask = (make: (signal: AbortSignal) => Promise<string>, given: AbortSignal = signal) => {
    const { requester, origin, path } = pageRoute(make).to({ discovered: [], labels: [], url });
    return requester.request({ method: 'GET', origin, path, signal: given });
  };

  it('answers as an exporter does', async () => {
    const { statusCode, headers, body } = await ask(async () => 'up 1\n');
    expect([statusCode, headers['content-type'], await body.text()]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
      'up 1\n',
    ]);
  });

  it('fails with what the page failed with', async () => {
    await expect(ask(() => Promise.reject(new TypeError('no')))).rejects.toThrow('no');
  });

  it('ends what it asks when nobody waits any more', async () => {
    const asking = new AbortController();
    let ended: AbortSignal | undefined;
    const answering = ask((own) => {
      ended = own;
      return new Promise(() => undefined);
    }, asking.signal);
    const failed = expect(answering).rejects.toSatisfy(isCancellation);
    asking.abort();
    await failed;
    expect(ended?.aborted).toBe(true);
  });
});
