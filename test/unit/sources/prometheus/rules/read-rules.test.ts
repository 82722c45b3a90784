/** Rules as 2.42, 3.x, vmalert and Thanos say them, and as who means harm would. */
import { describe, expect, it } from 'vitest';
import { unpackParts } from '../../../../../electron/backend/sources/prometheus/rules/packed-parts.ts';
import { AppError } from '../../../../../shared/base/errors.ts';
import type { Rule } from '../../../../../shared/model/rule.ts';
import { hasFixtures, readFixture } from '../../../../support/fixtures.ts';
import { chanceOf } from '../../../../support/promql-fuzz/chance.ts';
import { answerOf, readAnswer, togetherOf } from './read-rules-text.ts';

const read = (data: unknown) => togetherOf(readAnswer(answerOf(data)));
const oneRule = (rule: object, group: object = {}) =>
  read({ groups: [{ name: 'g', file: 'f', rules: [rule], ...group }] });
const alerting = { type: 'alerting', name: 'Down', query: 'up == 0', health: 'ok', labels: {}, annotations: {} };
const codeOf = (text: string) => {
  try {
    readAnswer(text);
    return 'read';
  } catch (error) {
    return error instanceof AppError ? error.code : 'bug';
  }
};
const brief = (rule: Rule) => [rule.name, rule.kind, rule.health, rule.kind === 'alerting' ? rule.state : ''];

