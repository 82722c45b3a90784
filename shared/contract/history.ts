import { z } from 'zod';
import type { CoverageSpan, RecordingFacts } from '../model/recording.ts';
import type { ExportItem, ImportItem, RecordMarks, StoredSource } from '../model/stored-source.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

const timeMs = z.number().int().min(0).max(8.64e15);
/** As any folder of a source may be called: also one that an import was told (`--into`). */
const source = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);
const selectors = z.array(z.string().min(1).max(100_000)).min(1).max(100);
const transfer = z.string().regex(/^[0-9a-z-]{1,64}$/);

/**
 * What is recorded on this computer. What is asked by a context is of its source, or of the record that the context names
 * (`StoredSource.record`); it fails with connection.notConnected without a source, with history.notKept where nothing of it is recorded, and
 * with history.* where the record cannot be read. What is asked by a source's name needs no connection.
 */
export const historyDomain = {
  /**
   * What was recorded in the window (both ends inclusive), and why not: the whole window, rising. Of one rule, by its id, or of all: of one
   * that has no coverage of its own, the whole window is not recorded. Of what an expression reads it is recorded where each of its selectors
   * was, by a rule that may select the same, or where the server had nothing of it while anything else was; fails with query.invalid where it
   * is none.
   */
  coverage: method<readonly CoverageSpan[]>()(
    z
      .strictObject({
        context: contextId,
        startMs: timeMs,
        endMs: timeMs,
        rule: z.string().min(1).max(100).optional(),
        expr: z.string().min(1).max(1_000_000).optional(),
      })
      .refine(({ rule, expr }) => rule === undefined || expr === undefined, 'of a rule, or of an expression'),
  ),
  /** Again every so often, for as long as somebody listens. */
  recording: stream<RecordingFacts>()(
    z.strictObject({ context: contextId, everyMs: z.number().int().min(1000).max(3_600_000) }),
  ),
  /** Every source that has a record: the whole list, at once, when it changes, and every so often. */
  sources: stream<readonly StoredSource[]>()(z.strictObject({ everyMs: z.number().int().min(1000).max(3_600_000) })),
  /** How much can still be written on the disk that they are on; undefined where the system does not tell. */
  disk: method<{ readonly freeBytes: number | undefined }>()(z.strictObject({})),
  /** For the coverage timeline; `parts` numbers of series. */
  marks: method<RecordMarks>()(
    z.strictObject({ context: contextId, startMs: timeMs, endMs: timeMs, parts: z.number().int().min(1).max(4000) }),
  ),
  /** Everything of a source goes, for good. Fails with history.recording while this Binnacle records it. */
  remove: method<void>()(z.strictObject({ source })),
  /** The samples of what is selected within the window go; in the background, also after a crash. */
  deleteSamples: method<void>()(z.strictObject({ source, selectors, startMs: timeMs, endMs: timeMs })),
  /** A window of what is selected, as a file; no selectors: of everything. Ends with `done`; cancelled, nothing is left of it. */
  export: stream<ExportItem>()(
    z.strictObject({
      source,
      selectors: z.array(z.string().min(1).max(100_000)).max(100),
      startMs: timeMs,
      endMs: timeMs,
      format: z.enum(['recording', 'openMetrics']),
    }),
  ),
  /** A file is brought in parts, in order, and then read. One that is not ended within an hour is forgotten. @returns its id */
  importBegin: method<string>()(z.strictObject({ fileName: z.string().max(1024), bytes: z.number().int().min(0) })),
  importPart: method<void>()(z.strictObject({ id: transfer, bytes: z.instanceof(Uint8Array) })),
  /** A source of its own comes of it; cancelled or refused, nothing is left. Fails with history.badFile and its like: where, and why. */
  importEnd: stream<ImportItem>()(z.strictObject({ id: transfer })),
};
