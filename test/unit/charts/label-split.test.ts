import { describe, expect, test } from 'vitest';
import { seriesName, splitLabels } from '../../../renderer/charts/label-split.ts';

const a = ['__name__', 'up', 'cluster', 'eu', 'job', 'node'];
const b = ['__name__', 'up', 'cluster', 'eu', 'job', 'api'];

describe('the labels of several series', () => {
  test('are told apart: those that all share, and those that differ', () => {
    expect(splitLabels([a, b])).toMatchObject({ common: ['__name__', 'up', 'cluster', 'eu'], differing: ['job'] });
  });

  test('differ where one series lacks one', () => {
    expect(
      splitLabels([
        ['job', 'a', 'x', '1'],
        ['job', 'a'],
      ]),
    ).toMatchObject({ common: ['job', 'a'], differing: ['x'] });
    expect(
      splitLabels([
        ['job', 'a'],
        ['job', 'a', 'x', '1'],
      ]),
    ).toMatchObject({ common: ['job', 'a'], differing: ['x'] });
  });

  test('begin with the metric name where that differs', () => {
    expect(
      splitLabels([
        ['__name__', 'b', 'a', '1'],
        ['__name__', 'c', 'a', '2'],
      ]).differing,
    ).toEqual(['__name__', 'a']);
  });

  test('all name the series where there is only one', () => {
    expect(splitLabels([a])).toMatchObject({ common: [], differing: ['__name__', 'cluster', 'job'] });
  });

  test('may be hostile', () => {
    const split = splitLabels([
      ['__proto__', 'x', 'constructor', '1'],
      ['__proto__', 'x', 'constructor', '2'],
    ]);
    expect(split).toMatchObject({ common: ['__proto__', 'x'], differing: ['constructor'] });
  });

  test('may be none at all', () => {
    expect(splitLabels([])).toMatchObject({ common: [], differing: [] });
  });
});

describe('the name of a series', () => {
  test('says only one of labels that always change together, the shortest', () => {
    const sets = ['1', '2'].flatMap((n) =>
      ['eth0', 'lo'].map((device) => ['device', device, 'job', 'x', 'node', `n${n}`, 'pod', `exporter-abc-${n}`]),
    );
    const split = splitLabels(sets);
    expect([split.differing, split.naming]).toEqual([
      ['device', 'node', 'pod'],
      ['device', 'node'],
    ]);
    expect(seriesName(split, sets[1] ?? [])).toBe('lo · n1');
  });

  test('is the values that differ', () => {
    expect(seriesName(splitLabels([a, b]), a)).toBe('node');
  });

  test('is all of them where nothing is shared', () => {
    expect(seriesName(splitLabels([a]), a)).toBe('up{cluster="eu", job="node"}');
  });

  test('joins several values', () => {
    const sets = [
      ['c', 'x', 'ns', 'a', 'pod', '1'],
      ['c', 'x', 'ns', 'b', 'pod', '2'],
      ['c', 'x', 'ns', 'b', 'pod', '3'],
    ];
    expect(seriesName(splitLabels(sets), sets[1] ?? [])).toBe('b · 2');
  });
});
