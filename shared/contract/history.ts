import { z } from 'zod';
import type { CoverageSpan, RecordingFacts } from '../model/recording.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

/**
 * What is recorded on this computer of the source of a context. They fail with connection.notConnected without a source, with
 * history.notKept where nothing of it is recorded, and with history.* where the record cannot be read.
 */
export const historyDomain = {
  /** What was recorded in the window (both ends inclusive), and why not: the whole window, rising. */
  coverage: method<readonly CoverageSpan[]>()(
    z.strictObject({ context: contextId, startMs: z.number().int(), endMs: z.number().int() }),
  ),
  /** Again every so often, for as long as somebody listens. */
  recording: stream<RecordingFacts>()(
    z.strictObject({ context: contextId, everyMs: z.number().int().min(1000).max(3_600_000) }),
  ),
};
