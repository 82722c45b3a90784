import { z } from 'zod';
import type { CompanionPath } from '../model/companion.ts';
import { contextId } from './contexts.ts';
import { method } from './define.ts';

const place = { context: contextId, kind: z.enum(['alertmanager', 'pushgateway']) };
/** As `CompanionUse` has it, of one in the cluster. */
const target = z.string().min(1).max(600);

/** As it is kept in the settings. */
export const companionPathSchema = z.strictObject({
  ...place,
  target,
  // No dots at a segment's beginning, nothing that is encoded: it goes into a path of the API server.
  pathPrefix: z
    .string()
    .max(200)
    .regex(/^(?:\/[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*)*$/),
}) satisfies z.ZodType<CompanionPath>;

/** The path of an Alertmanager or a Pushgateway in the cluster, where nothing tells it. It is in the settings, of each kind one for a context. */
export const companionsDomain = {
  /** Asks it under that path alone, and keeps the path where it answers. Fails with companion.badPath, companion.* and what leads to it; nothing is kept then. */
  keepPath: method<{ readonly pathPrefix: string }>()(
    z.strictObject({ ...place, target, path: z.string().min(1).max(1000) }),
  ),
  forgetPath: method<void>()(z.strictObject(place)),
};
