/** The search, the colours of a line, which versions are compared, and the address. */
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import { lineParts, yamlSpans } from '../../../renderer/components/yaml-spans.ts';
import { chosenVersions } from '../../../renderer/views/configuration/chosen-versions.ts';
import {
  type ConfigurationState,
  configurationAddress,
  defaultState,
} from '../../../renderer/views/configuration/configuration-state.ts';
import {
  firstAtOrAfter,
  matchesOf,
  mostMatches,
  searchLines,
} from '../../../renderer/views/configuration/search-lines.ts';

describe('the search', () => {
  const lines = ['Job: a.b', 'job job', 'none', 'JOB'];
  const search = (text: string, from = 0, to = lines.length - 1) => atOnce(searchLines(lines, { from, to }, text));

  it('finds every place whatever its case, in the part that is shown', () => {
    const places = search('job').matches.map(({ line, from, to }) => [line, from, to]);
    expect(places).toEqual([
      [0, 0, 3],
      [1, 0, 3],
      [1, 4, 7],
      [3, 0, 3],
    ]);
    expect(search('job', 1, 2).matches).toHaveLength(2);
    expect(search('').matches).toEqual([]);
  });

  it('takes what is typed as it is written, and no pattern', () => {
    expect(search('a.b').matches).toHaveLength(1);
    expect(search('a.*').matches).toEqual([]);
    for (const sign of '\\^$.*+?()[]{}|/-') expect(() => search(sign)).not.toThrow();
  });

  it('ends where there are too many, and says so', () => {
    const found = atOnce(searchLines(['a'.repeat(mostMatches + 1)], { from: 0, to: 0 }, 'a'));
    expect([found.matches.length, found.isCut]).toEqual([mostMatches, true]);
  });

  it('knows those of a line, and the first from a line on', () => {
    const { matches } = search('job');
    expect([0, 1, 2, 3].map((line) => matchesOf(matches, line))).toEqual([
      ...[
        { first: 0, end: 1 },
        { first: 1, end: 3 },
        { first: 3, end: 3 },
        { first: 3, end: 4 },
      ],
    ]);
    expect([0, 1, 2, 4].map((line) => firstAtOrAfter(matches, line))).toEqual([0, 1, 3, 4]);
  });
});

describe('a line of YAML', () => {
  const coloured = (line: string) => yamlSpans(line).map(({ from, to, look }) => `${look} ${line.slice(from, to)}`);

  it('has its key, its texts, numbers, remarks and what is masked in colours', () => {
    expect(coloured('- job_name: "a # b" # remark')).toEqual(['key job_name', 'string "a # b"', 'comment # remark']);
    expect(coloured('  - scrape_interval: 1m30s')).toEqual(['key scrape_interval', 'number 1m30s']);
    expect(coloured('  password: <secret>')).toEqual(['key password', 'secret <secret>']);
    expect(coloured("    - 'it''s'")).toEqual(["string 'it''s'"]);
    expect(coloured('  honor_labels: true')).toEqual(['key honor_labels', 'number true']);
  });

  it('has none where there is none: an address is no number, a # within a word no remark', () => {
    expect(coloured('- 10.0.0.1:9090')).toEqual([]);
    expect(coloured('  url: http://a/#b')).toEqual(['key url']);
    expect(coloured(`x${'"'.repeat(100_000)}`)).toEqual([]);
  });

  it('is cut where its colour is another or something is marked in it', () => {
    const line = 'key: value';
    const parts = lineParts(line, yamlSpans(line), [{ from: 1, to: 6, isCurrent: true }]);
    expect(parts).toEqual([
      { text: 'k', look: 'key', mark: undefined },
      { text: 'ey', look: 'key', mark: 'current' },
      { text: ': v', look: undefined, mark: 'current' },
      { text: 'alue', look: undefined, mark: undefined },
    ]);
    expect(lineParts('', [], [])).toEqual([]);
  });
});

describe('the versions that are compared', () => {
  const times = [10.5, 20, 30];
  const usual = { before: undefined, after: undefined };

  it('are the two newest, unless others are chosen', () => {
    expect(chosenVersions(usual, times, true)).toEqual({ before: 20, after: 30 });
    expect(chosenVersions({ before: undefined, after: 20 }, times, false)).toEqual({ before: 10.5, after: 20 });
    expect(chosenVersions({ before: 11, after: 'now' }, times, true)).toEqual({ before: 10.5, after: 'now' });
    expect(chosenVersions({ before: 30, after: 20 }, times, false)).toEqual({ before: 30, after: 20 });
  });

  it('of a time between two the one that held then, and without what is not there', () => {
    expect(chosenVersions({ before: 25, after: 99 }, times, false)).toEqual({ before: 20, after: 30 });
    expect(chosenVersions({ before: undefined, after: 'now' }, times, false)).toEqual({ before: 20, after: 30 });
    expect(chosenVersions(usual, [10], true)).toEqual({ before: 10, after: 'now' });
    expect(chosenVersions(usual, [10], false)).toEqual({ before: undefined, after: 10 });
    expect(chosenVersions(usual, [], false)).toEqual(usual);
  });
});

describe('the address of the configuration', () => {
  const { format, parse, isOwn, carried } = configurationAddress;
  const chosen: ConfigurationState = {
    ...{
      mode: 'changes',
      job: 'kube & co',
      text: 'a b',
      wrap: true,
      atMs: 1_700_000_000_000,
      before: 12,
      after: 'now',
    },
    ...{ look: 'split', refreshMs: 60_000 },
  };

  it('says what was chosen, and back', () => {
    expect(parse(format(chosen))).toEqual(chosen);
    expect(format(defaultState)).toBe('mode=yaml');
    expect(parse('')).toEqual(defaultState);
  });

  it('may say a pool alone, takes what is no such thing as not said, and leaves what is another view’s', () => {
    expect([isOwn('job=node'), isOwn('mode=yaml'), isOwn('mode=discovered&q=x'), isOwn('part=flags')]).toEqual([
      ...[true, true, false, false],
    ]);
    expect(parse('mode=x&at=-1&a=soon&b=1e3&look=round&every=0s&job=')).toEqual(defaultState);
  });

  it('carries to another context how things are shown, and none of its times and names', () => {
    expect(carried(chosen)).toEqual({
      ...defaultState,
      mode: 'changes',
      text: 'a b',
      wrap: true,
      look: 'split',
      refreshMs: 60_000,
    });
  });
});
