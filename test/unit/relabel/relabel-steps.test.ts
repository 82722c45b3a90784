import { describe, expect, it } from 'vitest';
import { relabel } from '../../../shared/relabel/relabel.ts';
import { relabelSteps } from '../../../shared/relabel/relabel-steps.ts';
import { of, rulesOf } from './written.ts';

describe('the steps of relabelling', () => {
  it('tell what each rule looked at, what it found and what it changed', () => {
    const rules = rulesOf([
      { source_labels: ['a', 'no'], regex: '(?P<first>.)(.*);(x)?', target_label: 'd', replacement: '$2' },
      { source_labels: ['a'], regex: 'no', target_label: 'e' },
      { target_label: 'a', replacement: '' },
    ]);
    const [first, second, third, ...others] = relabelSteps(rules, of({ a: 'foo', b: 'bar' }));
    expect(first).toEqual({
      rule: 0,
      config: rules.configs[0],
      before: of({ a: 'foo', b: 'bar' }),
      after: of({ a: 'foo', b: 'bar', d: 'oo' }),
      dropped: false,
      changes: [{ name: 'd', before: undefined, after: 'oo' }],
      looks: [
        {
          text: 'foo;',
          groups: [
            { index: 0, name: undefined, text: 'foo;' },
            { index: 1, name: 'first', text: 'f' },
            { index: 2, name: undefined, text: 'oo' },
            { index: 3, name: undefined, text: undefined },
          ],
        },
      ],
    });
    expect(second).toMatchObject({ rule: 1, changes: [], looks: [{ text: 'foo', groups: undefined }] });
    expect(second?.after).toEqual(second?.before);
    expect(third).toMatchObject({
      after: of({ b: 'bar', d: 'oo' }),
      changes: [{ name: 'a', before: 'foo', after: undefined }],
      looks: [{ text: '', groups: [{ text: '' }, { text: '' }] }],
    });
    expect(others).toEqual([]);
  });

  it('end with the rule that dropped', () => {
    const rules = rulesOf([
      { action: 'keep', source_labels: ['a'], regex: '(f)oo' },
      { action: 'dropequal', source_labels: ['a'], target_label: 'b' },
      { target_label: 'c', replacement: 'never' },
    ]);
    const steps = relabelSteps(rules, of({ a: 'foo', b: 'foo' }));
    expect(steps.map(({ rule, dropped, changes, looks }) => ({ rule, dropped, changes, looks }))).toEqual([
      {
        rule: 0,
        dropped: false,
        changes: [],
        looks: [
          {
            text: 'foo',
            groups: [
              { index: 0, name: undefined, text: 'foo' },
              { index: 1, name: undefined, text: 'f' },
            ],
          },
        ],
      },
      { rule: 1, dropped: true, changes: [], looks: [{ text: 'foo', groups: undefined }] },
    ]);
    expect(steps.at(-1)?.after).toEqual(of({ a: 'foo', b: 'foo' }));
  });

  it('name the labels that matched', () => {
    const rules = rulesOf([
      { action: 'labelmap', regex: 'm_(.*)', replacement: 'x_$1' },
      { action: 'labeldrop', regex: 'm_a' },
      { action: 'labelkeep', regex: 'x_.*' },
    ]);
    const steps = relabelSteps(rules, of({ m_a: '1', m_b: '2', z: '3', x_b: 'old' }));
    expect(steps.map(({ changes, looks }) => [looks.map(({ text }) => text), changes])).toEqual([
      [
        ['m_a', 'm_b'],
        [
          { name: 'x_a', before: undefined, after: '1' },
          { name: 'x_b', before: 'old', after: '2' },
        ],
      ],
      [['m_a'], [{ name: 'm_a', before: '1', after: undefined }]],
      [
        ['x_a', 'x_b'],
        [
          { name: 'm_b', before: '2', after: undefined },
          { name: 'z', before: '3', after: undefined },
        ],
      ],
    ]);
    expect(steps[0]?.looks[0]?.groups?.map(({ text }) => text)).toEqual(['m_a', 'a']);
  });

  it('come to what relabelling comes to', () => {
    const rules = rulesOf([
      { source_labels: ['a'], target_label: 'b', action: 'uppercase' },
      { source_labels: ['b'], target_label: 'c', action: 'hashmod', modulus: 7 },
      { action: 'labelmap', regex: '(.)', replacement: 'l_$1' },
    ]);
    const labels = of({ a: 'foo', z: '' });
    expect(relabelSteps(rules, labels).at(-1)?.after).toEqual(relabel(rules, labels));
    expect(relabelSteps(rules, labels)[0]?.before).toEqual(of({ a: 'foo' }));
  });
});
