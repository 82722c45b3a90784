import { describe, expect, it } from 'vitest';
import { toldLabels } from '../../../../renderer/views/explorer/anatomy/told-labels.ts';
import type { Labels } from '../../../../shared/model/labels.ts';

/** What is said in common, and of each. */
function told(sets: readonly Labels[], beside?: ReadonlySet<string>) {
  const { common, textOf } = toldLabels(sets, beside);
  return { common, texts: sets.map(textOf) };
}

const cpu = (mode: string, instance: string) => ['__name__', 'cpu', 'instance', instance, 'job', 'node', 'mode', mode];

describe('label sets under each other', () => {
  it('say once what all have, and each what is its own', () => {
    expect(told([cpu('idle', 'a'), cpu('irq', 'a'), cpu('idle', 'b')])).toEqual({
      common: 'cpu{job="node"}',
      texts: ['{instance="a", mode="idle"}', '{instance="a", mode="irq"}', '{instance="b", mode="idle"}'],
    });
  });

  it('leave out what is told beside them, and an empty set is told as one', () => {
    expect(told([cpu('idle', 'a'), cpu('idle', 'b')], new Set(['instance', 'job']))).toEqual({
      common: 'cpu{mode="idle"}',
      texts: ['{}', '{}'],
    });
    expect([told([]), told([[], []])]).toEqual([
      { common: '', texts: [] },
      { common: '', texts: ['{}', '{}'] },
    ]);
  });

  it('tell one alone whole, and a label that not all have with each that has it', () => {
    expect([
      told([cpu('idle', 'a')]),
      told([
        ['a', '1'],
        ['a', '1', 'b', '2'],
      ]),
    ]).toEqual([
      { common: '', texts: ['cpu{instance="a", job="node", mode="idle"}'] },
      { common: '{a="1"}', texts: ['{}', '{b="2"}'] },
    ]);
  });
});
