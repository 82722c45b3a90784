import { z } from 'zod';
import type { AppErrorData } from '../base/errors.ts';
import type { LibraryQuery } from '../model/query-library.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

const expr = z.string().min(1).max(1_000_000);

export interface QueryLibrary {
  /** Those that ran last first; those that never ran last, by name. */
  readonly queries: readonly LibraryQuery[];
  /** The file was broken and set aside, or cannot be written: said, never silent. */
  readonly problem: AppErrorData | undefined;
}

/** The queries a person ran, named or starred: kept in a file, the whole list at every change. */
export const queriesDomain = {
  watch: stream<QueryLibrary>()(z.strictObject({})),
  /** It ran. Nothing is kept while `Settings.queryHistory` is off, but of a query that is named or starred. */
  record: method<void>()(z.strictObject({ context: contextId, expr })),
  /** Gives a name ('' takes it away) or a star; a query that is not there yet is added. */
  keep: method<void>()(z.strictObject({ expr, name: z.string().max(200).optional(), starred: z.boolean().optional() })),
  /** Out of the list. */
  forget: method<void>()(z.strictObject({ expr })),
  /** All that are neither named nor starred. */
  forgetPast: method<void>()(z.strictObject({})),
  /** Takes back the last `forget` or `forgetPast` since Binnacle started. */
  restore: method<void>()(z.strictObject({})),
};
