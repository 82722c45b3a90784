/**
 * Endpoints of services, for a cluster without EndpointSlices (before Kubernetes 1.21, or without that API): held as the slices that would say the
 * same, a subset each.
 */
import { z } from 'zod';
import { type KeptSlice, Shared, slicePort, slicePorts } from './kube-objects.ts';
import type { WatchedResource } from './resource-watch.ts';

const addresses = z
  .array(
    z.object({
      ip: z.string(),
      nodeName: z.string().nullish(),
      targetRef: z.object({ kind: z.string().nullish(), name: z.string().nullish() }).nullish(),
    }),
  )
  .nullish();

const endpointsObject = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  subsets: z
    .array(z.object({ addresses, notReadyAddresses: addresses, ports: z.array(slicePort).nullish() }))
    .nullish(),
});

export function endpointsResource(): WatchedResource<readonly KeptSlice[]> {
  const held = new Shared();
  const endpoint = (ready: boolean) => (one: NonNullable<z.infer<typeof addresses>>[number]) => ({
    ...{ address: one.ip, ready, node: held.text(one.nodeName ?? '') },
    pod: one.targetRef?.kind === 'Pod' ? (one.targetRef.name ?? '') : '',
  });
  return {
    ...{ group: '', version: 'v1', plural: 'endpoints', isNamespaced: true, pageSize: 100 },
    keep(object) {
      const found = endpointsObject.safeParse(object).data;
      if (found === undefined) return undefined;
      const { name, namespace } = found.metadata;
      return (found.subsets ?? []).map((subset, index) => ({
        ...{ namespace: held.text(namespace), service: name, name: index === 0 ? name : `${name}-${index}` },
        ...slicePorts(subset.ports ?? [], held),
        endpoints: [
          ...(subset.addresses ?? []).map(endpoint(true)),
          ...(subset.notReadyAddresses ?? []).map(endpoint(false)),
        ],
      }));
    },
  };
}
