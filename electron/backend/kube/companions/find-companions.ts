/**
 * Finds the Alertmanagers or Pushgateways of a cluster: among its services, as far as they may be read, and by what its Prometheus says of where
 * it sends its alerts. Opens nothing and asks none of them.
 */
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import type { CompanionKind } from '../../../../shared/model/companion.ts';
import { findLikelyServices, likelyNamespaces, listServices } from '../discovery/find-services.ts';
import { monitoringNamespaces } from '../discovery/identity.ts';
import { isUnreadable } from '../discovery/prometheus-resources.ts';
import type { ServiceObject } from '../discovery/service-object.ts';
import type { CallOptions, KubeClient } from '../kube-client.ts';
import {
  type CompanionCandidate,
  canBe,
  companionOf,
  namesOf,
  podCandidate,
  serviceCandidate,
  tcpPorts,
  withoutDoubles,
} from './companion-services.ts';
import { readTold, type Told, type ToldPlace } from './told-places.ts';

export interface CompanionSearch {
  readonly kind: CompanionKind;
  readonly signal: AbortSignal;
  /** The context's own. */
  readonly namespace: string | undefined;
  /** The Prometheus's own, where it was found in the cluster. */
  readonly near: string | undefined;
  /** URLs. */
  readonly told: readonly string[];
}

export interface FoundCompanions {
  /** The likeliest first. */
  readonly candidates: readonly CompanionCandidate[];
  /** Why not every service of the cluster could be seen. */
  readonly denied: AppError | undefined;
  /** Where the Prometheus sends its alerts to that is nothing in the cluster, as far as that may be seen. */
  readonly elsewhere: readonly string[];
}

/** What the Prometheus itself says outweighs every label. */
const toldScore = 200;

/** @throws AppError api.*, auth.*; CancelledError */
export async function findCompanions(client: KubeClient, search: CompanionSearch): Promise<FoundCompanions> {
  const { kind, signal, near } = search;
  const namespaces = [...new Set([...(near === undefined ? [] : [near]), ...likelyNamespaces(search.namespace)])];
  const { services, denied } = await readServices(client, kind, namespaces, signal);
  const likely = new Set([...(near === undefined ? [] : [near]), ...monitoringNamespaces]);
  const byId = new Map<string, CompanionCandidate>();
  for (const object of services) {
    const candidate = companionOf(kind, object, likely);
    if (candidate !== undefined) byId.set(candidate.id, candidate);
  }
  const elsewhere: string[] = [];
  for (const told of readTold(search.told)) {
    const candidate = await toldCandidate(client, told, { kind, services, near, namespaces, signal, byId });
    if (candidate === undefined) elsewhere.push(told.url);
    else byId.set(candidate.id, candidate);
  }
  const sorted = [...byId.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return { candidates: withoutDoubles(sorted), denied, elsewhere };
}

async function readServices(
  client: KubeClient,
  kind: CompanionKind,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly services: readonly ServiceObject[]; readonly denied: AppError | undefined }> {
  try {
    return { services: await listServices(client, { signal, onAnswer: () => undefined }), denied: undefined };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'api.forbidden') throw error;
    const names = namespaces.flatMap((namespace) => namesOf(kind).map((name) => ({ namespace, name })));
    return { services: await findLikelyServices(client, namespaces, { signal }, names), denied: error };
  }
}

interface Surroundings {
  readonly kind: CompanionKind;
  readonly services: readonly ServiceObject[];
  readonly near: string | undefined;
  readonly namespaces: readonly string[];
  readonly signal: AbortSignal;
  /** Those that were found by their looks. */
  readonly byId: ReadonlyMap<string, CompanionCandidate>;
}

async function toldCandidate(
  client: KubeClient,
  told: Told,
  around: Surroundings,
): Promise<CompanionCandidate | undefined> {
  const { place } = told;
  if (place === undefined) return undefined;
  const object = serviceAt(place, around);
  if (object !== undefined) return ofService(told, object, place.port, around);
  if (place.kind === 'service') return undefined;
  const pod = await podAt(client, place.ip, around);
  if (pod === undefined) return undefined;
  const before = serviceBefore(pod, around);
  if (before !== undefined) return withTold(before, told);
  const { name, namespace } = pod.metadata;
  if (!canBe(pod.metadata, place.port)) return undefined;
  const candidate = podCandidate(around.kind, { namespace, pod: name, port: place.port });
  return withTold({ ...candidate, foundBy: 'prometheus', score: 0, secure: told.secure }, told);
}

function serviceAt(place: ToldPlace, { services, near }: Surroundings): ServiceObject | undefined {
  if (place.kind === 'address') return services.find(({ spec }) => spec.clusterIP === place.ip);
  const namespace = place.namespace ?? near;
  return services.find(({ metadata }) => metadata.name === place.name && metadata.namespace === namespace);
}

function ofService(
  told: Told,
  object: ServiceObject,
  port: number,
  { kind, byId }: Surroundings,
): CompanionCandidate | undefined {
  const ports = tcpPorts(object);
  // A StatefulSet's pods are called by their own port, whatever the headless service's is.
  const found =
    ports.find((one) => one.port === port) ?? ports.find((one) => Number(one.targetPort) === port) ?? ports[0];
  if (found === undefined || !canBe(object.metadata, found.port)) return undefined;
  const candidate = { ...serviceCandidate(kind, object, found), secure: told.secure };
  const score = byId.get(candidate.id)?.score ?? 0;
  return withTold({ ...candidate, foundBy: 'prometheus', score }, told);
}

function withTold(candidate: CompanionCandidate, { prefix }: Told): CompanionCandidate {
  const score = candidate.score >= toldScore ? candidate.score : candidate.score + toldScore;
  return { ...candidate, foundBy: 'prometheus', score, prefixes: [...new Set([prefix, ...candidate.prefixes])] };
}

const podList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string(),
        labels: z.record(z.string(), z.string()).nullish(),
      }),
    }),
  ),
});

type PodOfAddress = z.infer<typeof podList>['items'][number];

/** Undefined where there is none, or where pods may not be listed: the Prometheus's word only says it better. */
async function podAt(
  client: KubeClient,
  ip: string,
  { namespaces, signal }: Surroundings,
): Promise<PodOfAddress | undefined> {
  const options: CallOptions = { signal };
  const query = `?limit=2&fieldSelector=${encodeURIComponent(`status.podIP=${ip}`)}`;
  const listIn = async (path: string): Promise<readonly PodOfAddress[] | undefined> => {
    try {
      return (await client.get(path + query, podList, options)).items;
    } catch (error) {
      if (isUnreadable(error)) return undefined;
      throw error;
    }
  };
  const everywhere = await listIn('/api/v1/pods');
  if (everywhere !== undefined) return everywhere[0];
  const lists = namespaces.map((namespace) => listIn(`/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`));
  return (await Promise.all(lists)).flatMap((pods) => pods ?? [])[0];
}

/** The likeliest of those found by their looks that leads to the pod: through it another pod is found when this one goes. */
function serviceBefore({ metadata }: PodOfAddress, { byId }: Surroundings): CompanionCandidate | undefined {
  const labels = metadata.labels ?? {};
  const leads = ({ target }: CompanionCandidate) => {
    if (target.kind === 'pod' || target.service.namespace !== metadata.namespace) return false;
    const pairs = Object.entries(target.service.selector ?? {});
    return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
  };
  return [...byId.values()].filter(leads).sort((a, b) => b.score - a.score)[0];
}