describe('the rules of a server', () => {
  it.skipIf(!hasFixtures('prometheus-api'))('are read as 2.42 says them', () => {
    const { groups, rules, alerts, counts, leftOut } = togetherOf(
      readAnswer(readFixture('prometheus-api', 'rules.json')),
    );
    expect([counts, leftOut]).toEqual([
      { groups: 3, rules: 8, alerts: 3 },
      { malformed: 0, groups: 0, rules: 0, alerts: 0 },
    ]);
    expect(groups[0]).toEqual({
      ...{ key: groups[0]?.key, name: 'availability', file: '/etc/prometheus/rules/alerting.yml', rules: 4 },
      ...{ intervalMs: 5000, limit: undefined, durationMs: 1.533451 },
      evaluatedMs: Date.UTC(2026, 10, 22, 10, 58, 16, 76),
    });
    expect(rules.map(brief)).toEqual([
      ['TargetDown', 'alerting', 'ok', 'firing'],
      ['Watchdog', 'alerting', 'ok', 'firing'],
      ['PendingForAnHour', 'alerting', 'ok', 'pending'],
      ['NeverFires', 'alerting', 'ok', 'inactive'],
      ['ManyToManyError', 'alerting', 'err', 'inactive'],
      ['instance:node_cpu_utilisation:rate1m', 'recording', 'ok', ''],
      ['instance:node_memory_utilisation:ratio', 'recording', 'ok', ''],
      ['job:http_requests:rate1m', 'recording', 'ok', ''],
    ]);
    expect(rules[0]).toMatchObject({
      ...{ group: groups[0]?.key, expr: 'up == 0', labels: ['severity', 'critical'], forMs: 10_000, firing: 1 },
      annotations: expect.arrayContaining(['runbook_url', 'https://example.invalid/runbooks/TargetDown']),
    });
    expect(rules[2]).toMatchObject({ forMs: 3_600_000, keepFiringForMs: 300_000, pending: 1, firing: 0 });
    expect(rules[4]?.error).toMatch(/^found duplicate series for the match group/);
    expect(alerts.map(({ rule, value, activeAtMs, state }) => [rule, value, activeAtMs, state])).toEqual([
      [rules[0]?.key, 0, Date.UTC(2026, 10, 22, 10, 56, 26, 74), 'firing'],
      [rules[1]?.key, 1, Date.UTC(2026, 10, 22, 10, 56, 21, 74), 'firing'],
      [rules[2]?.key, 25_276_514_304, Date.UTC(2026, 10, 22, 10, 56, 31, 74), 'pending'],
    ]);
    expect(alerts[0]?.labels).toEqual([
      'alertname',
      'TargetDown',
      'instance',
      '127.0.0.1:1',
      'job',
      'always-down',
      'severity',
      'critical',
    ]);
  });

  it('are read as 3.x says them: not evaluated yet, kept firing, with a token for more', () => {
    const alert = {
      ...{ labels: { alertname: 'Down' }, annotations: {}, state: 'firing', value: '+Inf' },
      ...{ activeAt: '2026-11-22T10:56:26Z', keepFiringSince: '2026-11-22T11:00:00.5Z' },
    };
    const zero = '0001-01-01T00:00:00Z';
    const rules = [
      { ...alerting, state: 'firing', keepFiringFor: 300, duration: 60, alerts: [alert] },
      { ...alerting, name: 'New', state: 'unknown', health: 'unknown', lastEvaluation: zero, alerts: [] },
      { type: 'recording', name: 'a:b', query: 'sum(up)', health: 'unknown', lastEvaluation: zero },
    ];
    const all = read({ groups: [{ name: 'g', file: 'f', limit: 7, interval: 15, rules }], groupNextToken: 'abc' });
    expect(all.rules.map((rule) => [...brief(rule), rule.evaluatedMs])).toEqual([
      ['Down', 'alerting', 'ok', 'firing', undefined],
      ['New', 'alerting', 'unknown', 'unknown', undefined],
      ['a:b', 'recording', 'unknown', '', undefined],
    ]);
    expect(all.groups[0]?.limit).toBe(7);
    expect(all.alerts[0]).toEqual({
      ...{ key: all.alerts[0]?.key, rule: all.rules[0]?.key, otherRules: 0, labels: ['alertname', 'Down'] },
      ...{ annotations: [], state: 'firing', value: Number.POSITIVE_INFINITY, leftOut: 0 },
      ...{ activeAtMs: Date.UTC(2026, 10, 22, 10, 56, 26), keepFiringSinceMs: Date.UTC(2026, 10, 22, 11, 0, 0, 500) },
    });
  });

  it('have a state that is not known where they were never evaluated, whatever the server calls it', () => {
    const { rules } = oneRule({ ...alerting, state: 'inactive', health: 'unknown', alerts: [] });
    expect(rules.map(brief)).toEqual([['Down', 'alerting', 'unknown', 'unknown']]);
  });

  it('are read as vmalert says them: intervals in words, alerts that are over, series that are none', () => {
    const alert = (state: string, instance: string) => ({
      ...{ state, name: 'Down', value: '1', labels: { alertname: 'Down', instance }, annotations: {}, id: '7' },
      ...{ activeAt: '2026-11-22T10:56:26+01:00', expression: 'up == 0', source: 'x', restored: false },
    });
    const { groups, rules, alerts, leftOut } = oneRule(
      {
        ...{ ...alerting, state: 'firing', health: 'no match', keep_firing_for: 60, id: '1', group_id: '2' },
        alerts: [alert('firing', 'a'), alert('inactive', 'b'), alert('pending', 'c')],
      },
      { interval: '1m30s', id: '2', concurrency: 1 },
    );
    expect([groups[0]?.intervalMs, leftOut.malformed]).toEqual([90_000, 0]);
    expect(rules[0]).toMatchObject({ health: 'ok', state: 'firing', firing: 1, pending: 1, keepFiringForMs: 60_000 });
    expect(alerts.map(({ state, value, activeAtMs }) => [state, value, activeAtMs])).toEqual([
      ['firing', 1, Date.UTC(2026, 10, 22, 9, 56, 26)],
      ['pending', 1, Date.UTC(2026, 10, 22, 9, 56, 26)],
    ]);
  });

  it('are read as Thanos says them: null for empty lists, states in capitals, no file', () => {
    const rule = { ...alerting, state: 'PENDING', alerts: null, annotations: null, labels: null, health: 'OK' };
    const { groups, rules, leftOut } = read({
      groups: [{ name: 'g', rules: [rule], partialResponseStrategy: 'ABORT' }],
    });
    expect([groups[0]?.file, leftOut.malformed, ...rules.map(brief)]).toEqual([
      '',
      0,
      ['Down', 'alerting', 'ok', 'pending'],
    ]);
    expect(read({ groups: null }).counts).toEqual({ groups: 0, rules: 0, alerts: 0 });
  });

  it('have values as Go prints them', () => {
    const readValue = (value: unknown) => {
      const alert = { labels: { alertname: 'Down' }, annotations: {}, state: 'firing', value };
      return oneRule({ ...alerting, alerts: [alert] }).alerts[0]?.value;
    };
    expect(['1e+00', '-Inf', '+Inf', 'NaN', '2.5276514304e+10', 3, 'many', null, undefined].map(readValue)).toEqual([
      ...[1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, 25_276_514_304, 3],
      ...[undefined, undefined, undefined],
    ]);
  });

  it('keep their keys while name and labels are the same, and have different ones otherwise', () => {
    const keys = (...rules: object[]) =>
      read({ groups: [{ name: 'g', file: 'f', rules }] }).rules.map(({ key }) => key);
    const [first, second, third] = keys(alerting, { ...alerting, labels: { severity: 'page' } }, alerting);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(keys({ ...alerting, query: 'up != 1', state: 'firing' })).toEqual([first]);
    expect(keys({ type: 'recording', name: 'Down', query: '1' })).not.toEqual([first]);
    expect(first).toMatch(/^[\w-]{16}$/);
  });

  it('leave out what is not as the API promises, count it, and keep the rest', () => {
    const alert = { labels: { alertname: 'Down', n: 1 }, annotations: { a: ['x'] }, state: 'firing' };
    const { counts, leftOut, rules, alerts } = read({
      groups: [
        ...[null, 7, 'x', [], {}, { name: 5, rules: [] }],
        {
          name: 'g',
          rules: [null, 'x', { ...alerting, query: 5 }, { ...alerting, type: 'other' }, { ...alerting, name: null }],
        },
        { name: 'h', rules: 'none' },
        {
          name: 'i',
          rules: [{ ...alerting, alerts: [null, 5, {}, { ...alert, state: 'odd' }, { state: 'firing' }, alert] }],
        },
      ],
    });
    expect([counts, leftOut]).toEqual([
      { groups: 3, rules: 1, alerts: 1 },
      { malformed: 6 + 5 + 5, groups: 0, rules: 0, alerts: 0 },
    ]);
    expect([rules[0]?.kind === 'alerting' && rules[0].firing, alerts[0]?.labels, alerts[0]?.leftOut]).toEqual([
      ...[1, ['alertname', 'Down'], 2],
    ]);
  });

  it('are refused where they are no answer, or none of rules', () => {
    expect(
      ['', '{', '[]', 'null', answerOf(null), answerOf([]), answerOf({}), answerOf({ groups: {} })].map(codeOf),
    ).toEqual([
      ...['prometheus.truncated', 'prometheus.truncated', ...Array.from({ length: 6 }, () => 'prometheus.malformed')],
    ]);
    expect(readAnswer('{"status":"error","errorType":"internal","error":"no"}')).toEqual({
      ...{ kind: 'refusal', errorType: 'internal', error: 'no' },
    });
  });

  it('are bounded: texts, pairs, lists, and what a part has', () => {
    const long = 'x'.repeat(100_000);
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`l${i}`, long.slice(0, 5000)]));
    const { rules, alerts } = oneRule({
      ...{ ...alerting, name: long, query: long, lastError: long, labels: many, annotations: many },
      alerts: [{ labels: { ...many, alertname: 'x' }, annotations: many, state: 'firing', value: '1' }],
    });
    const [rule, alert] = [rules[0], alerts[0]];
    if (rule?.kind !== 'alerting' || alert === undefined) throw new Error('there is one');
    expect([rule.name.length, rule.expr.length, rule.error.length]).toEqual([4097, 65_537, 4097]);
    expect([rule.labels.length, rule.annotations.length, rule.leftOut]).toEqual([14, 14, 2 * 193]);
    expect([alert.labels.slice(0, 2), alert.labels.length, alert.leftOut]).toEqual([['alertname', 'x'], 16, 2 * 193]);
    const group = { name: 'g', rules: Array.from({ length: 60_000 }, () => ({ ...alerting, query: 'up' })) };
    const all = readAnswer(
      answerOf({ groups: [group, ...Array.from({ length: 10_001 }, () => ({ name: 'x', rules: [] }))] }),
    );
    if ('kind' in all) throw new Error(all.error);
    expect([all.counts, all.leftOut]).toEqual([
      { groups: 10_000, rules: 50_000, alerts: 0 },
      { malformed: 0, groups: 2, rules: 10_000, alerts: 0 },
    ]);
    const sizes = [...unpackParts(all.parts)].map((part) => (part.kind === 'rules' ? part.rules.length : 0));
    expect(Math.max(...sizes)).toBe(500);
    const wide = { ...alerting, query: 'x'.repeat(60_000) };
    const heavy = readAnswer(answerOf({ groups: [{ name: 'g', rules: Array.from({ length: 10 }, () => wide) }] }));
    const heavies = 'kind' in heavy ? [] : [...unpackParts(heavy.parts)];
    expect(heavies.map((part) => (part.kind === 'rules' ? part.rules.length : 0))).toEqual([0, 3, 3, 3, 1]);
  });

  it('have names like others where they are those of an object in JavaScript', () => {
    const labels = JSON.parse('{"__proto__":"a","constructor":"b"}') as object;
    const { rules } = oneRule({ ...alerting, labels });
    expect(rules[0]?.labels).toEqual(['__proto__', 'a', 'constructor', 'b']);
  });

  it('have no credentials in any of their texts', () => {
    const said = { text: 'https://user:hunter2@h/' };
    const alert = { labels: { alertname: 'Down', url: said.text }, annotations: said, state: 'firing' };
    const { rules, alerts } = oneRule({ ...alerting, annotations: said, lastError: said.text, alerts: [alert] });
    expect(JSON.stringify([rules, alerts])).not.toContain('hunter2');
  });

  it('are never half read: any answer with some bytes changed is read or refused', () => {
    const { one, whole } = chanceOf(7);
    const alert = { labels: { alertname: 'Down', a: '{{' }, annotations: { b: 'ü' }, state: 'firing', value: '1e+00' };
    const text = answerOf({
      groups: [{ name: 'g', file: 'f', interval: 1, rules: [{ ...alerting, alerts: [alert] }] }],
    });
    const codes = new Set<string>();
    for (let round = 0; round < 3000; round += 1) {
      const at = whole(0, text.length - 1);
      const instead = one(['"', '{', ']', ',', '\\', '0', 'null', '']);
      codes.add(codeOf(text.slice(0, at) + instead + text.slice(at + whole(0, 2))));
    }
    expect([...codes].sort()).toEqual(['prometheus.malformed', 'prometheus.truncated', 'read']);
  });
});
