import { describe, expect, test } from 'vitest';
import { pileUp, placedLines, stackedExtent } from '../../../renderer/charts/stack.ts';

const nan = Number.NaN;
const piled = (...lines: number[][]) =>
  pileUp(lines.map((values) => Float64Array.from(values))).map(({ lower, upper }) => ({
    lower: [...lower],
    upper: [...upper],
  }));
const linesOf = (...lines: number[][]) =>
  lines.map((values, series) => ({ series, values: Float64Array.from(values), look: undefined }));

describe('a pile of lines', () => {
  test('has each on top of the one below', () => {
    expect(piled([1, 2], [3, 4])).toEqual([
      { lower: [0, 0], upper: [1, 2] },
      { lower: [1, 2], upper: [4, 6] },
    ]);
  });

  test('has a gap where a line has one, and the others then lie lower', () => {
    expect(piled([1, nan, 1], [2, 2, 2])).toEqual([
      { lower: [0, nan, 0], upper: [1, nan, 1] },
      { lower: [1, 0, 1], upper: [3, 2, 3] },
    ]);
  });

  test('goes downwards for what is below zero, apart from the rest', () => {
    expect(piled([2, 2], [-1, 1], [-3, -3])).toEqual([
      { lower: [0, 0], upper: [2, 2] },
      { lower: [0, 2], upper: [-1, 3] },
      { lower: [-1, 0], upper: [-4, -3] },
    ]);
  });
});

describe('what is shown of a pile', () => {
  test('reaches from zero to its top, and to its bottom', () => {
    expect(stackedExtent(linesOf([1, 2], [3, nan]))).toEqual([0, 4]);
    expect(stackedExtent(linesOf([1, 2], [-3, -1]))).toEqual([-3, 2]);
    expect(stackedExtent(linesOf([nan, nan]))).toBeUndefined();
    expect(stackedExtent([])).toBeUndefined();
  });

  test('is each line at the top of its layer; as they are, at their values', () => {
    const lines = linesOf([1, 2], [3, 4]);
    expect(placedLines(lines, 'stacked').map(({ series, values }) => [series, [...values]])).toEqual([
      [0, [1, 2]],
      [1, [4, 6]],
    ]);
    expect(placedLines(lines, 'lines')).toBe(lines);
    // A chart asks with every move of the pointer.
    expect(placedLines(lines, 'stacked')).toBe(placedLines(lines, 'stacked'));
  });
});
