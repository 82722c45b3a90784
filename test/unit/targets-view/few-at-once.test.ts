import { describe, expect, it } from 'vitest';
import { fewNew, type WantedRow } from '../../../renderer/components/use-few-at-once.ts';

/** `0 1 2*`: rows by index; with a rank behind a colon where it is not 1. */
function rows(text: string): readonly WantedRow[] {
  return text.split(' ').map((one) => {
    const [index = '', rank = '1'] = one.split(':');
    return { index: Number(index), key: `row ${index}`, rank: Number(rank) };
  });
}

const inPage = (text: string) => new Set(text === '' ? [] : text.split(' ').map((index) => `row ${index}`));
const indexes = (shown: readonly WantedRow[]) => shown.map(({ index }) => index).join(' ');

describe('rows that come into the page a few at a time', () => {
  it('all come at once where few are new, whatever is there already', () => {
    expect(indexes(fewNew(rows('0 1 2 3 4 5'), inPage('0 1 2 3'), 2))).toBe('0 1 2 3 4 5');
  });

  it('come from the top, and those that are there stay', () => {
    expect(indexes(fewNew(rows('3 4 5 6 7 8'), inPage('5'), 2))).toBe('3 4 5');
    expect(indexes(fewNew(rows('3 4 5 6 7 8'), inPage('3 4 5'), 2))).toBe('3 4 5 6 7');
  });

  it('come in sight before those next to it, and the row of the keys before all', () => {
    expect(indexes(fewNew(rows('3:2 4 5 6 7:2 90:0'), inPage(''), 3))).toBe('4 5 90');
  });

  it('are all there after as many turns as they need', () => {
    const wanted = rows('0:2 1 2 3 4 5:2 6:0');
    let there = inPage('');
    let turns = 0;
    for (; there.size < wanted.length; turns += 1) there = new Set(fewNew(wanted, there, 3).map(({ key }) => key));
    expect(turns).toBe(3);
  });
});
