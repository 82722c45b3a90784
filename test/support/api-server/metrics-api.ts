/** metrics.k8s.io, as metrics-server serves it: what the nodes and the running pods use now. */
import { type Cluster, secondsOnly } from './cluster.ts';
import { isPod, type KubernetesObject, type Labels, type Pod } from './kubernetes-object.ts';
import { type ResourceType, typeOfObject } from './resource-types.ts';
import type { Usage, UsageSource } from './usage.ts';

function written({ cpuNano, memoryKi }: Usage) {
  return { cpu: `${cpuNano}n`, memory: `${memoryKi}Ki` };
}

function metricsObject(kind: string, of: KubernetesObject, content: object): KubernetesObject {
  const now = secondsOnly(new Date());
  const { name, namespace } = of.metadata;
  const labels: Labels = of.metadata.labels ?? {};
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), creationTimestamp: now, labels },
    timestamp: now,
    window: '15s',
    ...content,
  };
}

function podMetrics(pod: Pod, source: UsageSource): KubernetesObject {
  const { name, namespace = '' } = pod.metadata;
  const containers = pod.spec.containers.map((container) => ({
    name: container.name,
    usage: written(source.container(namespace, name, container.name)),
  }));
  return metricsObject('PodMetrics', pod, { containers });
}

/** The objects of a type of metrics.k8s.io at this moment, in the order of the nodes or pods. */
export function usageObjects(type: ResourceType, cluster: Cluster): readonly KubernetesObject[] {
  const { metrics } = cluster;
  if (metrics === undefined) return [];
  if (type.plural === 'nodes') {
    const usage = (node: KubernetesObject) => ({ usage: written(metrics.node(node.metadata.name)) });
    return cluster.list(typeOfObject('v1', 'Node')).map((node) => metricsObject('NodeMetrics', node, usage(node)));
  }
  const running = cluster.list(typeOfObject('v1', 'Pod')).filter((one) => isPod(one) && one.status.phase === 'Running');
  return running.filter(isPod).map((pod) => podMetrics(pod, metrics));
}
