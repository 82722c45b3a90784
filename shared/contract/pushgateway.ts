import { z } from 'zod';
import type { PushgatewayItem } from '../model/pushgateway.ts';
import { contextId } from './contexts.ts';
import { stream } from './define.ts';

/** The Pushgateway of a context's cluster; found and reached as its Alertmanager is (alertmanager.ts), and only ever read. */
export const pushgatewayDomain = {
  /** Everything that it has now, once. A failure is an item; only connection.notConnected is thrown. */
  read: stream<PushgatewayItem>()(
    z.strictObject({
      context: contextId,
      /** Which of those of the cluster, as `CompanionUse.found` has it; absent: the likeliest that answers. */
      chosen: z.string().min(1).max(600).optional(),
    }),
  ),
};
