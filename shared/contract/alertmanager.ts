import { z } from 'zod';
import type { AlertmanagerItem } from '../model/alertmanager.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

const context = contextId;
/** As `CompanionUse` has it, of the cluster or an address that was typed; absent: that one, else the likeliest that answers. */
const chosen = z.string().min(1).max(2300).optional();
/** As `CompanionUse` has it: what is to be changed is changed where that still holds, or not at all. */
const mark = z.string().min(1).max(100).optional();
const timeMs = z.number().int().min(0).max(8.64e15);
const id = z.string().min(1).max(200);

const silenceText = z.strictObject({
  matchers: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(1024),
        op: z.enum(['=', '!=', '=~', '!~']),
        value: z.string().max(16_384),
      }),
    )
    .min(1)
    .max(100)
    .readonly(),
  startsAtMs: timeMs,
  endsAtMs: timeMs,
  createdBy: z.string().min(1).max(200),
  comment: z.string().min(1).max(10_000),
});

/**
 * The Alertmanager of a context's cluster: looked for when it is first asked, and asked through a tunnel that is closed when nobody asks any
 * more; or at the address that was typed for it, whether or not the context is connected, as long as it is to be. All of them fail with
 * connection.notConnected where it cannot be asked, and with companion.*.
 */
export const alertmanagerDomain = {
  /** Everything that it has now, once. A failure is an item; only connection.notConnected is thrown. */
  read: stream<AlertmanagerItem>()(z.strictObject({ context, chosen })),
  /**
   * Makes a silence, or changes the one with the id: an Alertmanager ends that one and makes another where more than its end or its words
   * change. Sent once, and not at all where something else is typed by now (companion.addressChanged, companion.typedChanged): fails with companion.unsure where the answer was lost, with silence.refused, and with silence.gone where there is no such silence.
   */
  saveSilence: method<{ readonly id: string }>()(
    z.strictObject({ context, chosen, mark, id: id.optional(), silence: silenceText }),
  ),
  /** Ends a silence now; fails in the same ways. */
  expireSilence: method<void>()(z.strictObject({ context, chosen, mark, id })),
};
