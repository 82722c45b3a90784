/** Which values of a text box are its own, come back late. */
import { describe, expect, it } from 'vitest';
import { createEchoes, type Echoes } from '../../../renderer/promql-editor/echoes.ts';

function told(...texts: readonly string[]): Echoes {
  const echoes = createEchoes();
  for (const text of texts) echoes.tell(text);
  return echoes;
}

describe('a value of a text box', () => {
  it('is its own once for each time that it was told, in that order', () => {
    const echoes = told('u', 'up', 'u');
    expect(['u', 'up', 'u', 'u', 'up'].map((value) => echoes.isOwn(value))).toEqual([true, true, true, false, false]);
  });

  it('is its own where several were told and come back as one, and those before are none then', () => {
    const echoes = told('u', 'up', 'up{');
    expect(['up{', 'up', 'u'].map((value) => echoes.isOwn(value))).toEqual([true, false, false]);
  });

  it('is from elsewhere where it was never told, and takes nothing from what is still to come back', () => {
    const echoes = told('u', 'up');
    expect(['rate(up[5m])', 'u', 'up'].map((value) => echoes.isOwn(value))).toEqual([false, true, true]);
  });

  it('is from elsewhere once another text was put into the box', () => {
    const echoes = told('u', 'up');
    echoes.forget();
    expect(echoes.isOwn('up')).toBe(false);
  });

  it('keeps no more than a hundred texts for a host that gives none back', () => {
    const echoes = told(...Array.from({ length: 150 }, (_, index) => `u${index}`));
    expect([echoes.isOwn('u49'), echoes.isOwn('u50')]).toEqual([false, true]);
  });
});
