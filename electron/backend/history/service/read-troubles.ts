/** What of a history's upkeep fails, as its writer stored it. */
import { readFileSync } from 'node:fs';
import { errorCodes } from '../../../../shared/base/errors.ts';
import { fieldOf, numberOf, saidOf } from '../../base/read-fields.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { troublesFile } from './stored-troubles.ts';
import type { UpkeepTrouble, UpkeepWork } from './upkeep-report.ts';

const works: readonly UpkeepWork[] = ['open', 'fold', 'deletion', 'retention', 'log'];

/** As they were when they were last written down; none where that cannot be said. */
export function readTroubles(files: Pick<SourceFiles, 'folder'>): readonly UpkeepTrouble[] {
  try {
    const stored: unknown = JSON.parse(readFileSync(troublesFile(files), 'utf8'));
    const troubles = Array.isArray(stored) ? stored.map(troubleOf) : [];
    // One that is not understood is of a newer Binnacle: it may mean anything.
    return troubles.every((one) => one !== undefined) ? troubles : [];
  } catch {
    // Not written yet, or just being written over.
    return [];
  }
}

function troubleOf(given: unknown): UpkeepTrouble | undefined {
  const said = saidOf(given);
  const work = works.find((one) => one === fieldOf(said, 'work'));
  const [deletion, sinceMs, lastMs] = ['deletion', 'sinceMs', 'lastMs'].map((key) => numberOf(said, key));
  const error = errorOf(fieldOf(said, 'error'));
  if (work === undefined || error === undefined || sinceMs === undefined || lastMs === undefined) return undefined;
  return { work, deletion, error, sinceMs, lastMs };
}

function errorOf(given: unknown): UpkeepTrouble['error'] | undefined {
  const said = saidOf(given);
  const code = errorCodes.find((one) => one === fieldOf(said, 'code'));
  const [message, retryable] = [fieldOf(said, 'message'), fieldOf(said, 'retryable')];
  if (code === undefined || typeof message !== 'string' || typeof retryable !== 'boolean') return undefined;
  // Its details stay behind, as it is stored without them.
  return { code, message, retryable, details: {} };
}
