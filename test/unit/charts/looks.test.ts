import { describe, expect, test } from 'vitest';
import { createLookBook, lookCount, lookOfSlot } from '../../../renderer/charts/looks.ts';

const set = (name: string) => ['namespace', name];

describe('the looks of series', () => {
  test('are 12 colours solid, then dashed, then dotted', () => {
    expect([0, 11, 12, 24, 35].map((slot) => lookOfSlot(slot))).toEqual([
      { colour: 0, dash: 'solid' },
      { colour: 11, dash: 'solid' },
      { colour: 0, dash: 'dashed' },
      { colour: 0, dash: 'dotted' },
      { colour: 11, dash: 'dotted' },
    ]);
  });

  test('are dashed from the fifth on where that is asked for, and still all different', () => {
    const early = Array.from({ length: lookCount }, (_, slot) => lookOfSlot(slot, true));
    expect(early.slice(0, 6).map(({ dash }) => dash)).toEqual(['solid', 'solid', 'solid', 'solid', 'dashed', 'dashed']);
    expect(early.map(({ colour }) => colour)).toEqual(Array.from({ length: lookCount }, (_, slot) => slot % 12));
    expect(new Set(early.map((look) => JSON.stringify(look))).size).toBe(lookCount);
  });

  test('keep their colours when dashes come early', () => {
    const book = createLookBook();
    const sets = ['a', 'b', 'c', 'd', 'e'].map(set);
    const colours = book.assign(sets).map(({ colour }) => colour);
    expect(book.assign(sets, true).map(({ colour }) => colour)).toEqual(colours);
  });

  test('are all different within one chart', () => {
    const looks = createLookBook().assign(Array.from({ length: lookCount }, (_, i) => set(`${i}`)));
    expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(lookCount);
  });

  test('stay with a label set across charts and refreshes, whatever its place', () => {
    const book = createLookBook();
    const [, b] = book.assign([set('a'), set('b')]);
    expect(book.assign([set('b'), set('c'), set('a')])[0]).toEqual(b);
  });

  test('do not depend on the metric name', () => {
    const book = createLookBook();
    const [, cpu] = book.assign([
      ['__name__', 'x'],
      ['__name__', 'cpu', 'namespace', 'a'],
    ]);
    expect(book.assign([['__name__', 'memory', 'namespace', 'a']])).toEqual([cpu]);
  });

  test('are not shared by two of one chart that had the same in different charts before', () => {
    const book = createLookBook();
    book.assign([set('a')]);
    book.assign([set('b')]);
    expect(book.assign([set('a'), set('b')])).toEqual([lookOfSlot(0), lookOfSlot(1)]);
    // On its own again, b looks as it did.
    expect(book.assign([set('b')])).toEqual([lookOfSlot(0)]);
  });

  test('begin with the first colours in every new chart', () => {
    const book = createLookBook();
    book.assign([set('a'), set('b')]);
    expect(book.assign([set('c'), set('d')])).toEqual([lookOfSlot(0), lookOfSlot(1)]);
  });

  test('are forgotten, the oldest first, once there are very many of them', () => {
    const book = createLookBook();
    book.assign([set('z'), set('old')]);
    for (let i = 0; i < 3000; i += 1) book.assign([set(`${i}`)]);
    expect(book.assign([set('old')])).toEqual([lookOfSlot(0)]);
  });

  test('begin again where there are more series than looks', () => {
    expect(createLookBook().assign(Array.from({ length: 40 }, (_, i) => set(`${i}`)))).toHaveLength(40);
  });
});
