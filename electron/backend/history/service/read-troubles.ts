/** What of a history's upkeep fails, as its writer stored it. Apart from the writing: the writer's thread does without a validator. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCodes } from '../../../../shared/base/errors.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { troublesFile } from './stored-troubles.ts';
import type { UpkeepTrouble } from './upkeep-report.ts';

const text = z.string();
const shape = z.array(
  z.object({
    work: z.enum(['open', 'fold', 'deletion', 'retention', 'log']),
    deletion: z.union([z.number(), z.undefined()]).optional(),
    error: z.object({
      code: z.enum(errorCodes),
      message: text,
      details: z.record(text, z.union([text, z.number()])),
      retryable: z.boolean(),
    }),
    sinceMs: z.number(),
    lastMs: z.number(),
  }),
);

/** As they were when they were last written down; none where that cannot be said. */
export function readTroubles(files: Pick<SourceFiles, 'folder'>): readonly UpkeepTrouble[] {
  try {
    return shape.parse(JSON.parse(readFileSync(troublesFile(files), 'utf8')));
  } catch {
    // Not written yet, or just being written over.
    return [];
  }
}
