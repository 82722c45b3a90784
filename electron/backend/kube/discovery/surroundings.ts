/** What of a cluster leads to its services from outside: its Ingresses and the addresses of its nodes. */
import { z } from 'zod';
import type { CallOptions, KubeClient } from '../kube-client.ts';
import { listAll } from '../list-all.ts';

export interface Ingress {
  readonly namespace: string;
  readonly host: string;
  readonly secure: boolean;
  readonly path: string;
  readonly service: string;
  readonly port: number | string | undefined;
}

/** Lists that may not be read are empty. */
export interface Surroundings {
  readonly ingresses: readonly Ingress[];
  /** Where a node's port is reached, the likeliest first. */
  readonly nodeAddresses: readonly string[];
}

const maxNodeAddresses = 2;

const ingressObject = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z
    .object({
      tls: z.array(z.object({ hosts: z.array(z.string()).nullish() })).nullish(),
      rules: z
        .array(
          z.object({
            host: z.string().nullish(),
            http: z
              .object({
                paths: z.array(
                  z.object({
                    path: z.string().nullish(),
                    backend: z.object({
                      service: z
                        .object({
                          name: z.string(),
                          port: z.object({ name: z.string().nullish(), number: z.number().nullish() }).nullish(),
                        })
                        .nullish(),
                    }),
                  }),
                ),
              })
              .nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
  status: z
    .object({
      loadBalancer: z
        .object({ ingress: z.array(z.object({ ip: z.string().nullish(), hostname: z.string().nullish() })).nullish() })
        .nullish(),
    })
    .nullish(),
});

/** @throws AppError api.*; CancelledError */
export async function listIngresses(
  client: KubeClient,
  namespace: string,
  options: CallOptions,
): Promise<readonly Ingress[]> {
  const path = `/apis/networking.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/ingresses`;
  const { items } = await listAll(client, path, ingressObject, { ...options, maxItems: 500 });
  return items.flatMap(pathsOf);
}

function pathsOf({ metadata, spec, status }: z.infer<typeof ingressObject>): readonly Ingress[] {
  const { ip, hostname } = status?.loadBalancer?.ingress?.[0] ?? {};
  const secured = new Set((spec?.tls ?? []).flatMap(({ hosts }) => hosts ?? []));
  return (spec?.rules ?? []).flatMap((rule) =>
    (rule.http?.paths ?? []).flatMap(({ path, backend }) => {
      // A rule for every host is reached by the controller's own address. Of a wildcard no host is known.
      const host = rule.host || hostname || ip || '';
      if (backend.service == null || host === '' || host.includes('*')) return [];
      const { name, port } = backend.service;
      const { namespace } = metadata;
      const secure = isCovered(host, secured);
      return [
        { namespace, host, secure, path: path ?? '', service: name, port: port?.number ?? port?.name ?? undefined },
      ];
    }),
  );
}

function isCovered(host: string, secured: ReadonlySet<string>): boolean {
  return secured.has(host) || secured.has(host.replace(/^[^.]+/, '*'));
}

const nodeObject = z.object({
  status: z.object({
    addresses: z.array(z.object({ type: z.string(), address: z.string() })).nullish(),
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
  }),
});

/** @returns addresses of ready nodes, the external ones first. @throws AppError api.*; CancelledError */
export async function listNodeAddresses(client: KubeClient, options: CallOptions): Promise<readonly string[]> {
  // Any node leads to the service: the first page has enough of them.
  const { items } = await listAll(client, '/api/v1/nodes', nodeObject, { ...options, pageSize: 50, maxItems: 49 });
  const ready = items.filter(({ status }) =>
    (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
  const ofType = (wanted: string) =>
    ready
      .flatMap(({ status }) => (status.addresses ?? []).filter(({ type }) => type === wanted))
      .map((one) => one.address);
  return [...ofType('ExternalIP'), ...ofType('InternalIP')].slice(0, maxNodeAddresses);
}
