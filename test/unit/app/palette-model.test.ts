import { describe, expect, it } from 'vitest';
import {
  type Entry,
  type Group,
  type Listing,
  listRows,
  typedOf,
} from '../../../renderer/app/palette/palette-model.ts';

const entry = (group: Group, title: string, more: Partial<Entry> = {}): Entry => ({
  ...{ id: `${group} ${title}`, group, title, run: () => undefined },
  ...more,
});
const many = (group: Group, count: number) => Array.from({ length: count }, (_, i) => entry(group, `${group}-${i}`));

function list(entries: readonly Entry[], input = '', more: Partial<Listing> = {}) {
  return listRows({ entries, typed: typedOf(input), recent: [], allMetrics: 0, ...more });
}
const titles = (rows: ReturnType<typeof listRows>) => rows.map(({ entry: { title } }) => title);
const heads = (rows: ReturnType<typeof listRows>) =>
  rows.flatMap(({ entry: { group }, head }) => (head === undefined ? [] : [`${group} ${head.shown}/${head.all}`]));

describe('what is typed in the palette', () => {
  it('asks for one kind of thing by its first letter', () => {
    expect(['prod', '> add', '@ prod ', '#cpu', '', ' >x'].map(typedOf)).toEqual([
      { only: undefined, text: 'prod' },
      { only: 'action', text: 'add' },
      { only: 'context', text: 'prod' },
      { only: 'metric', text: 'cpu' },
      { only: undefined, text: '' },
      { only: undefined, text: '>x' },
    ]);
  });
});

describe('the rows of the palette', () => {
  const entries = [
    entry('setting', 'Explorer'),
    entry('view', 'Explorer'),
    entry('context', 'explorer-lab'),
    entry('action', 'Add a panel'),
  ];

  it('stand in a fixed order of groups while nothing is typed', () => {
    expect(heads(list(entries))).toEqual(['context 1/1', 'view 1/1', 'action 1/1', 'setting 1/1']);
  });

  it('stand with the group of the best match first', () => {
    expect(titles(list(entries, 'explorer-lab'))).toEqual(['explorer-lab']);
    expect(heads(list(entries, 'panel'))).toEqual(['action 1/1']);
    expect(heads(list(entries, 'explorer'))).toEqual(['view 1/1', 'setting 1/1', 'context 1/1']);
  });

  it('are six of a group beside others, and say of how many; 100 where a group is asked for alone', () => {
    const crowd = [...many('context', 500), ...many('view', 2)];
    expect([heads(list(crowd)), heads(list(crowd, '@')), list(crowd, '@').length]).toEqual([
      ['context 6/500', 'view 2/2'],
      ['context 100/500'],
      100,
    ]);
  });

  it('begin with what was chosen lately, where as good a match', () => {
    const contexts = many('context', 10);
    const recent = ['context context-7', 'context context-9'];
    expect(titles(list(contexts, '', { recent })).slice(0, 3)).toEqual(['context-7', 'context-9', 'context-0']);
    expect(titles(list(contexts, 'context-1', { recent }))[0]).toBe('context-1');
  });

  it('list metrics as they were found, and say how many there are', () => {
    const metrics = [
      entry('metric', 'b_cpu', { found: [[2, 5]] }),
      entry('metric', 'a_of_help', { found: [] }),
      entry('metric', 'stale', { found: undefined }),
    ];
    const rows = list(metrics, 'cpu', { allMetrics: 1234 });
    expect([titles(rows), heads(rows), rows[0]?.marks]).toEqual([['b_cpu', 'a_of_help'], ['metric 2/1234'], [[2, 5]]]);
  });

  it('begin with the expression to be run', () => {
    const run = entry('run', 'rate(prod[5m])');
    expect(titles(list([...many('context', 3), run, entry('context', 'rate(prod[5m])')], 'rate(prod[5m])'))).toEqual([
      'rate(prod[5m])',
      'rate(prod[5m])',
    ]);
    expect(list([run, ...many('context', 3)], 'context')[0]?.entry.group).toBe('run');
  });
});
