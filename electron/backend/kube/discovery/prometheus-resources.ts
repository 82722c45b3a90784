/** The Prometheuses of the operator, by its custom resources: where each is, and the path before its API. */
import { z } from 'zod';
import { AppError } from '../../../../shared/base/errors.ts';
import type { CallOptions, KubeClient } from '../kube-client.ts';
import { type Listing, listAll } from '../list-all.ts';

export interface OperatedPrometheus {
  readonly namespace: string;
  readonly name: string;
  /** Of the pods' port, and of the operator's own service's. */
  readonly portName: string;
  /** '' or `/prometheus`, never with a slash at the end. */
  readonly routePrefix: string;
  readonly secure: boolean;
}

const prometheusObject = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z
    .object({
      portName: z.string().nullish(),
      routePrefix: z.string().nullish(),
      web: z.object({ tlsConfig: z.unknown().optional() }).nullish(),
    })
    .nullish(),
});

const path = (namespace: string | undefined) =>
  namespace === undefined
    ? '/apis/monitoring.coreos.com/v1/prometheuses'
    : `/apis/monitoring.coreos.com/v1/namespaces/${encodeURIComponent(namespace)}/prometheuses`;

/** Of thousands nobody could choose. */
const maxItems = 200;

/** @param namespace undefined for all. @throws AppError api.* (api.notFound: the operator is not installed); CancelledError */
export async function listPrometheuses(
  client: KubeClient,
  namespace: string | undefined,
  options: CallOptions,
): Promise<readonly OperatedPrometheus[]> {
  const { items }: Listing<z.infer<typeof prometheusObject>> = await listAll(
    client,
    path(namespace),
    prometheusObject,
    { ...options, maxItems },
  );
  return items.map(({ metadata, spec }) => ({
    ...metadata,
    portName: spec?.portName || 'web',
    routePrefix: trimPrefix(spec?.routePrefix ?? ''),
    secure: spec?.web?.tlsConfig != null,
  }));
}

/**
 * `/` and '' are no prefix; `prometheus/` is `/prometheus`. Neither is one what leads somewhere else: it goes into a path of the API server,
 * which is asked as the user.
 */
function trimPrefix(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '');
  if (bare === '' || /[^\w\-.~!$&'()*+,;=:@/]/.test(bare) || bare.split('/').some((one) => /^\.{0,2}$/.test(one)))
    return '';
  return `/${bare}`;
}

/** What cannot be read is not used; what can be is. */
export function isUnreadable(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'api.forbidden' || error.code === 'api.notFound');
}
