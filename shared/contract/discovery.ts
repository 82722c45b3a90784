import { z } from 'zod';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { ScrapeEstimate } from '../model/scrape-estimate.ts';
import type { SourceChoice } from '../model/source-choice.ts';
import { addressId } from './addresses.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

/** Kubernetes names are at most 253 characters (RFC 1123). */
const name = z.string().min(1).max(253);

export const sourceChoiceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('service'),
    namespace: name,
    service: name,
    port: z.number().int().min(1).max(65_535),
    transport: z.enum(['auto', 'port-forward', 'proxy', 'address']),
    pathPrefix: z
      .string()
      .max(1024)
      .regex(/^(\/[^/?#\s]+)*$/)
      .optional(),
    matchers: z.string().max(4096),
  }),
  z.strictObject({ kind: z.literal('address'), address: addressId }),
  z.strictObject({ kind: z.literal('scrape') }),
]) as unknown as z.ZodType<SourceChoice>;

const oneContext = z.strictObject({ context: contextId });

/** How the Prometheus of a context is found, and which one the user wants. */
export const discoveryDomain = {
  /** The newest diagnosis of the context, whole, again at every change; undefined where it was never looked for. */
  watch: stream<Diagnosis | undefined>()(oneContext),
  /** Tries every way of every likely candidate, beside whatever is connected; ends with the diagnosis. Cancelling ends it early. */
  run: method<Diagnosis>()(oneContext),
  /** What would be scraped in the context's cluster without a Prometheus, and again as more of it is known, up to one that is done. Keeps nothing. */
  estimateScrape: stream<ScrapeEstimate>()(oneContext),
  /** Remembers the choice for the context's cluster (undefined: forgets it) and connects anew. Fails with api.* where the cluster cannot be told. */
  choose: method<void>()(z.strictObject({ context: contextId, choice: sourceChoiceSchema.optional() })),
};
