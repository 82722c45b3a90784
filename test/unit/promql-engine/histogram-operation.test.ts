import { describe, expect, it } from 'vitest';
import { customBucketsSchema } from '../../../shared/model/float-histogram.ts';
import type { BinaryOperator } from '../../../shared/promql/ast.ts';
import { createAnnotations } from '../../../shared/promql/engine/annotations.ts';
import type { Element } from '../../../shared/promql/engine/element.ts';
import { operateHistograms } from '../../../shared/promql/engine/histogram-operation.ts';
import { histogramOf } from './histogram-of.ts';

interface Asked {
  readonly bool?: boolean;
  readonly keep?: 'left' | 'right';
}

function operated(left: Element, op: BinaryOperator, right: Element, { bool = false, keep = 'left' }: Asked = {}) {
  const annotations = createAnnotations();
  const result = operateHistograms(left, right, { op, bool, at: { start: 0, end: 1 }, annotations }, keep);
  return { result, told: annotations.list().map(({ text }) => text) };
}

const some = histogramOf({ sum: 4, positive: { 1: 2, 2: 6 }, resetHint: 'notReset' });
const other = histogramOf({ sum: 1, positive: { 1: 2 }, resetHint: 'notReset' });
const custom = histogramOf({ schema: customBucketsSchema, customValues: [1], positive: { 0: 1 } });

describe('operators with native histograms', () => {
  it('add to a counter and subtract to a gauge, without what came to nothing', () => {
    const sum = histogramOf({ sum: 5, positive: { 1: 4, 2: 6 }, resetHint: 'notReset' });
    expect(operated(some, '+', other)).toEqual({ result: sum, told: [] });
    const difference = histogramOf({ sum: 3, positive: { 2: 6 }, resetHint: 'gauge' });
    expect(operated(some, '-', other)).toEqual({ result: difference, told: [] });
  });

  it('multiply by a number on either side, and divide by one', () => {
    const twice = histogramOf({ sum: 8, positive: { 1: 4, 2: 12 }, resetHint: 'notReset' });
    expect(operated(some, '*', 2).result).toEqual(twice);
    expect(operated(2, '*', some).result).toEqual(twice);
    expect(operated(twice, '/', 2).result).toEqual(some);
    expect(operated(some, '*', 0).result).toEqual(histogramOf({ resetHint: 'notReset' }));
  });

  it('trim by a number', () => {
    const below = histogramOf({ sum: 2 * Math.SQRT2, positive: { 1: 2 }, resetHint: 'notReset' });
    expect(operated(some, '</', 2)).toEqual({ result: below, told: [] });
  });

  it('compare two of them', () => {
    const same = histogramOf({ sum: 4, positive: { 1: 2, 2: 6, 3: 0 } });
    expect(operated(some, '==', same).result).toBe(some);
    expect(operated(some, '==', same, { keep: 'right' }).result).toBe(same);
    expect(operated(some, '!=', same).result).toBeUndefined();
    expect(operated(some, '!=', same, { bool: true }).result).toBe(0);
    expect(operated(some, '==', other, { bool: true }).result).toBe(0);
  });

  it.each<[Element, BinaryOperator, Element, string]>([
    [some, '+', 1, 'histogram + float'],
    [1, '/', some, 'float / histogram'],
    [some, '*', other, 'histogram * histogram'],
    [some, '>', other, 'histogram > histogram'],
    [1, '</', some, 'float </ histogram'],
    [some, '==', 1, 'histogram == float'],
    [some, 'atan2', 1, 'histogram atan2 float'],
  ])('refuse what does not go together (%#)', (left, op, right, words) => {
    const told = [`PromQL info: incompatible sample types encountered for binary operator "${op}": ${words}`];
    expect(operated(left, op, right)).toEqual({ result: undefined, told });
    expect(operated(left, op, right, { bool: true })).toEqual({ result: undefined, told });
  });

  it('refuse exponential buckets beside custom ones', () => {
    const told = ['PromQL warning: incompatible bucket layout encountered for binary operator +'];
    expect(operated(some, '+', custom)).toEqual({ result: undefined, told });
  });

  it('say that custom bounds were given up, and that hints collide', () => {
    const more = histogramOf({ schema: customBucketsSchema, customValues: [1, 2], positive: { 1: 1 } });
    expect(operated(custom, '-', more).told).toEqual([
      'PromQL info: mismatched custom buckets were reconciled during subtraction',
    ]);
    expect(operated(some, '+', { ...other, resetHint: 'reset' }).told).toEqual([
      'PromQL warning: conflicting counter resets during histogram addition',
    ]);
  });
});
