/** The query library as its file has it (docs/formats/queries.md). */
import { z } from 'zod';
import type { ContextId } from '../../../shared/model/context.ts';
import { type LibraryQuery, longestKeptExpr } from '../../../shared/model/query-library.ts';
import type { DocumentFormat } from '../base/json-document.ts';
import { type LibraryList, trimmed, withinRoom } from './library-list.ts';

const query = z.strictObject({
  expr: z.string().min(1).max(longestKeptExpr),
  name: z.string().max(200).default(''),
  starred: z.boolean().default(false),
  lastRunMs: z.number().min(0).default(0),
  runs: z.number().int().min(0).default(0),
  context: z.string().max(2048).optional(),
});

/** Far more than are kept: what has more was not written by a Binnacle. */
const file = z.strictObject({ queries: z.array(z.unknown()).max(100_000) });

export const libraryFormat: DocumentFormat<LibraryList> = {
  version: 1,
  empty: [],
  parse(content) {
    const parsed = file.safeParse(content);
    if (!parsed.success) return undefined;
    const { queries } = parsed.data;
    const found = new Map<string, LibraryQuery>();
    // One bad entry costs itself and no other.
    for (const entry of queries) {
      const { success, data } = query.safeParse(entry);
      if (!success || found.has(data.expr)) continue;
      found.set(data.expr, { ...data, context: data.context as ContextId | undefined });
    }
    const value = withinRoom([...found.values()]);
    return { value: trimmed(value), refused: queries.length - value.length };
  },
  format: (queries) => ({ queries }),
};
