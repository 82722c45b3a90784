/** What the Alerts view shows of a reading: order, search, grouping, what is open. */
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import { buildModel } from '../../../renderer/views/alerts/alerts-model.ts';
import {
  type Row,
  rowsOf,
  type Search,
  type Section,
  showAlerts,
} from '../../../renderer/views/alerts/shown-alerts.ts';
import { alertOf, readOf, ruleOf } from './reading.ts';

const read = readOf(
  [
    ruleOf('Calm'),
    ruleOf('Never', { state: 'unknown', health: 'unknown' }),
    ruleOf('Slow', { state: 'pending', pending: 1 }),
    ruleOf('Down', {
      ...{ state: 'firing', firing: 2, pending: 1, annotations: ['summary', 'a host is gone'] },
      labels: { severity: 'page' },
    }),
    ruleOf('Also', { state: 'firing', firing: 1 }),
  ],
  [
    alertOf('Down', { instance: '10.0.0.41', zone: 'b' }, { activeAtMs: 500 }),
    alertOf('Down', { instance: '10.0.0.7', zone: 'a' }, { state: 'pending', activeAtMs: 300 }),
    alertOf('Down', { instance: '10.0.0.9', zone: 'a' }, { activeAtMs: 400, annotations: ['summary', 'Lights out'] }),
    alertOf('Slow', { instance: 'x', zone: 'a' }, { state: 'pending' }),
    alertOf('Also', { instance: 'y' }),
    alertOf(undefined, { instance: 'z', zone: 'b' }),
  ],
);
const model = atOnce(buildModel(read));
const show = (search: Partial<Search> = {}) =>
  atOnce(showAlerts(model, { text: '', states: [], by: undefined, ...search }));
const nameOf = (section: Section) => (section.kind === 'rule' ? section.model.rule.name : section.key);
const alertsOf = (section: Section | undefined) =>
  section?.alerts.map(({ alert }) => alert.labels[alert.labels.indexOf('instance') + 1]);

describe('the alerts of a reading', () => {
  it('stand by their rules, firing ones first, then pending ones, what is not known before what is quiet', () => {
    const { sections, counts, count } = show();
    expect(sections.map(nameOf)).toEqual(['Also', 'Down', 'Slow', 'Never', 'Calm', 'others']);
    expect([counts, count]).toEqual([{ firing: 2, pending: 1, inactive: 1, unknown: 1 }, 6]);
    const down = sections[1];
    expect(alertsOf(down)).toEqual(['10.0.0.9', '10.0.0.41', '10.0.0.7']);
    expect([down?.sinceMs, down?.naming, down?.firing, down?.pending]).toEqual([300, ['instance', 'zone'], 2, 1]);
  });

  it('are found by name, label and annotation, in all words; a word of the rule holds for all of its alerts', () => {
    const found = (text: string) => show({ text }).sections.map((one) => [nameOf(one), one.alerts.length, one.all]);
    expect(found('DOWN')).toEqual([['Down', 3, 3]]);
    expect(found('zone="a"')).toEqual([
      ['Down', 2, 3],
      ['Slow', 1, 1],
    ]);
    expect(found('page zone="b"')).toEqual([['Down', 1, 3]]);
    expect(found('lights')).toEqual([['Down', 1, 3]]);
    expect(found('a host is gone')).toEqual([['Down', 3, 3]]);
    expect(found('general calm')).toEqual([['Calm', 0, 0]]);
    expect(found('nothing of that')).toEqual([]);
    expect(show({ text: 'zone="a"' }).counts).toEqual({ firing: 1, pending: 1, inactive: 0, unknown: 0 });
  });

  it('are those of a state, while the counts say what the other states have', () => {
    const { sections, counts } = show({ states: ['pending'] });
    expect([sections.map(nameOf), counts.firing]).toEqual([['Slow'], 2]);
    expect(show({ states: ['unknown'] }).sections.map(nameOf)).toEqual(['Never']);
    expect(show({ states: ['pending', 'unknown'] }).sections.map(nameOf)).toEqual(['Slow', 'Never']);
  });

  it('stand by the values of a label, with those that have none', () => {
    const { sections, counts, count } = show({ by: 'zone' });
    expect(sections.map((one) => [one.key, one.firing, one.pending])).toEqual([
      ['= zone b', 2, 0],
      ['= zone a', 1, 2],
      ['- zone', 1, 0],
    ]);
    expect([counts, count]).toEqual([{ firing: 4, pending: 2, inactive: 0, unknown: 0 }, 6]);
    const pending = show({ by: 'zone', states: ['pending'], text: 'down' });
    expect(pending.sections.map((one) => [one.key, alertsOf(one)])).toEqual([['= zone a', ['10.0.0.7']]]);
  });

  it('are rows of what is open: a section, its alerts, and which of them is open', () => {
    const { alert } = model.rules.find(({ rule }) => rule.name === 'Down')?.alerts[1] ?? { alert: { key: '' } };
    const rows = rowsOf(show({ text: 'down' }), { open: new Set(['Down', 'Calm']), alerts: new Set([alert.key]) });
    const brief = (row: Row) => [
      row.kind,
      row.open,
      row.kind === 'alert' ? `${row.place} of ${row.of}` : nameOf(row.section),
    ];
    expect(rows.map(brief)).toEqual([
      ['section', true, 'Down'],
      ['alert', false, '1 of 3'],
      ['alert', true, '2 of 3'],
      ['alert', false, '3 of 3'],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(4);
  });

  it('let the page have its turn while thousands are worked on', () => {
    const many = Array.from({ length: 13_000 }, (_, i) => alertOf('Down', { instance: `host-${i}` }));
    const work = buildModel(readOf([ruleOf('Down', { state: 'firing', firing: many.length })], many));
    let turns = 0;
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) {
        const search = showAlerts(step.value, { text: 'host-12', states: [], by: undefined });
        let found = search.next();
        for (; found.done !== true; found = search.next()) turns += 1;
        expect(found.value.sections[0]?.alerts.length).toBe(1111);
        break;
      }
      turns += 1;
    }
    expect(turns).toBeGreaterThan(250);
  });
});
