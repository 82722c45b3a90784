/**
 * The targets of all jobs of a cluster, made of what the watches hold. A port of a pod that several jobs find is scraped by the first of them
 * (cluster-jobs.ts has the order); in the others it has a label that says so, by which a rule drops it, so that a person sees why.
 */
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { type Labels, labelsFromPairs, labelValue } from '../../../../shared/model/labels.ts';
import type { TargetGroup } from '../scrape-plan.ts';
import { type Asked, Claims, type GroupParts, notOfJob } from './claims.ts';
import type { JobSource } from './cluster-jobs.ts';
import { apiServerAddress } from './job-rules.ts';
import { isAnnotated, type KeptNode, type KeptPod, type KeptService, type KeptSlice } from './kube-objects.ts';
import { type Found, nodeLabels, nodeTarget, podLabels, podTargets, sliceLabels, sliceTargets } from './meta-labels.ts';
import { recognizedJobs } from './recognized-jobs.ts';

export interface ClusterState {
  readonly nodes: ReadonlyMap<string, KeptNode>;
  readonly services: ReadonlyMap<string, KeptService>;
  readonly slices: ReadonlyMap<string, KeptSlice>;
  readonly pods: ReadonlyMap<string, KeptPod>;
}

export interface ClusterTargets {
  /** Of a job. Costs what its own targets cost. */
  groups(name: string, source: JobSource): readonly TargetGroup[];
  /** What of a job is left out, as there is too much of it. */
  problems(name: string): readonly AppErrorData[];
}

/** Pages of a kubelet: each a job. */
const nodeJobs = 3;

/** Of what the state has as it begins. Yields after each group: of thousands of pods it takes as long as a window may wait. */
export function* clusterTargets(state: ClusterState): Generator<void, ClusterTargets> {
  const claims = new Claims();
  const found = new Map<string, TargetGroup[]>();
  const add = (job: string, parts: GroupParts, asked: Asked) => {
    const groups = found.get(job) ?? [];
    groups.push(claims.take(job, parts, asked));
    found.set(job, groups);
  };
  const nodes = claims.takeFirst('kubelet', [...state.nodes.values()], nodeJobs);
  claims.spend(nodeJobs * nodes.length);
  // What is more exact takes its targets first: the table, then a pod's own annotations, then its services'.
  const pods = [...state.pods.values()];
  const slices = slicesOfServices(state);
  for (const { name, ports } of recognizedJobs) {
    const ofPort = { claimOf: (target: Found) => portClaim(target, ports), isEachPort: false };
    for (const pod of pods) {
      if (pod.job === name) add(name, podGroup(pod), ofPort);
      yield;
    }
    for (const { slice, service } of slices) {
      if (service.job === name) add(name, sliceGroup(slice, service), ofPort);
      yield;
    }
  }
  for (const pod of pods) {
    if (isAnnotated(pod)) add('annotated-pods', podGroup(pod), asAnnotated(pod));
    yield;
  }
  for (const { slice, service } of slices) {
    if (isAnnotated(service)) add('annotated-services', sliceGroup(slice, service), asAnnotated(service));
    yield;
  }
  return {
    groups(name, source) {
      if (source.kind === 'nodes') return nodes.map(nodeGroup);
      if (source.kind === 'apiserver')
        return [{ source: name, labels: [], targets: [['__address__', apiServerAddress]] }];
      if (source.kind === 'page') return [{ source: name, labels: [], targets: [pageTarget(source.page)] }];
      return found.get(name) ?? [];
    },
    problems: (name) => claims.problems(name),
  };
}

/**
 * Made once for what is held: with every change all of it is looked at again, thousands of pods of which one is another. What is not held
 * any more goes with it.
 */
const podParts = new WeakMap<KeptPod, GroupParts>();
const sliceParts = new WeakMap<KeptSlice, GroupParts & { readonly service: KeptService }>();

/** May be called ahead, as a pod comes: that all of them are then made at once would hold up everything else. */
export function podGroup(pod: KeptPod): GroupParts {
  const known = podParts.get(pod);
  if (known !== undefined) return known;
  const parts = {
    ...partsOf(`pod/${pod.namespace}/${pod.name}`, podLabels(pod), podTargets(pod)),
    morePorts: pod.morePorts,
  };
  podParts.set(pod, parts);
  return parts;
}

function sliceGroup(slice: KeptSlice, service: KeptService): GroupParts {
  const known = sliceParts.get(slice);
  if (known?.service === service) return known;
  const source = `endpointslice/${slice.namespace}/${slice.name}`;
  const parts = {
    ...partsOf(source, sliceLabels(slice, service), sliceTargets(slice)),
    ...{ service, morePorts: slice.morePorts * slice.endpoints.length },
  };
  sliceParts.set(slice, parts);
  return parts;
}

function partsOf(source: string, labels: Labels, found: readonly Found[]): Omit<GroupParts, 'morePorts'> {
  return { found, group: { source, labels, targets: found.map((target) => target.labels) } };
}

function nodeGroup(node: KeptNode): TargetGroup {
  return { source: `node/${node.name}`, labels: nodeLabels(node), targets: [nodeTarget(node)] };
}

/** What it is called, and what it is asked under, is the API's: nothing else answers there. */
function pageTarget(page: string): Labels {
  return labelsFromPairs([
    ['__address__', apiServerAddress],
    ['instance', page],
  ]);
}

function slicesOfServices({ slices, services }: ClusterState) {
  return [...slices.values()].flatMap((slice) => {
    const service = services.get(`${slice.namespace}/${slice.service}`);
    return service === undefined ? [] : [{ slice, service }];
  });
}

function portClaim({ port }: Found, ports: readonly string[]): string | undefined | typeof notOfJob {
  if (port === undefined) return undefined;
  if (!(ports.includes(port.portName) || ports.includes(String(port.port)))) return notOfJob;
  return claimOf(port.namespace, port.pod, port.port, '/metrics');
}

/** The port and the path that the rules will make of the annotations. */
function asAnnotated({ annotations }: Pick<KeptPod, 'annotations'>): Asked {
  const port = labelValue(annotations, 'prometheus.io/port');
  const path = labelValue(annotations, 'prometheus.io/path') || '/metrics';
  const own = port !== undefined && /^\d+$/.test(port) ? Number(port) : undefined;
  return {
    claimOf: (target) => target.port && claimOf(target.port.namespace, target.port.pod, own ?? target.port.port, path),
    isEachPort: own === undefined,
  };
}

function claimOf(namespace: string, pod: string, port: number | undefined, path: string): string | undefined {
  return port === undefined ? undefined : `${namespace}/${pod}:${port}${path}`;
}
