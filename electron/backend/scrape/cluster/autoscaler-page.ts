/**
 * What horizontal pod autoscalers say of themselves (autoscaling/v2), under kube-state-metrics' names, labels and meanings:
 * https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/horizontalpodautoscaler-metrics.md
 */
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import type { KubeClient } from '../../kube/kube-client.ts';
import type { MakePage } from './page-route.ts';
import { type PageLabels, PageWriter } from './page-writer.ts';
import { quantityText } from './quantity.ts';

export const autoscalingGroup = '/apis/autoscaling/v2';
const pageSize = 250;
const mostPages = 400;
const timeoutMs = 10_000;

const list = z.object({
  metadata: z.object({ continue: z.string().optional() }).optional(),
  items: z.array(z.unknown()).nullable(),
});

const amounts = z.object({
  value: z.string().nullish(),
  averageValue: z.string().nullish(),
  averageUtilization: z.number().nullish(),
});

const named = z.object({ name: z.string() });
/** Of every type of metric: its name, and what is wanted (spec) or is (status) of it. */
const source = z.object({
  name: z.string().optional(),
  metric: named.optional(),
  target: amounts.optional(),
  current: amounts.optional(),
});

const metric = z.object({
  ...{ resource: source.nullish(), containerResource: source.nullish(), pods: source.nullish() },
  ...{ object: source.nullish(), external: source.nullish() },
});

const autoscaler = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), generation: z.number().optional() }),
  spec: z.object({
    scaleTargetRef: z.object({ apiVersion: z.string().optional(), kind: z.string(), name: z.string() }),
    minReplicas: z.number().nullish(),
    maxReplicas: z.number(),
    metrics: z.array(metric).nullish(),
  }),
  status: z
    .object({
      currentReplicas: z.number().nullish(),
      desiredReplicas: z.number().nullish(),
      currentMetrics: z.array(metric).nullish(),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
    })
    .nullish(),
});

type Autoscaler = z.infer<typeof autoscaler>;

const name = (rest: string) => `kube_horizontalpodautoscaler_${rest}`;

/** @param namespace of which; undefined: of all */
export function autoscalerPage(client: Pick<KubeClient, 'get' | 'server'>, namespace: string | undefined): MakePage {
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const path = `${autoscalingGroup}${scope}/horizontalpodautoscalers`;
  return async (signal) => {
    const page = new PageWriter()
      .gauge(name('info'), 'Information about this autoscaler.')
      .gauge(name('metadata_generation'), 'The generation observed by the HorizontalPodAutoscaler controller.')
      .gauge(name('spec_max_replicas'), 'Upper limit for the number of pods that can be set by the autoscaler.')
      .gauge(
        name('spec_min_replicas'),
        'Lower limit for the number of pods that can be set by the autoscaler, default 1.',
      )
      .gauge(
        name('spec_target_metric'),
        'The metric specifications used by this autoscaler when calculating the desired replica count.',
      )
      .gauge(
        name('status_target_metric'),
        'The current metric status used by this autoscaler when calculating the desired replica count.',
      )
      .gauge(name('status_condition'), 'The condition of this autoscaler.')
      .gauge(name('status_current_replicas'), 'Current number of replicas of pods managed by this autoscaler.')
      .gauge(name('status_desired_replicas'), 'Desired number of replicas of pods managed by this autoscaler.');
    let token = '';
    for (let pages = 0; pages === 0 || token !== ''; pages += 1) {
      if (pages >= mostPages) throw tooMany(client.server, path);
      const query = new URLSearchParams({ limit: String(pageSize), ...(token !== '' && { continue: token }) });
      const { items, metadata } = await client.get(`${path}?${query}`, list, { signal, timeoutMs });
      for (const item of items ?? []) write(page, item);
      token = metadata?.continue ?? '';
    }
    return page.text();
  };
}

function tooMany(server: string, path: string): AppError {
  return new AppError('api.tooLarge', `${server} lists ${path} without an end.`, { details: { server, limitMiB: 0 } });
}

function write(page: PageWriter, item: unknown): void {
  const parsed = autoscaler.safeParse(item).data;
  if (parsed === undefined) return;
  const { metadata, spec, status } = parsed;
  const own: PageLabels = [
    ['namespace', metadata.namespace],
    ['horizontalpodautoscaler', metadata.name],
  ];
  const { scaleTargetRef: to } = spec;
  const target: PageLabels = [
    ['scaletargetref_api_version', to.apiVersion ?? ''],
    ['scaletargetref_kind', to.kind],
    ['scaletargetref_name', to.name],
  ];
  page.sample(name('info'), [...own, ...target], 1);
  page.sample(name('metadata_generation'), own, metadata.generation);
  page.sample(name('spec_max_replicas'), own, spec.maxReplicas);
  page.sample(name('spec_min_replicas'), own, spec.minReplicas ?? 1);
  writeMetrics(page, own, parsed);
  for (const condition of status?.conditions ?? []) {
    for (const is of ['true', 'false', 'unknown']) {
      const labels: PageLabels = [...own, ['condition', condition.type], ['status', is]];
      page.sample(name('status_condition'), labels, condition.status.toLowerCase() === is ? 1 : 0);
    }
  }
  page.sample(name('status_current_replicas'), own, status?.currentReplicas ?? undefined);
  page.sample(name('status_desired_replicas'), own, status?.desiredReplicas ?? undefined);
}

function writeMetrics(page: PageWriter, own: PageLabels, { spec, status }: Autoscaler): void {
  const written = new Set<string>();
  const of = (family: string, metrics: readonly z.infer<typeof metric>[], part: 'target' | 'current') => {
    for (const one of metrics) {
      const found = one.resource ?? one.containerResource ?? one.pods ?? one.object ?? one.external;
      const { value, averageValue, averageUtilization } = found?.[part] ?? {};
      const values = [
        ['value', value],
        ['average', averageValue],
        // A percentage, as the API has it.
        ['utilization', averageUtilization == null ? undefined : String(averageUtilization)],
      ] as const;
      for (const [type, quantity] of values) {
        const labels: PageLabels = [
          ...own,
          ['metric_name', found?.metric?.name ?? found?.name ?? ''],
          ['metric_target_type', type],
        ];
        // Two containers' CPU would be one series twice; the first stands, as a repeated one fails nothing in Prometheus.
        const key = JSON.stringify([family, labels]);
        if (quantity == null || written.has(key)) continue;
        written.add(key);
        page.sample(name(family), labels, quantityText(quantity));
      }
    }
  };
  of('spec_target_metric', spec.metrics ?? [], 'target');
  of('status_target_metric', status?.currentMetrics ?? [], 'current');
}
