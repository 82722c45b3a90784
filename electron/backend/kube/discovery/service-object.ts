/** A service as the API lists it: what discovery needs of it; the rest of the object is not kept. */
import { z } from 'zod';

const servicePort = z.object({
  name: z.string().optional(),
  port: z.number(),
  targetPort: z.union([z.number(), z.string()]).nullish(),
  protocol: z.string().optional(),
  appProtocol: z.string().nullish(),
  nodePort: z.number().nullish(),
});

export const serviceObject = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()).nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
  spec: z.object({
    type: z.string().optional(),
    /** Absent or `None`: it has none. */
    clusterIP: z.string().nullish(),
    selector: z.record(z.string(), z.string()).nullish(),
    ports: z.array(servicePort).nullish(),
    externalName: z.string().nullish(),
    externalIPs: z.array(z.string()).nullish(),
  }),
  status: z
    .object({
      loadBalancer: z
        .object({ ingress: z.array(z.object({ ip: z.string().nullish(), hostname: z.string().nullish() })).nullish() })
        .nullish(),
    })
    .nullish(),
});

export type ServiceObject = z.infer<typeof serviceObject>;
export type ServicePortObject = z.infer<typeof servicePort>;
