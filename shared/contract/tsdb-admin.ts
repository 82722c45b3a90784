import { z } from 'zod';
import type { TsdbLook } from '../model/tsdb-admin.ts';
import { contextId } from './contexts.ts';
import { method } from './define.ts';

const context = contextId;
const timeMs = z.number().int().min(0).max(8.64e15);
const mark = z.string().min(1).max(2300);
const span = z.strictObject({ startMs: timeMs, endMs: timeMs }).refine(({ startMs, endMs }) => startMs <= endMs);
/** A blank one would be all that there is. */
const selector = z
  .string()
  .max(65_536)
  .refine((text) => text.trim() !== '');
const selection = z.strictObject({ selector, span: span.optional() });

/**
 * The TSDB admin API of a context's Prometheus (https://prometheus.io/docs/prometheus/latest/querying/api/#tsdb-admin-apis), where its flags
 * allow that. All of them fail with connection.notConnected, tsdbAdmin.notOffered, tsdbAdmin.off, and as `query.run` does.
 */
export const tsdbAdminDomain = {
  /** Changes nothing: who would do it, and, of a selection, what it matches there. */
  look: method<TsdbLook>()(z.strictObject({ context, selection: selection.optional() })),
  /**
   * Deletes the samples that the selection matches, for good. Sent once, to the server that was looked at: fails with tsdbAdmin.otherServer where
   * it is not that one any more, tsdbAdmin.refused, tsdbAdmin.failed, and tsdbAdmin.unsure where the answer was lost.
   */
  deleteSeries: method<void>()(z.strictObject({ context, mark, selection })),
  /** Takes what is deleted off the server's disk. Fails in the same ways. */
  cleanTombstones: method<void>()(z.strictObject({ context, mark })),
};
