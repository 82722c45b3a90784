/**
 * The order in which vitest takes test files. Its own is that of the last run, or where there was none of their sizes: of a file that is short
 * and waits long it learns too late, and all the others have ended when that one begins.
 */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They take more than a minute and a half beside others, the longest first: what they do is wait for what takes its time. */
export const longFiles = [
  'test/e2e/this-computer.test.ts',
  'test/e2e/alert-lists.test.ts',
  'test/e2e/scrape-directly.test.ts',
  'test/e2e/configuration.test.ts',
  'test/e2e/alerts.test.ts',
  'test/e2e/status.test.ts',
  'test/e2e/record.test.ts',
] as const;

/** @returns the same files, those of the list first and in its order; the others as they were */
export function longFirst<T>(files: readonly T[], pathOf: (file: T) => string): T[] {
  const rank = (file: T) => {
    const at = (longFiles as readonly string[]).indexOf(pathOf(file));
    return at === -1 ? longFiles.length : at;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}

export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return longFirst(await super.sort(files), ({ moduleId }) => relative(this.ctx.config.root, moduleId));
  }
}
