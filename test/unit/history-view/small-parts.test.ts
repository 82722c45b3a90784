import { describe, expect, it } from 'vitest';
import { selectorProblem } from '../../../renderer/promql-editor/selector-problem.ts';
import {
  formatBytesChange,
  formatChange,
  formatLength,
  formatMoment,
  formatPercent,
} from '../../../renderer/views/history/formats.ts';
import { choicesWith, lostByAge, lostBySize } from '../../../renderer/views/history/limits.ts';
import { type RecordSort, shownRecords } from '../../../renderer/views/history/records-model.ts';
import { selectorsIn } from '../../../renderer/views/history/selectors-field.tsx';
import type { ContextId } from '../../../shared/model/context.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';

const hour = 3_600_000;

describe('lengths and differences', () => {
  it('are two units at the most', () => {
    const lengths = [0, 48_000, 59 * 60_000, 2.17 * hour, 24 * hour, 76 * hour, 31 * 24 * hour + 5 * hour];
    expect(lengths.map(formatLength)).toEqual(['0 s', '48 s', '59 min', '2 h 10 min', '1 d', '3 d 4 h', '31 d']);
  });

  it('of a part are percents, and all of it only where it is all', () => {
    expect([0, 0.0089, 0.0999, 0.5, 0.9999, 1].map((part) => formatPercent(part, 'en'))).toEqual([
      ...['0', '0.8', '9.9', '50', '99', '100'],
    ]);
  });

  it('have a sign', () => {
    expect([1240, -8, 0].map((value) => formatChange(value, 'en'))).toEqual(['+1,240', '−8', '±0']);
    expect(formatBytesChange(-8.2 * 2 ** 20, 'en')).toBe('−8.2 MiB');
  });

  it('and times have their year where it is another one', () => {
    const [now, before] = [Date.UTC(2026, 10, 22, 9, 14), Date.UTC(2025, 10, 22, 9, 14)];
    expect([now, before].map((ms) => formatMoment(ms, now, 'utc', 'en'))).toEqual([
      '22 Nov 09:14',
      '22 Nov 2025 09:14',
    ]);
  });
});

describe('a limit', () => {
  it('is offered among others, and counts what it would take', () => {
    expect(choicesWith([1, 5], 3)).toEqual([1, 3, 5]);
    expect(choicesWith([1, 5], 5)).toEqual([1, 5]);
    const stored = { firstMs: 1000, bytes: 500 };
    expect([lostByAge(stored, 4000, 10_000), lostByAge(stored, 9000, 10_000)]).toEqual([6000, undefined]);
    expect(lostByAge(undefined, 1, 10_000)).toBe(undefined);
    expect([lostBySize(stored, 400), lostBySize(stored, 500), lostBySize(undefined, 1)]).toEqual([100, 0, 0]);
  });
});

describe('a selector that is to be recorded', () => {
  it('names series, at no time of its own', () => {
    const kinds = ['up', '{job="a"}', ' ', 'sum(up)', 'up[5m]', 'up offset 5m', 'up @ 5', 'up{'].map(
      (text) => selectorProblem(text)?.kind,
    );
    expect(kinds).toEqual([
      ...[undefined, undefined, 'empty', 'notSelector', 'notSelector'],
      ...['modifier', 'modifier', 'syntax'],
    ]);
  });

  it('of several stands in a line of its own', () => {
    expect(selectorsIn('up\n\n up \nnode_load1')).toEqual({ selectors: ['up', 'node_load1'], problem: undefined });
    expect(selectorsIn('up\nsum(up)').problem).toEqual({ line: 'sum(up)', problem: { kind: 'notSelector' } });
  });
});

describe('the records', () => {
  const record = (name: string, part: Partial<StoredSource> = {}): StoredSource => ({
    ...{ source: `s-${name}`, record: `record::s-${name}` as ContextId, kind: 'prometheus', name, version: '' },
    ...{ contexts: [], series: 1, bytes: 1, firstMs: 1, lastMs: 2, isWritten: false },
    ...part,
  });
  const all = [
    record('prod-10', { bytes: 5, contexts: ['config::east' as ContextId] }),
    record('prod-2', { bytes: 5 }),
    record('lab', { bytes: 9, kind: 'imported', lastMs: undefined }),
  ];
  const names = (text: string, sort: RecordSort) =>
    shownRecords(all, text, sort, (id) => (id === 'config::east' ? 'Eastern' : '')).map(({ name }) => name);

  it('are sorted by a column, and by name where that is the same', () => {
    expect(names('', { key: 'bytes', descending: true })).toEqual(['lab', 'prod-2', 'prod-10']);
    expect(names('', { key: 'last', descending: false })).toEqual(['lab', 'prod-2', 'prod-10']);
  });

  it('are found by every word of name, kind and contexts', () => {
    const sort: RecordSort = { key: 'name', descending: false };
    expect([names('imp', sort), names('prod east', sort), names('nothing', sort)]).toEqual([['lab'], ['prod-10'], []]);
  });
});
