import { describe, expect, it } from 'vitest';
import {
  checkForm,
  emptyForm,
  formOfAlert,
  formOfSilence,
  makesAnother,
  matchedAlerts,
  type SilenceForm,
} from '../../../renderer/views/alertmanager/form/form-model.ts';
import type { Silence } from '../../../shared/model/alertmanager.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import { madeAlert } from './made-reading.ts';

const nowMs = Date.UTC(2026, 10, 30, 16, 0, 0);
const hourMs = 3_600_000;
const now = { nowMs, zone: 'utc' } as const;

const good: SilenceForm = {
  ...emptyForm('ada'),
  matchers: [{ key: 0, name: 'alertname', op: '=', value: 'Up' }],
  comment: ' because ',
};

const silence: Silence = {
  ...{ id: 's1', state: 'active', createdBy: 'bert', comment: 'why', updatedAtMs: nowMs - hourMs },
  matchers: [{ name: 'alertname', op: '=', value: 'Up' }],
  ...{ startsAtMs: nowMs - hourMs + 123, endsAtMs: nowMs + hourMs },
};

const endOf = (ends: string, starts = '') => {
  const { silence: made, problems } = checkForm({ ...good, ends, starts }, undefined, now);
  return made === undefined ? [problems.starts, problems.ends] : (made.endsAtMs - nowMs) / hourMs;
};

describe('the form of a silence', () => {
  it('comes to what is sent, without spaces around words', () => {
    expect(checkForm(good, undefined, now).silence).toEqual({
      matchers: [{ name: 'alertname', op: '=', value: 'Up' }],
      ...{ startsAtMs: nowMs, endsAtMs: nowMs + 2 * hourMs, createdBy: 'ada', comment: 'because' },
    });
  });

  it.each<readonly [string, string, unknown]>([
    ['30m', '', 0.5],
    ['1d 12h', '', 36],
    ['18:00', '', 2],
    // The next one, which is tomorrow's.
    ['08:30', '', 16.5],
    ['2026-12-01 08:00', '', 16],
    ['2h', '18:00', 4],
    ['2h', '2026-12-01 00:00:00', 10],
    ['17:00', '18:00', [undefined, 'beforeStart']],
    ['2026-11-30 15:00', '', [undefined, 'past']],
    ['soon', '', [undefined, 'noTime']],
    ['', '', [undefined, 'noTime']],
    ['-2h', '', [undefined, 'past']],
    ['2h', 'tomorrow', ['noTime', undefined]],
    ['2h', '2026-11-30 15:00', ['past', undefined]],
  ])('takes %j, from %j', (ends, starts, expected) => expect(endOf(ends, starts)).toEqual(expected));

  it('says what is missing, and that it would be of everything', () => {
    const bare = checkForm(emptyForm(''), undefined, now);
    expect(bare.silence).toBeUndefined();
    expect(bare.problems).toMatchObject({ createdBy: 'missing', comment: 'missing', all: undefined });
    expect([...bare.problems.matchers]).toEqual([[0, { kind: 'noName' }]]);
    expect(checkForm({ ...good, matchers: [] }, undefined, now).problems.all).toBe('none');
    const wide = [{ key: 0, name: 'a', op: '=~', value: '.*' }] as const;
    expect(checkForm({ ...good, matchers: wide }, undefined, now).problems.all).toBe('everything');
  });

  it('changes a silence that holds without another beginning, and says when the Alertmanager makes another', () => {
    const form = formOfSilence(silence, 'ada', 'utc');
    expect([form.id, form.ends, form.createdBy]).toEqual(['s1', '2026-11-30 17:00:00', 'ada']);
    const same = checkForm({ ...form, ends: '3h' }, silence, now).silence;
    expect(same).toMatchObject({ startsAtMs: silence.startsAtMs, endsAtMs: nowMs + 3 * hourMs });
    expect(same && makesAnother(same, silence)).toBe(false);
    const matchers = [{ key: 0, name: 'alertname', op: '=~', value: 'Up' }] as const;
    const other = checkForm({ ...form, matchers }, silence, now).silence;
    expect(other && makesAnother(other, silence)).toBe(true);
  });

  it('begins one that has ended anew', () => {
    const ended = { ...silence, state: 'expired', endsAtMs: nowMs - 1000 } as const;
    expect(formOfSilence(ended, 'ada', 'utc')).toMatchObject({ id: undefined, starts: '', ends: '2h', comment: 'why' });
  });

  it('finds what it would silence among the alerts, and nothing while a matcher is none yet', () => {
    const alerts = new Map([
      ['1', madeAlert('1', { alertname: 'Up', pod: 'a' })],
      ['2', madeAlert('2', { alertname: 'Down' })],
    ]);
    const found = (form: SilenceForm) => matchedAlerts(alerts, form)?.map(({ fingerprint }) => fingerprint);
    expect(found(good)).toEqual(['1']);
    const [alert] = alerts.values();
    expect(alert && found(formOfAlert(alert, 'ada'))).toEqual(['1']);
    expect(found(emptyForm(''))).toBeUndefined();
    // As it is sent.
    expect(found({ ...good, matchers: [{ key: 0, name: ' alertname ', op: '=', value: 'Up' }] })).toEqual(['1']);
    expect(found({ ...good, matchers: [{ key: 0, name: 'pod', op: '=', value: '' }] })).toEqual(['2']);
  });

  it('has the labels of an alert as matchers', () => {
    const alert = { ...madeAlert('1', {}), labels: labelsFromPairs([['__proto__', 'x']]) };
    expect(formOfAlert(alert, '').matchers).toEqual([{ key: 0, name: '__proto__', op: '=', value: 'x' }]);
  });
});
