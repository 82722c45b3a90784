import { z } from 'zod';
import type { AlertListsItem } from '../model/alert-lists.ts';
import type { RulesItem } from '../model/rule.ts';
import { contextId } from './contexts.ts';
import { stream } from './define.ts';

const timeMs = z.number().int().min(0).max(8.64e15);

/** The rules of the server of a context, and their alerts. Fails with connection.notConnected without a source. */
export const rulesDomain = {
  /**
   * Again every so often. @param atMs of a record: as of then, once, after which it ends; absent: the newest. What is live is told as it is now.
   */
  watch: stream<RulesItem>()(
    z.strictObject({
      context: contextId,
      everyMs: z.number().int().min(1000).max(3_600_000),
      atMs: timeMs.optional(),
    }),
  ),
  /** What the lists of alerts that a record has kept say of a window; nothing of what is live. Both ends inclusive. */
  lists: stream<AlertListsItem>()(z.strictObject({ context: contextId, startMs: timeMs, endMs: timeMs })),
};
