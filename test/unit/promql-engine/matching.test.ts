import { describe, expect, it } from 'vitest';
import { evaluated, type GivenSeries, seriesOf } from './evaluated.ts';

const series = (
  name: string,
  labels: Readonly<Record<string, string>>,
  ...values: (number | undefined)[]
): GivenSeries => ({
  ...{ labels: { __name__: name, ...labels }, values },
});

describe('what is wrong with a match', () => {
  it('is told with both series, as Prometheus writes them', () => {
    const given = [
      series('a', { x: '1' }, 1),
      series('b', { x: '1', y: '1' }, 1),
      series('b', { x: '1', y: '2', 'strange name': '"' }, 1),
    ];
    expect(() => evaluated('a * on(x) b', given)).toThrow(
      'found duplicate series for the match group {x="1"} on the right hand-side of the operation: ' +
        '[{__name__="b", "strange name"="\\"", x="1", y="2"}, {__name__="b", x="1", y="1"}]' +
        ';many-to-many matching not allowed: matching labels must be unique on one side',
    );
    expect(() => evaluated('b * on(x) a', given)).toThrow(
      'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
    );
    expect(() => evaluated('sum by (x, y) (b) * on(x) group_left(y) a', given)).toThrow(
      'multiple matches for labels: grouping labels must ensure unique matches',
    );
  });

  it('is nothing where the other side has no sample at that time', () => {
    const given = [
      series('a', { x: '1' }, undefined, 1),
      series('b', { x: '1', y: '1' }, 1, 2),
      series('b', { x: '1', y: '2' }, 1),
    ];
    expect(seriesOf(evaluated('a * on(x) b', given, { minutes: 1 }))).toEqual([[['x', '1'], [2]]]);
  });

  it('was told until Prometheus 3.9 only where the comparison holds for both', () => {
    const given = [series('a', { x: '1', y: '1' }, 5), series('a', { x: '1', y: '2' }, 1), series('b', { x: '1' }, 3)];
    expect(() => evaluated('a > on(x) b', given)).toThrow('many-to-one matching must be explicit');
    expect(seriesOf(evaluated('a > on(x) b', given, { semantics: 'v2' }))).toEqual([[['x', '1'], [5]]]);
  });

  it('is nothing where series follow one another', () => {
    const given = [
      series('a', { x: '1' }, 1, 1),
      series('b', { x: '1', y: '1' }, 3),
      series('b', { x: '1', y: '2' }, undefined, 4),
    ];
    expect(seriesOf(evaluated('a * on(x) b', given, { minutes: 1 }))).toEqual([
      [
        ['x', '1'],
        [3, 4],
      ],
    ]);
  });
});

describe('fill', () => {
  it('stands for the many side as fill_left and for the one side as fill_right, on whichever side they are written', () => {
    const given = [series('a', { x: '1' }, 10), series('b', { x: '2', y: '1' }, 20)];
    const results = ['left', 'right'].map((side) =>
      seriesOf(evaluated(`a + on(x) group_right fill_${side}(1) b`, given)),
    );
    expect(results).toEqual([[[['x', '1'], [11]]], [[['x', '2', 'y', '1'], [21]]]]);
  });
});

describe('names', () => {
  it('go at once, which makes series equal, or at the end, where aggregations still see them', () => {
    const given = [series('a', { x: '1' }, 1), series('b', { x: '1' }, 2)];
    const same = 'vector cannot contain metrics with the same labelset';
    expect(() => evaluated('abs({x="1"})', given)).toThrow(same);
    expect(() => evaluated('{x="1"} * 2', given)).toThrow(same);
    expect(() => evaluated('abs({x="1"})', given, { delayedNames: true })).toThrow(same);
    expect(seriesOf(evaluated('sum(abs({x="1"}))', given, { delayedNames: true }))).toEqual([[[], [3]]]);
  });
});

describe('a minus sign', () => {
  it('unites series that follow one another and are called the same without their names, since Prometheus 3.9', () => {
    const given = [series('a', { x: '1' }, 1), series('b', { x: '1' }, undefined, 2)];
    expect(seriesOf(evaluated('-{x="1"}', given, { minutes: 1 }))).toEqual([
      [
        ['x', '1'],
        [-1, -2],
      ],
    ]);
    expect(() => evaluated('-{x="1"}', given, { minutes: 1, semantics: 'v2' })).toThrow(
      'vector cannot contain metrics with the same labelset',
    );
  });
});

describe('atan2', () => {
  it('left the name to what it computes until Prometheus 2.47', () => {
    const given = [series('a', {}, 0)];
    const names = (semantics: 'v2' | 'v3') =>
      ['a atan2 1', 'a atan2 a'].map((text) =>
        seriesOf(evaluated(text, given, { semantics })).map(([labels]) => labels),
      );
    const named = [['__name__', 'a']];
    expect([names('v2'), names('v3')]).toEqual([
      [named, named],
      [[[]], [[]]],
    ]);
  });
});

describe('set operators', () => {
  it('look at each time by itself', () => {
    const given = [series('a', { x: '1' }, 1, 2, 3), series('b', { x: '1' }, 1, undefined, 1)];
    const values = (text: string) => seriesOf(evaluated(text, given, { minutes: 2 })).map(([, found]) => found);
    expect(values('a and b')).toEqual([[1, 3]]);
    expect(values('a unless b')).toEqual([[2]]);
    expect(values('b or a')).toEqual([[2], [1, 1]]);
  });
});
