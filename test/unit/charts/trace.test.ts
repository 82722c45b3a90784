import { describe, expect, test } from 'vitest';
import { type Projection, traceLine } from '../../../renderer/charts/trace.ts';

const simple: Projection = { left: 0, perIndex: 10, bottom: 100, bottomValue: 0, perUnit: 1 };
const nan = Number.NaN;

function trace(values: readonly number[], projection = simple): readonly string[] {
  const marks: string[] = [];
  traceLine(Float64Array.from(values), projection, {
    line: { moveTo: (x, y) => marks.push(`move ${x} ${y}`), lineTo: (x, y) => marks.push(`line ${x} ${y}`) },
    disc: (x, y) => marks.push(`disc ${x} ${y}`),
    stretch: (from, to) => marks.push(`stretch ${from} ${to}`),
  });
  return marks;
}

describe('a traced line', () => {
  test('goes from sample to sample', () => {
    expect(trace([1, 2, 3])).toEqual(['move 0 99', 'line 10 98', 'line 20 97', 'stretch 0 2']);
  });

  test('does not bridge a gap', () => {
    expect(trace([1, 2, nan, 4, 5])).toEqual([
      'move 0 99',
      'line 10 98',
      'stretch 0 1',
      'move 30 96',
      'line 40 95',
      'stretch 3 4',
    ]);
  });

  test('shows a sample without neighbours as a disc', () => {
    expect(trace([nan, 2, nan])).toEqual(['disc 10 98', 'stretch 1 1']);
  });

  test('is nothing without samples', () => {
    expect(trace([nan, nan])).toEqual([]);
  });

  test('draws the range of each pixel where samples are denser than pixels', () => {
    const dense = { ...simple, perIndex: 0.25 };
    expect(trace([1, 9, 5, 2, 3, 3, 3, 3], dense)).toEqual([
      'move 0 99',
      'line 0 91',
      'line 0 99',
      'line 0 98',
      'line 1 97',
      'line 1 97',
      'stretch 0 7',
    ]);
  });

  test('keeps every spike, however dense the samples are', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i === 7777 ? 50 : 1));
    const marks = trace(values, { ...simple, perIndex: 0.01 });
    expect(marks.some((mark) => mark.endsWith(' 50'))).toBe(true);
    expect(marks.length).toBeLessThan(600);
  });

  test('tells apart large values that are close together', () => {
    const close: Projection = { ...simple, bottomValue: 1e15, perUnit: 50 };
    expect(trace([1e15, 1e15 + 1, 1e15 + 2], close)).toEqual(['move 0 100', 'line 10 50', 'line 20 0', 'stretch 0 2']);
  });

  test('goes no farther outside of the canvas than a canvas can draw', () => {
    expect(trace([1e300, -1e300])).toEqual(['move 0 -10000000', 'line 10 10000000', 'stretch 0 1']);
  });

  test('draws values as large as 2^64', () => {
    const large: Projection = { ...simple, perUnit: 50 / 2 ** 63 };
    expect(trace([2 ** 63, 2 ** 64], large)).toEqual(['move 0 50', 'line 10 0', 'stretch 0 1']);
  });
});
