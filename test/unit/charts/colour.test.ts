import { expect, test } from 'vitest';
import { contrast, rgbOf } from '../../../renderer/charts/colour.ts';

test('a colour is read as the tokens write it and as a browser computes it', () => {
  expect(['#1252b8', 'rgb(18, 82, 184)', 'rgba(18, 82, 184, 0.5)', 'rgb(18 82 184 / 50%)'].map(rgbOf)).toEqual(
    Array(4).fill([18, 82, 184]),
  );
});

test('what is no colour is grey', () => {
  expect(['', 'CanvasText', '#12', 'rgb(a, b, c)'].map(rgbOf)).toEqual(Array(4).fill([128, 128, 128]));
});

test('contrast is that of WCAG, whichever is the lighter', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
  expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21, 10);
  expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
});
