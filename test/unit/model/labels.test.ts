import { describe, expect, it } from 'vitest';
import { formatLabels, labelPairs, labelsFromPairs, labelsKey, labelValue } from '../../../shared/model/labels.ts';

describe('a label set', () => {
  it('is sorted by name, and a repeated name keeps its last value', () => {
    const pairs = [
      ['job', 'a'],
      ['__name__', 'up'],
      ['Z', 'z'],
      ['job', 'b'],
    ] as const;
    expect(labelsFromPairs(pairs)).toEqual(['Z', 'z', '__name__', 'up', 'job', 'b']);
  });

  it('finds a value by its name, and by no other', () => {
    const labels = ['__proto__', 'p', 'a', 'b', 'b', ''];
    expect(['__proto__', 'a', 'b', 'p', 'constructor'].map((name) => labelValue(labels, name))).toEqual([
      'p',
      'b',
      '',
      undefined,
      undefined,
    ]);
  });

  it('gives its pairs', () => {
    expect(labelPairs(['a', '1', 'b', '2'])).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it.each([
    [[], '{}'],
    [['__name__', 'up'], 'up'],
    [['__name__', 'up', 'job', 'node'], 'up{job="node"}'],
    [['job', 'no"de\n'], '{job="no\\"de\\n"}'],
    [['__name__', 'http.requests', 'a.b', 'c'], '{"http.requests", "a.b"="c"}'],
  ])('%j is written as %s', (labels, text) => {
    expect(formatLabels(labels)).toBe(text);
  });

  it('has a key that no other set has', () => {
    expect(labelsKey(['a', 'b,c'])).not.toBe(labelsKey(['a,b', 'c']));
  });
});
