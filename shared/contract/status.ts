import { z } from 'zod';
import type { ConfigItem, ServerNoticesItem, StatusAnswer, StatusChanges } from '../model/server-status.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

const context = contextId;
const timeMs = z.number().int().min(0).max(8.64e15);
const kept = ['buildinfo', 'runtimeinfo', 'flags', 'alertmanagers'] as const;

/**
 * What the server of a context says of itself: now, or as a record kept it. All of them fail with connection.notConnected without a source, with
 * status.tooLarge and status.malformed where what it says cannot be read, and as `query.run` does.
 */
export const statusDomain = {
  /** One part of it. @param atMs of a record: as of then; absent: the newest. What is live is told as it is now. */
  read: method<StatusAnswer>()(
    z.strictObject({ context, kind: z.enum([...kept, 'tsdb', 'blocks']), atMs: timeMs.optional() }),
  ),
  /** What a live server warns of: all of it, each time it is another. Ends where the source has no such thing at all. */
  notices: stream<ServerNoticesItem>()(z.strictObject({ context })),
  /** The configuration, with `atMs` as of `read`: begin, parts; or why there is none. */
  config: stream<ConfigItem>()(z.strictObject({ context, atMs: timeMs.optional() })),
  /** When a record has another document of that kind than before; none of what is live. Both ends inclusive. */
  changes: method<StatusChanges>()(
    z.strictObject({ context, kind: z.enum([...kept, 'config', 'rules', 'alerts']), startMs: timeMs, endMs: timeMs }),
  ),
};
