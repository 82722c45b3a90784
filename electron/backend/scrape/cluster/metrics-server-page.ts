/**
 * What metrics-server has in memory (metrics.k8s.io), as series. It has no names for Prometheus; these are ours: the units that the API
 * has, after the subject. They are not the kubelet's (`node_cpu_usage_seconds_total` …), which are counters: this is the mean of a window.
 *
 *     metrics_server_node_cpu_cores{node}                                      metrics_server_node_memory_working_set_bytes{node}
 *     metrics_server_container_cpu_cores{namespace,pod,container}              metrics_server_container_memory_working_set_bytes{…}
 */
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import type { KubeClient } from '../../kube/kube-client.ts';
import type { MakePage } from './page-route.ts';
import { type PageLabels, PageWriter } from './page-writer.ts';
import { quantityText } from './quantity.ts';

/** Which of its two lists are read; `namespace`: the pods of that one only. */
export interface MetricsServerScope {
  readonly nodes: boolean;
  readonly pods: 'all' | 'none' | { readonly namespace: string };
}

export const metricsServerGroup = '/apis/metrics.k8s.io/v1beta1';
const timeoutMs = 10_000;

const usage = z.object({ cpu: z.string().optional(), memory: z.string().optional() });
const list = z.object({ items: z.array(z.unknown()).nullable() });
const nodeMetrics = z.object({ metadata: z.object({ name: z.string() }), usage });
const podMetrics = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  containers: z.array(z.object({ name: z.string(), usage })).nullable(),
});

export function metricsServerPage(client: Pick<KubeClient, 'get'>, scope: MetricsServerScope): MakePage {
  return async (signal) => {
    const options = { signal, timeoutMs };
    const paths = { nodes: `${metricsServerGroup}/nodes`, pods: podsPath(scope.pods) };
    const nothing = Promise.resolve({ items: [] });
    // One that fails fails the scrape: half of a page would end the series of the other half.
    const [nodes, pods] = await Promise.all([
      scope.nodes ? client.get(paths.nodes, list, options) : nothing,
      paths.pods === undefined ? nothing : client.get(paths.pods, list, options),
    ]);
    const page = new PageWriter()
      .gauge(
        'metrics_server_node_cpu_cores',
        'CPU that a node uses, in cores: the mean of the last window of metrics-server.',
      )
      .gauge(
        'metrics_server_node_memory_working_set_bytes',
        'Memory of a node that is in use, as metrics-server last saw it.',
      )
      .gauge(
        'metrics_server_container_cpu_cores',
        'CPU that a container uses, in cores: the mean of the last window of metrics-server.',
      )
      .gauge(
        'metrics_server_container_memory_working_set_bytes',
        'Memory of a container that is in use, as metrics-server last saw it.',
      );
    for (const item of nodes.items ?? []) writeNode(page, item);
    for (const item of pods.items ?? []) writePod(page, item);
    return page.text();
  };
}

function podsPath(scope: MetricsServerScope['pods']): string | undefined {
  if (scope === 'none') return undefined;
  const namespace = scope === 'all' ? '' : `/namespaces/${encodeURIComponent(scope.namespace)}`;
  return `${metricsServerGroup}${namespace}/pods`;
}

function writeNode(page: PageWriter, item: unknown): void {
  const node = nodeMetrics.safeParse(item).data;
  if (node !== undefined) writeUsage(page, 'node', [['node', node.metadata.name]], node.usage);
}

function writePod(page: PageWriter, item: unknown): void {
  const pod = podMetrics.safeParse(item).data;
  for (const { name, usage: used } of pod?.containers ?? []) {
    const { namespace = '', name: podName = '' } = pod?.metadata ?? {};
    writeUsage(
      page,
      'container',
      [
        ['namespace', namespace],
        ['pod', podName],
        ['container', name],
      ],
      used,
    );
  }
}

function writeUsage(
  page: PageWriter,
  of: 'node' | 'container',
  labels: PageLabels,
  { cpu, memory }: z.infer<typeof usage>,
): void {
  page.sample(`metrics_server_${of}_cpu_cores`, labels, written(cpu));
  page.sample(`metrics_server_${of}_memory_working_set_bytes`, labels, written(memory));
}

function written(quantity: string | undefined): string | undefined {
  if (quantity === undefined) return undefined;
  const text = quantityText(quantity);
  if (text !== undefined) return text;
  const reason = `metrics.k8s.io says ${JSON.stringify(quantity.slice(0, 40))}, which is no quantity`;
  throw new AppError('prometheus.malformed', `The page could not be made: ${reason}.`, {
    details: { reason, byte: 0 },
  });
}
