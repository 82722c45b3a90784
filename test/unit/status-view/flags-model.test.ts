/** Which flags differ from the default, by the version of the server; how they are found and sorted. */
import { describe, expect, it } from 'vitest';
import { defaultOf } from '../../../renderer/views/status/flag-defaults.ts';
import { flagRows, shownFlags } from '../../../renderer/views/status/flags-model.ts';
import { metricSelector, pairQuery } from '../../../renderer/views/status/selector-of.ts';
import {
  defaultState,
  formatSearch,
  parseSearch,
  type StatusState,
} from '../../../renderer/views/status/status-state.ts';

const byName = { key: 'name', descending: false } as const;

describe('the flags', () => {
  it('are marked where they differ from the default of their version, and where that is known', () => {
    const said = [
      { name: 'query.timeout', text: '90s' },
      { name: 'query.max-samples', text: '50000000' },
      { name: 'storage.tsdb.retention.time', text: '0s' },
      { name: 'web.max-notifications-subscribers', text: '5' },
      { name: 'of.the.future', text: 'x' },
      { name: 'constructor', text: 'x' },
    ];
    const marked = (version: string) => flagRows(said, version).filter(({ isChanged }) => isChanged);
    expect(marked('2.42.0')).toEqual([{ name: 'query.timeout', text: '90s', usual: '2m', isChanged: true }]);
    expect(marked('3.14.0').map(({ name }) => name)).toEqual(['query.timeout', 'web.max-notifications-subscribers']);
    expect(marked('')).toEqual([]);
    expect(marked('1.102.0')).toEqual([]);
    expect(
      flagRows(said, '3.1.0')
        .filter(({ usual }) => usual === undefined)
        .map(({ name }) => name),
    ).toEqual([...['of.the.future', 'constructor']]);
  });

  it('have the paths that Debian builds in as their default there', () => {
    expect(defaultOf('2.42.0+ds', 'storage.tsdb.path')).toEqual(['/var/lib/prometheus/metrics2/']);
    expect(defaultOf('2.42.0', 'storage.tsdb.path')).toEqual(['data/']);
    expect(defaultOf('2.42.0', 'storage.tsdb.retention')).toEqual(['0s']);
    expect(defaultOf('3.0.0', 'storage.tsdb.retention')).toBeUndefined();
  });

  it('are found by words in name or value, and sorted', () => {
    const rows = flagRows(
      [
        { name: 'log.level', text: 'warn' },
        { name: 'log.format', text: 'logfmt' },
        { name: 'query.timeout', text: '2m' },
      ],
      '2.42.0',
    );
    const names = (search: Parameters<typeof shownFlags>[1]) => shownFlags(rows, search).map(({ name }) => name);
    const all = { text: '', onlyChanged: false, sort: byName };
    expect(names(all)).toEqual(['log.format', 'log.level', 'query.timeout']);
    expect(names({ ...all, text: ' LOG fmt' })).toEqual(['log.format']);
    expect(names({ ...all, onlyChanged: true })).toEqual(['log.level']);
    expect(names({ ...all, sort: { key: 'value', descending: true } })).toEqual([
      ...['log.level', 'log.format', 'query.timeout'],
    ]);
    expect(names({ ...all, sort: { key: 'mark', descending: false } })[0]).toBe('log.level');
  });
});

describe('the address of the status', () => {
  it('says what was chosen, and is read back the same', () => {
    const state: StatusState = {
      part: 'flags',
      text: 'a&b=ü',
      onlyChanged: true,
      sort: { key: 'value', descending: true },
      atMs: 1_795_345_098_186,
      refreshMs: 0,
      ...{ onlyBad: true, staleMs: 3_600_000, gateway: 'jobs/push:9091' },
    };
    expect(parseSearch(formatSearch(state))).toEqual(state);
    expect(formatSearch(defaultState)).toBe('part=runtime');
    expect(parseSearch(formatSearch({ ...defaultState, refreshMs: 5000 })).refreshMs).toBe(5000);
  });

  it('is as if it had not been said where it is no such thing', () => {
    const hostile = `part=__proto__&sort=-constructor&at=-1&every=1e9y&changed=yes&q=${'x'.repeat(9999)}`;
    expect(parseSearch(hostile)).toEqual({ ...defaultState, text: 'x'.repeat(500) });
    expect(parseSearch('at=99999999999999999').atMs).toBeUndefined();
  });
});

describe('what the Explorer is asked', () => {
  it('is the metric, or the series of a pair counted by metric, whatever their texts are', () => {
    expect(metricSelector('up')).toBe('up');
    expect(metricSelector('http.requests"')).toBe('{"http.requests\\""}');
    expect(pairQuery('job=a="b"')).toBe('count by (__name__) ({job="a=\\"b\\""})');
    expect(pairQuery('__name__=up')).toBe('up');
    expect(pairQuery('nothing')).toBeUndefined();
    expect(pairQuery('=x')).toBeUndefined();
  });
});
