/**
 * The services of a cluster, in one list of all namespaces; where the user may not list them all, those of the likely namespaces, and the
 * well-known ones by their names.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import type { CallOptions, KubeClient } from '../kube-client.ts';
import { listAll } from '../list-all.ts';
import {
  monitoringNamespaces,
  type ServiceObject,
  serviceObject,
  wellKnownName,
  wellKnownServices,
} from './candidates.ts';

export interface FindServicesOptions extends CallOptions {
  readonly namespace: string | undefined;
  /** Called once, when the API server has first answered, be it with a refusal of the list. */
  readonly onAnswer: () => void;
}

export interface FoundServices {
  readonly services: readonly ServiceObject[];
  /** Why not every service of the cluster could be seen. */
  readonly denied: AppError | undefined;
}

/** @throws AppError api.*; CancelledError */
export async function findServices(client: KubeClient, options: FindServicesOptions): Promise<FoundServices> {
  let answered = false;
  const onFirstPage = () => {
    if (!answered) options.onAnswer();
    answered = true;
  };
  try {
    const { items } = await listAll(client, '/api/v1/services', serviceObject, { ...options, onFirstPage });
    return { services: items, denied: undefined };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    onFirstPage();
    return { services: await findByNamespace(client, options), denied: error };
  }
}

async function findByNamespace(client: KubeClient, options: FindServicesOptions): Promise<readonly ServiceObject[]> {
  const own = options.namespace ?? 'default';
  const namespaces = [...new Set([own, ...monitoringNamespaces])];
  const names = [...wellKnownServices, ...namespaces.map((namespace) => ({ namespace, name: wellKnownName }))];
  const found = await Promise.all([
    ...namespaces.map((namespace) => visible(listNamespace(client, namespace, options))),
    ...names.map(({ namespace, name }) => visible(getService(client, namespace, name, options))),
  ]);
  const byName = new Map(
    found.flat().map((service) => [`${service.metadata.namespace}/${service.metadata.name}`, service]),
  );
  return [...byName.values()];
}

async function listNamespace(
  client: KubeClient,
  namespace: string,
  options: CallOptions,
): Promise<readonly ServiceObject[]> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services`;
  return (await listAll(client, path, serviceObject, options)).items;
}

async function getService(
  client: KubeClient,
  namespace: string,
  name: string,
  options: CallOptions,
): Promise<readonly ServiceObject[]> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${encodeURIComponent(name)}`;
  return [await client.get(path, serviceObject, options)];
}

/** Nothing for what is not there or may not be seen. */
async function visible(services: Promise<readonly ServiceObject[]>): Promise<readonly ServiceObject[]> {
  try {
    return await services;
  } catch (error) {
    if (isForbidden(error) || (error instanceof AppError && error.code === 'api.notFound')) return [];
    throw error;
  }
}

function isForbidden(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'api.forbidden';
}
