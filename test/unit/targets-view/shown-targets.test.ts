import { describe, expect, it } from 'vitest';
import { openAtFirst, type Row, rowsOf, type ShownTargets } from '../../../renderer/views/targets/shown-targets.ts';
import { defaultState } from '../../../renderer/views/targets/targets-state.ts';
import { modelOf, shownOf, target } from './made-targets.ts';

const model = modelOf(
  [
    target({ pool: 'api', url: 'http://10.0.0.1:8080/metrics', durationMs: 900 }),
    target({ pool: 'node', url: 'http://10.0.0.1:9100/metrics', labels: ['instance', 'a', 'zone', 'eu-1a'] }),
    target({
      ...{ pool: 'node', url: 'http://10.0.0.2:9100/metrics', labels: ['instance', 'b', 'zone', 'eu-1c'] },
      ...{ health: 'down', error: 'connect: no route to host', durationMs: 10_000 },
    }),
    target({ pool: 'probe', url: 'http://10.0.0.9:9115/probe?target=https%3A%2F%2Fexample.org', health: 'unknown' }),
  ],
  ['empty'],
);

const listed = ({ pools }: ShownTargets) =>
  pools.map(({ pool, targets }) => [pool.name, targets.map(({ url }) => url.replace(/^http:\/\/10\.0\.0\./, ''))]);

describe('what of the targets is shown', () => {
  it('has broken pools first, and in them what is broken', () => {
    expect(listed(shownOf(model))).toEqual([
      ['node', ['2:9100/metrics', '1:9100/metrics']],
      ['probe', ['9:9115/probe?target=https%3A%2F%2Fexample.org']],
      ['api', ['1:8080/metrics']],
      ['empty', []],
    ]);
  });

  it('orders by name, and by the slowest scrape', () => {
    expect(listed(shownOf(model, { sort: 'name' })).map(([name]) => name)).toEqual(['api', 'empty', 'node', 'probe']);
    expect(listed(shownOf(model, { sort: 'slow' })).map(([name]) => name)).toEqual(['api', 'node', 'probe', 'empty']);
  });

  it('finds by endpoint, label, error and pool, every word, whatever their case', () => {
    const found = (text: string) =>
      shownOf(model, { text }).pools.map(({ pool, targets }) => `${pool.name} ${targets.length}`);
    expect(found('10.0.0.1')).toEqual(['node 1', 'api 1']);
    expect(found('zone="EU-1c"')).toEqual(['node 1']);
    expect(found('no route')).toEqual(['node 1']);
    expect(found('NODE 10.0.0.2')).toEqual(['node 1']);
    expect(found('node')).toEqual(['node 2']);
    expect(found('node 10.0.0.9')).toEqual([]);
    expect(found('zone=eu')).toEqual([]);
  });

  it('counts by health what the text and the pool leave', () => {
    const shown = shownOf(model, { text: '10.0.0', health: ['down'] });
    expect([shown.counts, shown.count]).toEqual([{ up: 2, down: 1, unknown: 1 }, 1]);
    expect(shownOf(model, { text: '10.0.0', health: ['down', 'unknown'] }).count).toBe(2);
    expect(shownOf(model, { pool: 'node' })).toMatchObject({ counts: { up: 1, down: 1, unknown: 0 }, count: 2 });
    expect(listed(shownOf(model, { pool: 'empty' }))).toEqual([['empty', []]]);
  });
});

describe('the rows of what is shown', () => {
  const keys = (rows: readonly Row[]) => rows.map((row) => (row.open ? `${row.key} open` : row.key));
  const none = new Set<string>();

  it('has the targets of open pools below them', () => {
    const rows = rowsOf(
      shownOf(model),
      defaultState.plain,
      openAtFirst(model),
      new Set(['node http://10.0.0.2:9100/metrics']),
    );
    expect(keys(rows)).toEqual([
      'pool node open',
      'target node http://10.0.0.2:9100/metrics open',
      'target node http://10.0.0.1:9100/metrics',
      'pool probe open',
      'target probe http://10.0.0.9:9115/probe?target=https%3A%2F%2Fexample.org',
      'pool api open',
      'target api http://10.0.0.1:8080/metrics',
      // There is nothing in it to be opened.
      'pool empty',
    ]);
  });

  it('opens all, none, and what was turned since', () => {
    const shown = shownOf(model);
    const opened = (base: 'all' | 'none', except: readonly string[]) =>
      rowsOf(shown, { base, except: new Set(except) }, none, none)
        .filter((row) => row.kind === 'pool' && row.open)
        .map(({ key }) => key);
    expect(opened('all', ['node'])).toEqual(['pool probe', 'pool api']);
    expect(opened('none', ['node'])).toEqual(['pool node']);
  });

  it('at first opens the first broken pool where there are many targets', () => {
    const many = Array.from({ length: 40 }, (_, i) =>
      target({ pool: `pool ${i % 4}`, url: `http://h${i}/`, health: i % 4 >= 2 ? 'down' : 'up' }),
    );
    expect(openAtFirst(modelOf(many))).toEqual(new Set(['pool 2']));
    expect(openAtFirst(modelOf(many.filter(({ health }) => health === 'up')))).toEqual(new Set(['pool 0', 'pool 1']));
  });
});
