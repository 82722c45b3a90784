import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchEntry } from '../../../renderer/app/palette/rank.ts';

/** Titles from the best match to the worst; those that do not match are left out. */
function ranked(text: string, ...titles: (string | readonly [title: string, beside: string])[]): readonly string[] {
  const scored = titles.flatMap((one) => {
    const [title, beside] = typeof one === 'string' ? [one, ''] : one;
    const match = matchEntry(text, title, beside);
    return match === undefined ? [] : [{ title, score: match.score }];
  });
  return scored.sort((a, b) => b.score - a.score).map(({ title }) => title);
}

const marked = (text: string, title: string) =>
  matchEntry(text, title)
    ?.marks.map(([from, to]) => title.slice(from, to))
    .join('|');

describe('how well a text means an entry', () => {
  it('prefers the whole title, its begin, the begin of a word, the inside, what stands beside, letters in order', () => {
    const titles = ['xprodx', 'prod-eu', 'eu-prod', 'prod', 'p-r-o-d', ['elsewhere', 'prod'] as const, 'none'];
    expect(ranked('prod', ...titles)).toEqual(['prod', 'prod-eu', 'eu-prod', 'xprodx', 'elsewhere', 'p-r-o-d']);
  });

  it('prefers the shorter of two that match alike', () => {
    expect(ranked('node', 'node_cpu_seconds_total', 'node_load1')).toEqual(['node_load1', 'node_cpu_seconds_total']);
  });

  it('wants every word, in any order, whatever the letters', () => {
    expect([ranked('EU prod', 'prod-eu-1', 'prod-us-1'), ranked('eu harbor', ['prod-eu', 'harbor'])]).toEqual([
      ['prod-eu-1'],
      ['prod-eu'],
    ]);
  });

  it('takes letters in order only from the begin of a word on, and only three or more', () => {
    expect([ranked('cpu', 'Exec plugins'), ranked('ncs', 'node_cpu_seconds'), ranked('ns', 'node_seconds_x')]).toEqual([
      [],
      ['node_cpu_seconds'],
      [],
    ]);
  });

  it('matches everything with nothing', () => {
    expect(matchEntry(' ', 'anything')).toEqual({ score: 0, marks: [] });
  });

  it('marks what matched, once where words overlap', () => {
    expect([marked('cpu node', 'node_cpu'), marked('nod ode', 'node'), marked('ncs', 'node_cpu_s')]).toEqual([
      'node|cpu',
      'node',
      'n|c|s',
    ]);
  });

  it('marks nothing where lower case is longer than what it is of', () => {
    expect(matchEntry('x', 'İx')?.marks).toEqual([]);
  });

  it('marks places within the title, rising and apart, for whatever is typed', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 6 });
    fc.assert(
      fc.property(text, fc.string({ unit: 'grapheme', maxLength: 30 }), (typed, title) => {
        const marks = matchEntry(typed, title)?.marks ?? [];
        const places = marks.flat();
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(new Set(places).size).toBe(places.length);
        expect(places.every((place) => place >= 0 && place <= title.length)).toBe(true);
      }),
      { seed: 4, numRuns: 2000 },
    );
  });
});
