import { z } from 'zod';
import { contextId } from './contexts.ts';
import { method } from './define.ts';

/** What a view of a context showed last, as the text after the `?` of its address: so that it is there again after a restart. */
export const workspacesDomain = {
  read: method<{ readonly search: string | undefined }>()(
    z.strictObject({ context: contextId, view: z.enum(['explorer']) }),
  ),
  /** '' forgets it. Kept soon after, and at the latest when the backend closes. */
  keep: method<void>()(
    z.strictObject({ context: contextId, view: z.enum(['explorer']), search: z.string().max(262_144) }),
  ),
};
