import { z } from 'zod';
import type { ConnectionState, ContextId, ContextsSnapshot } from '../model/context.ts';
import { method, stream } from './define.ts';

export const contextId = z
  .string()
  .min(1)
  .max(2048)
  .transform((text) => text as ContextId) as unknown as z.ZodType<ContextId>;

const nothing = z.strictObject({});
const oneContext = z.strictObject({ context: contextId });

/** The contexts of the kubeconfig files: the whole list, again at every change. */
export const contextsDomain = {
  watch: stream<ContextsSnapshot>()(nothing),
  /** Reads the files again now. */
  reload: method<void>()(nothing),
  /**
   * The user agrees that the context's file runs its exec command, as auth.execConsent showed it; does not connect. Fails with
   * auth.execConsent, with what the file says now, where that is no longer what was shown.
   */
  allowExec: method<void>()(z.strictObject({ context: contextId, digest: z.string().regex(/^[0-9a-f]{64}$/) })),
};

export interface ConnectionUpdate {
  readonly context: ContextId;
  readonly state: ConnectionState;
}

/** Connections are made on demand only. `watch` begins with the state of every context that is not idle. */
export const connectionsDomain = {
  watch: stream<ConnectionUpdate>()(nothing),
  /** Starts to connect, or tries again at once when backing off or stopped; answers before the connection stands. */
  connect: method<void>()(oneContext),
  disconnect: method<void>()(oneContext),
};
