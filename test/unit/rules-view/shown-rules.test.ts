/** What of a reading of rules is shown: what fits, in which order, and the rows that it makes with what is open; and the address that says it. */
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import type { RulesRead } from '../../../renderer/state/rules-feed.ts';
import { defaultState, type RulesState, rulesAddress } from '../../../renderer/views/rules/rules-state.ts';
import { buildModel, rowsOf, type Search, showRules } from '../../../renderer/views/rules/shown-rules.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import type { Rule, RuleGroup } from '../../../shared/model/rule.ts';

function groupOf(name: string, more: Partial<RuleGroup> = {}): RuleGroup {
  return {
    ...{ key: name, name, file: `/etc/${name}.yml`, intervalMs: 30_000, limit: undefined, rules: 0 },
    ...{ evaluatedMs: undefined, durationMs: undefined, ...more },
  };
}

function ruleOf(group: string, name: string, more: Partial<Rule> = {}): Rule {
  return {
    ...{ kind: 'recording', key: `${group}/${name}`, group, name, expr: `sum(${name})`, labels: [], health: 'ok' },
    ...{ error: '', evaluatedMs: undefined, durationMs: undefined, leftOut: 0, ...more },
  } as Rule;
}

const alerting = {
  kind: 'alerting',
  state: 'inactive',
  forMs: 0,
  keepFiringForMs: 0,
  firing: 0,
  pending: 0,
  annotations: labelsFromPairs([['summary', 'The Lighthouse is dark']]),
} as const;

const rules: readonly Rule[] = [
  ruleOf('node', 'load', { durationMs: 5, evaluatedMs: 100, labels: labelsFromPairs([['team', 'harbour']]) }),
  ruleOf('node', 'full', {
    ...alerting,
    health: 'err',
    error: 'many-to-many matching',
    durationMs: 50,
    evaluatedMs: 90,
  }),
  ruleOf('node', 'later', { health: 'unknown' }),
  ruleOf('api', 'slow', { durationMs: 400, evaluatedMs: 300 }),
];
const held = { sinceMs: 0, seenUntilMs: 0 };
const read: RulesRead = {
  ...{ readAtMs: 0, held: { rules: held, alerts: held }, rules, alerts: [] },
  groups: [
    groupOf('node', { rules: 3, durationMs: 55 }),
    groupOf('api', { rules: 1, durationMs: 400 }),
    groupOf('empty'),
  ],
  leftOut: { malformed: 0, groups: 0, rules: 0, alerts: 0 },
};
const model = atOnce(buildModel(read));
const all: Search = { text: '', health: [], kind: 'all', sort: 'file', flat: false };
const show = (search: Partial<Search> = {}) => atOnce(showRules(model, { ...all, ...search }));
const names = (search: Partial<Search> = {}) =>
  show(search).groups.map(({ model: { group }, rules: fit }) => [group.name, ...fit.map(({ rule }) => rule.name)]);

describe('the rules', () => {
  it('stand in the order of the files, with groups that have none', () => {
    expect(names()).toEqual([['node', 'load', 'full', 'later'], ['api', 'slow'], ['empty']]);
    expect(show()).toMatchObject({
      ...{ count: 4, healths: { all: 4, ok: 2, err: 1, unknown: 1 } },
      kinds: { all: 4, alerting: 1, recording: 3 },
    });
    expect(model.failing).toBe(1);
  });

  it('are found by name, expression, label, annotation, error, group and file, all words of a search', () => {
    for (const text of ['LOAD', 'sum(load)', 'team="harbour"']) expect(names({ text })).toEqual([['node', 'load']]);
    for (const text of ['lighthouse', 'many-to-many']) expect(names({ text })).toEqual([['node', 'full']]);
    expect(names({ text: '/etc/api.yml' })).toEqual([['api', 'slow']]);
    expect(names({ text: 'node sum later' })).toEqual([['node', 'later']]);
    expect(names({ text: 'node slow' })).toEqual([]);
  });

  it('are narrowed by health and kind; each choice counts what the other one leaves', () => {
    expect(names({ health: ['err'] })).toEqual([['node', 'full']]);
    expect(names({ health: ['err', 'unknown'] })).toEqual([['node', 'full', 'later']]);
    expect(names({ kind: 'recording', health: ['unknown'] })).toEqual([['node', 'later']]);
    expect(show({ kind: 'recording', health: ['err'] })).toMatchObject({
      ...{ count: 0, healths: { all: 3, ok: 2, err: 0, unknown: 1 } },
      kinds: { all: 1, alerting: 1, recording: 0 },
    });
  });

  it('stand the slowest first, or the last evaluated; what was not evaluated comes last', () => {
    expect(names({ sort: 'slow' })).toEqual([['api', 'slow'], ['node', 'full', 'load', 'later'], ['empty']]);
    expect(names({ sort: 'recent' })[0]).toEqual(['node', 'load', 'full', 'later']);
    const flat = show({ sort: 'recent', flat: true }).flat.map(({ rule }) => rule.name);
    expect(flat).toEqual(['slow', 'load', 'full', 'later']);
  });

  it('make rows of what is open', () => {
    const rows = (opened: Partial<RulesState>) =>
      rowsOf(show({ flat: opened.flat ?? false }), { ...defaultState, ...opened }).map(({ kind, key, open }) => {
        return `${kind} ${key} ${open}`;
      });
    expect(rows({ turned: new Set(['node']), rules: new Set(['api/slow']) })).toEqual([
      ...['group g node false', 'group g api true', 'rule r api/slow true', 'group g empty true'],
    ]);
    expect(rows({ areOpen: false, turned: new Set(['api']) })).toEqual([
      ...['group g node false', 'group g api true', 'rule r api/slow false', 'group g empty false'],
    ]);
    expect(rows({ flat: true })).toHaveLength(4);
    const [, first] = rowsOf(show(), defaultState);
    expect(first).toMatchObject({ kind: 'rule', place: { at: 1, of: 3 } });
  });
});

describe('the address of the rules', () => {
  const { format, parse, isOwn, carried } = rulesAddress;
  const chosen: RulesState = {
    ...{ text: 'a b', health: ['err'], kind: 'alerting', sort: 'slow', flat: true, areOpen: false },
    ...{ turned: new Set(['g 1']), rules: new Set(['r&1']), atMs: 1_700_000_000_000, refreshMs: 0 },
  };

  it('says what was chosen, and back; what is no such thing is as if it were not there', () => {
    expect(parse(format(chosen))).toEqual(chosen);
    expect(format(defaultState)).toBe('');
    expect(parse('health=bad&kind=x&sort=up&at=soon&every=0s&open=all')).toEqual(defaultState);
    expect([isOwn('health=err'), isOwn('part=flags'), isOwn('')]).toEqual([true, false, false]);
  });

  it('holds so much of what is open, and of it carries nothing to another context', () => {
    const many = new Set(Array.from({ length: 500 }, (_, i) => `group ${i} ${'x'.repeat(30)}`));
    expect(format({ ...defaultState, turned: many }).length).toBeLessThan(6000);
    expect(carried(chosen)).toMatchObject({ health: ['err'], turned: new Set(), rules: new Set(), atMs: undefined });
  });
});
