/** Long test files begin first, and are there. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { longFiles, longFirst } from '../../support/long-files-first.ts';

describe('the order of test files', () => {
  it('begins with the long ones, and leaves the others as they were', () => {
    const [longest, second] = longFiles;
    const order = longFirst(['b.test.ts', second, 'a.test.ts', longest], (file) => file);
    expect(order).toEqual([longest, second, 'b.test.ts', 'a.test.ts']);
  });

  it('names only files that are there', () => {
    expect(longFiles.filter((file) => !existsSync(file))).toEqual([]);
  });
});
