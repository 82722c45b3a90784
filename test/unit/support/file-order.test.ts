/** Test files that wait are spread among those that work, of which the long ones begin; and all that are named are there. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { longFiles, spread, waitingFiles } from '../../support/file-order.ts';

describe('the order of test files', () => {
  const [waits = '', waitsLess = ''] = waitingFiles;
  const [long = '', lessLong = ''] = longFiles;
  const order = (...files: string[]) => spread(files, (file) => file);

  it('has one that waits before each three that work, the long ones first', () => {
    expect(order('a', lessLong, waitsLess, 'b', long, 'c', waits, 'd')).toEqual([
      ...[waits, long, lessLong, 'a', waitsLess, 'b', 'c', 'd'],
    ]);
  });

  it('loses none where there are few of either', () => {
    expect(order('b', waitsLess, waits)).toEqual([waits, 'b', waitsLess]);
    expect(order('d', 'a', long, 'c', 'b')).toEqual([long, 'd', 'a', 'c', 'b']);
    expect(order()).toEqual([]);
  });

  it('names only files that are there', () => {
    expect([...waitingFiles, ...longFiles].filter((file) => !existsSync(file))).toEqual([]);
  });
});
