import { expect, test } from 'vitest';
import { columnFormat } from '../../../renderer/charts/value-format.ts';

const texts = (...values: number[]) => values.map(columnFormat([Float64Array.from(values)], 'en'));

test('numbers of a column have the same decimals', () => {
  expect(texts(5.37, 14.205, 0.3)).toEqual(['5.37', '14.21', '0.30']);
  expect(texts(312.44, 0.5)).toEqual(['312.4', '0.5']);
});

test('whole numbers stay whole', () => {
  expect(texts(1, 0, 4812)).toEqual(['1', '0', '4,812']);
});

test('large numbers share a prefix', () => {
  expect(texts(15_410_045_522.4, 2_652_000_000.5)).toEqual(['15.41 G', '2.65 G']);
});

test('a small number beside large ones keeps its digits: it is never written as zero', () => {
  expect(texts(14.2, 0.00012, 0)).toEqual(['14.20', '120 µ', '0']);
});

test('what is no number is written as Prometheus writes it', () => {
  expect(texts(1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual([
    '1.50',
    'NaN',
    '+Inf',
    '-Inf',
  ]);
});

test('small numbers have three digits', () => {
  expect(texts(0.0416, 0.0123)).toEqual(['0.0416', '0.0123']);
});

test('numbers that are close together are told apart', () => {
  expect(texts(1_763_800_000, 1_763_803_600)).toEqual(['1.763800 G', '1.763804 G']);
});
