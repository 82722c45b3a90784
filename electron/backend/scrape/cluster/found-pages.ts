/** Which of the pages that are made here a cluster has something for: what its API serves, and what of it may be read. */
import { z } from 'zod';
import { AppError, type AppErrorData } from '../../../../shared/base/errors.ts';
import type { KubeClient } from '../../kube/kube-client.ts';
import type { TargetRoute } from '../scrape-plan.ts';
import { autoscalerPage, autoscalingGroup } from './autoscaler-page.ts';
import { type Access, missingAccess, type WantedAccess } from './cluster-rights.ts';
import { type MetricsServerScope, metricsServerGroup, metricsServerPage } from './metrics-server-page.ts';
import { pageRoute } from './page-route.ts';

interface FoundPage {
  /** Undefined where there is nothing to make it of. */
  readonly route: TargetRoute | undefined;
  readonly problems: readonly AppErrorData[];
}

export type Pages = Readonly<Record<'metrics-server' | 'hpa', FoundPage>>;

interface PageOptions {
  readonly namespace: string | undefined;
  readonly signal: AbortSignal;
}

const groupList = z.object({
  groups: z.array(z.object({ versions: z.array(z.object({ groupVersion: z.string() })) })),
});

/** @throws AppError api.*, auth.*; CancelledError */
export async function findPages(client: KubeClient, access: Access, options: PageOptions): Promise<Pages> {
  const served = await servedGroups(client, options.signal);
  const nothing: FoundPage = { route: undefined, problems: [] };
  const has = (group: string) => served.has(group.replace('/apis/', ''));
  const [metricsServer, hpa] = await Promise.all([
    has(metricsServerGroup) ? findMetricsServer(client, access, options) : nothing,
    has(autoscalingGroup) ? findAutoscalers(client, access, options) : nothing,
  ]);
  return { 'metrics-server': metricsServer, hpa };
}

async function servedGroups(client: KubeClient, signal: AbortSignal): Promise<ReadonlySet<string>> {
  try {
    const { groups } = await client.get('/apis', groupList, { signal });
    return new Set(groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion)));
  } catch (error) {
    if (error instanceof AppError && error.code === 'api.forbidden') return new Set();
    throw error;
  }
}

async function findMetricsServer(client: KubeClient, access: Access, options: PageOptions): Promise<FoundPage> {
  const common = { verb: 'list', group: 'metrics.k8s.io' };
  const wantedNodes = { ...common, resource: 'nodes', namespace: '' };
  const nodes = await access.may(wantedNodes, options.signal);
  const pods = await firstScope(access, { ...common, resource: 'pods' }, options);
  const refused = [...(nodes ? [] : [wantedNodes]), ...pods.refused];
  const problems = refused.map((one) => missingAccess(client, one).toData());
  if (!nodes && pods.scope === 'none') return { route: undefined, problems };
  return { route: pageRoute(metricsServerPage(client, { nodes, pods: pods.scope })), problems };
}

async function findAutoscalers(client: KubeClient, access: Access, options: PageOptions): Promise<FoundPage> {
  const wanted = { verb: 'list', group: 'autoscaling', resource: 'horizontalpodautoscalers' };
  const { scope, refused } = await firstScope(access, wanted, options);
  const problems = refused.map((one) => missingAccess(client, one).toData());
  if (scope === 'none') return { route: undefined, problems };
  return { route: pageRoute(autoscalerPage(client, scope === 'all' ? undefined : scope.namespace)), problems };
}

/** The cluster where it may be read, else the context's namespace. */
async function firstScope(
  access: Access,
  wanted: Omit<WantedAccess, 'namespace'>,
  { namespace, signal }: PageOptions,
): Promise<{ readonly scope: MetricsServerScope['pods']; readonly refused: readonly WantedAccess[] }> {
  const ofCluster = { ...wanted, namespace: '' };
  if (await access.may(ofCluster, signal)) return { scope: 'all', refused: [] };
  if (namespace === undefined) return { scope: 'none', refused: [ofCluster] };
  const own = { ...wanted, namespace };
  const isAllowed = await access.may(own, signal);
  return { scope: isAllowed ? { namespace } : 'none', refused: isAllowed ? [ofCluster] : [ofCluster, own] };
}
