/** What a suite comes to: how many passed, what failed, and what passed only at the second try. */
import { describe, expect, it } from 'vitest';
import { countsOf } from '../../../scripts/lib/suites.mjs';

const file = (path: string, passed: number, failed: string[] = [], skipped: string[] = []) => ({
  ...{ path, passed, failed, skipped },
});

describe('the counts of a suite', () => {
  it('are those of all files, with the names of what failed and what was skipped', () => {
    const first = { files: [file('a', 2, ['a fails']), file('b', 3, [], ['b waits'])], problems: [] };
    expect(countsOf('e2e', [first])).toEqual({
      ...{ passed: 5, failed: 1, skipped: 1 },
      ...{ skippedNames: ['b waits'], failedNames: ['e2e: a fails'], secondNames: [] },
    });
  });

  it('name what passed only when it ran once more, and count it as it was then', () => {
    const first = { files: [file('a', 2, ['a fails', 'a is late']), file('b', 3)], problems: [] };
    const second = { files: [file('a', 3, ['a fails'])], problems: [] };
    expect(countsOf('e2e', [first, second])).toEqual({
      ...{ passed: 6, failed: 1, skipped: 0 },
      ...{ skippedNames: [], failedNames: ['e2e: a fails'], secondNames: ['e2e: a is late'] },
    });
  });

  it('have failed where the second run could not say what passed, or ended otherwise', () => {
    const first = { files: [file('a', 2, ['a fails'])], problems: [] };
    const unread = { files: [], problems: ['ended before it could say what passed'] };
    expect(countsOf('e2e', [first, unread])).toMatchObject({
      ...{ passed: 2, failed: 2, secondNames: [] },
      failedNames: ['e2e: a fails', 'e2e: ended before it could say what passed'],
    });
    const odd = { files: [file('a', 3)], problems: ['ended with 1, though no test failed'] };
    expect(countsOf('e2e', [first, odd]).failed).toBe(1);
  });
});
