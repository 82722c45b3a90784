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
  const found = new Map<string, FoundGroup[]>();
  const add = (job: string, group: FoundGroup) => {
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
    return (found.get(name) ?? []).map(({ make }) => make());
  };
}

/** Its labels are made when somebody asks for them. */
interface FoundGroup {
  make(): TargetGroup;
}

interface GroupParts {
  readonly source: string;
  readonly labels: () => Labels;
  readonly targets: () => readonly Found[];
}

const podGroup = (pod: KeptPod): GroupParts => ({
  source: `pod/${pod.namespace}/${pod.name}`,
  labels: () => podLabels(pod),
  targets: () => podTargets(pod),
});

const sliceGroup = (slice: KeptSlice, service: KeptService): GroupParts => ({
  source: `endpointslice/${slice.namespace}/${slice.name}`,
  labels: () => sliceLabels(slice, service),
  targets: () => sliceTargets(slice),
});

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
  { source, labels, targets }: GroupParts,
  claimBy: (target: Found) => string | undefined,
): FoundGroup {
  const own = new Set<string>();
  const others = new Map<string, string>();
  for (const target of targets()) {
    const claim = claimBy(target);
    if (claim === undefined || own.has(claim)) continue;
    const by = claims.get(claim);
    if (by !== undefined) others.set(claim, by);
    else {
      own.add(claim);
      claims.set(claim, job);
    }
  }
  const make = (): TargetGroup => ({
    source,
    labels: labels(),
    targets: targets().map((target) => {
      const by = others.get(claimBy(target) ?? '');
      return by === undefined ? target.labels : labelsFromPairs([...labelPairs(target.labels), [scrapedByLabel, by]]);
    }),
  });
  return { make };
}
