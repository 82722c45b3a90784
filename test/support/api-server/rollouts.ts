/** What happens to a pod in a live cluster, step by step as a watcher sees it: a rolling update, a restart in place. */
import type { Cluster, PodAddress } from './cluster.ts';
import type { Pod } from './kubernetes-object.ts';

export interface RollingRestart {
  /** Of the new pod. */
  readonly name: string;
  /** What stands behind the new pod's ports; the old pod's processes by default. */
  readonly realPort?: number;
  /** Awaited while both pods are there and the new one is not ready yet: a second Prometheus replays its log. */
  readonly beforeReady?: () => Promise<void>;
  /** Awaited while both are ready. */
  readonly beforeOldGoes?: () => Promise<void>;
}

function podAt(cluster: Cluster, address: PodAddress): Pod {
  const pod = cluster.pod(address);
  if (pod === undefined) throw new Error(`no pod ${address.namespace}/${address.pod}`);
  return pod;
}

function copyForwards(cluster: Cluster, from: PodAddress, to: PodAddress, realPort: number | undefined): void {
  for (const [port, present] of cluster.forwardsOf(from)) cluster.forward({ ...to, port }, realPort ?? present);
}

/** The same pod under another name and address, not ready. */
function freshPod(pod: Pod, name: string, podIP: string | undefined): Pod {
  const { uid: _, creationTimestamp: __, resourceVersion: ___, ...metadata } = pod.metadata;
  const unready = pod.status.conditions?.map((one) => (one.type.endsWith('Ready') ? { ...one, status: 'False' } : one));
  const status = { ...pod.status, ...(unready === undefined ? {} : { conditions: unready }) };
  return { ...pod, metadata: { ...metadata, name }, status: { ...status, ...(podIP === undefined ? {} : { podIP }) } };
}

function nextAddress(podIP: string | undefined): string | undefined {
  return podIP?.replace(/\d+$/, (last) => String((Number(last) % 254) + 1));
}

/** As a Deployment does it: the new pod comes, gets ready, and then the old one goes. */
export async function rollingRestart(cluster: Cluster, old: PodAddress, options: RollingRestart): Promise<PodAddress> {
  const pod = podAt(cluster, old);
  const fresh = { namespace: old.namespace, pod: options.name };
  cluster.apply(freshPod(pod, options.name, nextAddress(pod.status.podIP)));
  copyForwards(cluster, old, fresh, options.realPort);
  await options.beforeReady?.();
  cluster.setReady(fresh, true);
  await options.beforeOldGoes?.();
  cluster.deletePod(old);
  for (const [port] of cluster.forwardsOf(old)) cluster.forward({ ...old, port }, undefined);
  return fresh;
}

/** As a StatefulSet does it: the pod goes, and one of the same name comes, gets ready. */
export async function restartInPlace(
  cluster: Cluster,
  address: PodAddress,
  options: Omit<RollingRestart, 'name' | 'beforeOldGoes'> & {
    /** Awaited while there is no pod. */
    readonly whileGone?: () => Promise<void>;
  } = {},
): Promise<void> {
  const pod = podAt(cluster, address);
  cluster.deletePod(address);
  await options.whileGone?.();
  cluster.apply(freshPod(pod, address.pod, nextAddress(pod.status.podIP)));
  copyForwards(cluster, address, address, options.realPort);
  await options.beforeReady?.();
  cluster.setReady(address, true);
}
