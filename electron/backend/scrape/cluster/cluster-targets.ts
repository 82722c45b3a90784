/**
 * The targets of all jobs of a cluster, made of what the watches hold. A port of a pod that several jobs find is scraped by the first of them
 * (cluster-jobs.ts has the order); in the others it has a label that says so, by which a rule drops it, so that a person sees why.
 */
import { type Labels, labelPairs, labelsFromPairs, labelValue } from '../../../../shared/model/labels.ts';
import type { TargetGroup } from '../scrape-plan.ts';
import type { JobSource } from './cluster-jobs.ts';
import { apiServerAddress } from './job-rules.ts';
import { isAnnotated, type KeptNode, type KeptPod, type KeptService, type KeptSlice } from './kube-objects.ts';
import {
  type Found,
  nodeLabels,
  nodeTarget,
  podLabels,
  podTargets,
  scrapedByLabel,
  sliceLabels,
  sliceTargets,
} from './meta-labels.ts';
import { recognizedJobs } from './recognized-jobs.ts';

export interface ClusterState {
  readonly nodes: ReadonlyMap<string, KeptNode>;
  readonly services: ReadonlyMap<string, KeptService>;
  readonly slices: ReadonlyMap<string, KeptSlice>;
  readonly pods: ReadonlyMap<string, KeptPod>;
}

/** @returns the groups of a job. Costs what its own targets cost. */
export type GroupsOf = (name: string, source: JobSource) => readonly TargetGroup[];

export function clusterTargets(state: ClusterState): GroupsOf {
  const claims = new Map<string, string>();
  const found = new Map<string, TargetGroup[]>();
  const add = (job: string, group: TargetGroup) => {
    const groups = found.get(job) ?? [];
    groups.push(group);
    found.set(job, groups);
  };
  // What is more exact takes its targets first: the table, then a pod's own annotations, then its services'.
  const pods = [...state.pods.values()];
  const slices = slicesOfServices(state);
  for (const { name, ports } of recognizedJobs) {
    const isOfPort = (target: Found) => isPort(target, ports);
    for (const pod of pods) if (pod.job === name) add(name, claimed(claims, name, podGroup(pod), isOfPort));
    for (const { slice, service } of slices) {
      if (service.job === name) add(name, claimed(claims, name, sliceGroup(slice, service), isOfPort));
    }
  }
  for (const pod of pods) {
    if (isAnnotated(pod)) add('annotated-pods', claimed(claims, 'annotated-pods', podGroup(pod), asAnnotated(pod)));
  }
  for (const { slice, service } of slices) {
    if (!isAnnotated(service)) continue;
    const group = sliceGroup(slice, service);
    add('annotated-services', claimed(claims, 'annotated-services', group, asAnnotated(service)));
  }
  return (name, source) => {
    if (source.kind === 'nodes') return [...state.nodes.values()].map(nodeGroup);
    if (source.kind === 'apiserver')
      return [{ source: name, labels: [], targets: [['__address__', apiServerAddress]] }];
    if (source.kind === 'page') return [{ source: name, labels: [], targets: [pageTarget(source.page)] }];
    return found.get(name) ?? [];
  };
}

/** A group before it is known which of its targets are other jobs'. */
interface GroupParts {
  readonly found: readonly Found[];
  readonly group: TargetGroup;
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
  const parts = partsOf(`pod/${pod.namespace}/${pod.name}`, podLabels(pod), podTargets(pod));
  podParts.set(pod, parts);
  return parts;
}

function sliceGroup(slice: KeptSlice, service: KeptService): GroupParts {
  const known = sliceParts.get(slice);
  if (known?.service === service) return known;
  const source = `endpointslice/${slice.namespace}/${slice.name}`;
  const parts = { ...partsOf(source, sliceLabels(slice, service), sliceTargets(slice)), service };
  sliceParts.set(slice, parts);
  return parts;
}

function partsOf(source: string, labels: Labels, found: readonly Found[]): GroupParts {
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

function isPort({ port }: Found, ports: readonly string[]): string | undefined {
  if (port === undefined || !(ports.includes(port.portName) || ports.includes(String(port.port)))) return undefined;
  return claimOf(port.namespace, port.pod, port.port, '/metrics');
}

/** The port and the path that the rules will make of the annotations. */
function asAnnotated({ annotations }: Pick<KeptPod, 'annotations'>): (target: Found) => string | undefined {
  const port = labelValue(annotations, 'prometheus.io/port');
  const path = labelValue(annotations, 'prometheus.io/path') || '/metrics';
  const own = port !== undefined && /^\d+$/.test(port) ? Number(port) : undefined;
  return (target) => target.port && claimOf(target.port.namespace, target.port.pod, own ?? target.port.port, path);
}

function claimOf(namespace: string, pod: string, port: number | undefined, path: string): string | undefined {
  return port === undefined ? undefined : `${namespace}/${pod}:${port}${path}`;
}

/** @param claimBy what a target is of this job; undefined for those that its rules drop anyway */
function claimed(
  claims: Map<string, string>,
  job: string,
  { found, group }: GroupParts,
  claimBy: (target: Found) => string | undefined,
): TargetGroup {
  const own = new Set<string>();
  const others = found.map((target) => {
    const claim = claimBy(target);
    if (claim === undefined || own.has(claim)) return undefined;
    const by = claims.get(claim);
    if (by !== undefined) return by;
    own.add(claim);
    claims.set(claim, job);
    return undefined;
  });
  if (others.every((by) => by === undefined)) return group;
  const targets = found.map(({ labels }, at) => {
    const by = others[at];
    return by === undefined ? labels : labelsFromPairs([...labelPairs(labels), [scrapedByLabel, by]]);
  });
  return { ...group, targets };
}
