/**
 * The order in which vitest takes test files. Its own is that of the last run, or where there was none of their sizes: of a file that is short
 * and waits long it learns too late, and all the others have ended when that one begins.
 */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They wait more than they work: for scrapes, for lists that come each minute, for a rate to have its range. The longest first. */
export const waitingFiles: readonly string[] = [
  'test/e2e/this-computer.test.ts',
  'test/e2e/record.test.ts',
  'test/e2e/alert-lists.test.ts',
  'test/e2e/scrape-directly.test.ts',
  'test/e2e/alertmanager-alone.test.ts',
  'test/e2e/history.test.ts',
  'test/e2e/notices.test.ts',
  'test/e2e/targets-ours.test.ts',
  'test/e2e/pushgateway.test.ts',
];

/** They work for more than a minute beside others, the longest first. */
export const longFiles: readonly string[] = [
  'test/e2e/configuration.test.ts',
  'test/e2e/alerts.test.ts',
  'test/e2e/status.test.ts',
  'test/e2e/targets.test.ts',
  'test/e2e/explorer-answers.test.ts',
  'test/e2e/explorer-editor.test.ts',
  'test/e2e/connections.test.ts',
  'test/e2e/explorer-accessibility.test.ts',
];

/** So many at work beside one that waits. */
const workingBeside = 3;

/** @returns the same files: those that wait one after the other, and behind each three of the others, the long ones first and the rest as they were */
export function spread<T>(files: readonly T[], pathOf: (file: T) => string): T[] {
  const rankIn = (list: readonly string[]) => (file: T) => {
    const at = list.indexOf(pathOf(file));
    return at === -1 ? list.length : at;
  };
  const [waitingRank, longRank] = [rankIn(waitingFiles), rankIn(longFiles)];
  const waiting = files
    .filter((file) => waitingRank(file) < waitingFiles.length)
    .toSorted((a, b) => waitingRank(a) - waitingRank(b));
  const others = files.filter((file) => !waiting.includes(file)).toSorted((a, b) => longRank(a) - longRank(b));
  const order: T[] = [];
  while (waiting.length > 0 || others.length > 0)
    order.push(...waiting.splice(0, 1), ...others.splice(0, workingBeside));
  return order;
}

export class FileOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return spread(await super.sort(files), ({ moduleId }) => relative(this.ctx.config.root, moduleId));
  }
}
