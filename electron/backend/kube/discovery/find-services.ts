/** The services of a cluster: all of them in one list, those of the likely namespaces and of well-known names, or one. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { CallOptions, KubeClient } from '../kube-client.ts';
import { listAll } from '../list-all.ts';
import { monitoringNamespaces, wellKnownName, wellKnownServices } from './identity.ts';
import { isUnreadable } from './prometheus-resources.ts';
import { type ServiceObject, serviceObject } from './service-object.ts';

/** @param onAnswer called when the first page has come. @throws AppError api.*; CancelledError */
export async function listServices(
  client: KubeClient,
  options: CallOptions & { readonly onAnswer: () => void },
): Promise<readonly ServiceObject[]> {
  const onFirstPage = options.onAnswer;
  return (await listAll(client, '/api/v1/services', serviceObject, { ...options, onFirstPage })).items;
}

/** The namespaces to look into where the cluster may not be looked at as a whole. @param own the context's */
export function likelyNamespaces(own: string | undefined): readonly string[] {
  return [...new Set([own ?? 'default', ...monitoringNamespaces])];
}

interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

/** Where a Prometheus may be found by its name alone. */
export function wellKnownIn(namespaces: readonly string[]): readonly ServiceName[] {
  return [...wellKnownServices, ...namespaces.map((namespace) => ({ namespace, name: wellKnownName }))];
}

/** What of the namespaces, and of the services of these names, may be seen. @throws AppError api.*; CancelledError */
export async function findLikelyServices(
  client: KubeClient,
  namespaces: readonly string[],
  options: CallOptions,
  names: readonly ServiceName[],
): Promise<readonly ServiceObject[]> {
  const found = await Promise.all([
    ...namespaces.map((namespace) => visible(listNamespace(client, namespace, options))),
    ...names.map(({ namespace, name }) => visible(getService(client, namespace, name, options))),
  ]);
  const byName = new Map(
    found.flat().map((service) => [`${service.metadata.namespace}/${service.metadata.name}`, service]),
  );
  return [...byName.values()];
}

/**
 * One service, by whichever read the user may do.
 * @returns undefined where it is not there. @throws AppError api.*; CancelledError
 */
export async function findService(
  client: KubeClient,
  { namespace, service }: { readonly namespace: string; readonly service: string },
  options: CallOptions,
): Promise<ServiceObject | undefined> {
  try {
    return (await getService(client, namespace, service, options))[0];
  } catch (error) {
    if (error instanceof AppError && error.code === 'api.notFound') return undefined;
    if (!isForbidden(error)) throw error;
    const listed = await listNamespace(client, namespace, options).catch((inner: unknown) =>
      // What is said is about the first refusal: reading one service is the least that is needed.
      Promise.reject(isForbidden(inner) ? error : inner),
    );
    return listed.find(({ metadata }) => metadata.name === service);
  }
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
    if (isUnreadable(error)) return [];
    throw error;
  }
}

function isForbidden(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'api.forbidden';
}
