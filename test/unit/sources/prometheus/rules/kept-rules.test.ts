/** Rules and alerts that a record keeps apart, joined: as the live answer had them, and honest where that cannot be told. */
import { describe, expect, it } from 'vitest';
import type { AlertingRule } from '../../../../../shared/model/rule.ts';
import { hasFixtures, readFixture } from '../../../../support/fixtures.ts';
import { answerOf, type ReadRules, readAnswer, readKept, togetherOf } from './read-rules-text.ts';

const rule = (name: string, labels: object = {}, more: object = {}) => ({
  ...{ type: 'alerting', name, query: 'up == 0', health: 'ok', labels, annotations: {}, state: 'inactive', alerts: [] },
  ...more,
});
const alert = (labels: object, more: object = {}) => ({
  labels,
  annotations: {},
  state: 'firing',
  value: '1',
  ...more,
});

function join(rules: readonly object[], alerts: readonly object[] | undefined): ReadRules {
  const groups = [{ name: 'g', file: 'f', rules }];
  return readKept(answerOf({ groups }), alerts && answerOf({ alerts }));
}

/** Of each alert, which rule it was given to, from 0 on, and how many others it may be of. */
function ownersOf({ rules, alerts }: ReadRules) {
  return alerts.map((one) => [rules.findIndex(({ key }) => key === one.rule), one.otherRules]);
}

const statesOf = ({ rules }: ReadRules) =>
  rules.map((one) => (one.kind === 'alerting' ? `${one.state} ${one.firing} ${one.pending}` : one.kind));

describe('rules and alerts of a record', () => {
  it.skipIf(!hasFixtures('prometheus-api'))('are as the live answer had them, but for what was of the moment', () => {
    const live = togetherOf(readAnswer(readFixture('prometheus-api', 'rules.json')));
    const kept = readKept(readFixture('prometheus-api', 'rules.json'), readFixture('prometheus-api', 'alerts.json'));
    const byKey = <Item extends { readonly key: string }>(items: readonly Item[]) =>
      [...items].sort((a, b) => (a.key < b.key ? -1 : 1));
    const passing = { evaluatedMs: undefined, durationMs: undefined };
    expect(byKey(kept.rules)).toEqual(byKey(live.rules).map((one) => ({ ...one, ...passing })));
    expect(byKey(kept.groups)).toEqual(byKey(live.groups).map((one) => ({ ...one, ...passing })));
    expect(byKey(kept.alerts)).toEqual(byKey(live.alerts).map((one) => ({ ...one, value: undefined })));
    expect([kept.counts, kept.leftOut]).toEqual([live.counts, live.leftOut]);
  });

  it('go together by name and labels, the most specific rule first', () => {
    const joined = join(
      [rule('Down'), rule('Down', { severity: 'page' }), rule('Down', { severity: 'page', team: 'a' }), rule('Other')],
      [
        alert({ alertname: 'Down', severity: 'page', instance: 'x' }),
        alert({ alertname: 'Down', severity: 'info' }),
        alert({ alertname: 'Down', severity: 'page', team: 'a' }, { state: 'pending' }),
        alert({ alertname: 'Other', severity: 'page' }),
      ],
    );
    const sorted = [...ownersOf(joined)].sort();
    expect(sorted).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(statesOf(joined)).toEqual(['firing 1 0', 'firing 1 0', 'pending 0 1', 'firing 1 0']);
  });

  it('let a template be anything, and a label that is empty be none', () => {
    const rules = [
      rule('Down', { severity: '{{ if gt $value 5.0 }}page{{ end }}', team: 'a' }),
      rule('Down', { team: '' }),
    ];
    expect(ownersOf(join(rules, [alert({ alertname: 'Down', team: 'a' })]))).toEqual([[0, 0]]);
    expect(ownersOf(join(rules, [alert({ alertname: 'Down', instance: 'x' })]))).toEqual([[1, 0]]);
  });

  it('go by annotations where names and labels are the same', () => {
    const rules = [
      rule('Down', {}, { annotations: { summary: 'first {{ $value }}' } }),
      rule('Down', {}, { annotations: { summary: 'second', extra: 'x' } }),
    ];
    const second = alert({ alertname: 'Down' }, { annotations: { summary: 'second', extra: 'x' } });
    const first = alert({ alertname: 'Down', a: 'b' }, { annotations: { summary: 'first 7' } });
    expect(ownersOf(join(rules, [first, second])).sort()).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('say where an alert may be of another rule as well, and where no rule has it', () => {
    const joined = join(
      [rule('Down'), rule('Down'), rule('Up', { a: 'b' })],
      [alert({ alertname: 'Down' }), alert({ alertname: 'Up', a: 'c' })],
    );
    expect(ownersOf(joined).sort()).toEqual([
      [-1, 0],
      [0, 1],
    ]);
    expect(statesOf(joined)).toEqual(['firing 1 0', 'inactive 0 0', 'inactive 0 0']);
  });

  it('have states that are not known where no alerts were kept', () => {
    const joined = join([rule('Down'), { type: 'recording', name: 'a:b', query: '1', health: 'ok' }], undefined);
    expect([statesOf(joined), joined.counts.alerts]).toEqual([['unknown 0 0', 'recording'], 0]);
  });

  it('count alerts that are none', () => {
    const { leftOut, counts } = join([rule('Down')], [
      null,
      5,
      alert({ alertname: 'Down' }, { state: 'odd' }),
    ] as object[]);
    expect([leftOut.malformed, counts.alerts]).toEqual([3, 0]);
  });

  it('join thousands of alerts with hundreds of rules of one name', () => {
    const rules = Array.from({ length: 150 }, (_, i) => rule('Down', { team: `t${i}` }));
    const alerts = Array.from({ length: 3000 }, (_, i) =>
      alert({ alertname: 'Down', team: `t${i % 150}`, n: String(i) }),
    );
    const { rules: found } = join(rules, alerts);
    expect(found.map((one) => (one as AlertingRule).firing)).toEqual(Array.from({ length: 150 }, () => 20));
  });
});
