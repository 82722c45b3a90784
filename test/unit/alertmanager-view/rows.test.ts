import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import { alertRows } from '../../../renderer/views/alertmanager/alert-rows.ts';
import {
  type AlertmanagerState,
  carried,
  defaultState,
  formatSearch,
  isOwnSearch,
  parseSearch,
} from '../../../renderer/views/alertmanager/alertmanager-state.ts';
import { silenceRows } from '../../../renderer/views/alertmanager/silence-rows.ts';
import type { Silence } from '../../../shared/model/alertmanager.ts';
import { madeAlert, madeReading } from './made-reading.ts';

const loud = madeAlert('1', { alertname: 'Disk', node: 'a', team: 'x' }, { startsAtMs: 1000 });
const later = madeAlert('2', { alertname: 'Disk', node: 'b' }, { startsAtMs: 2000, annotations: ['summary', 'Late'] });
const quiet = madeAlert('3', { alertname: 'Pod' }, { state: 'suppressed', silencedBy: ['s1'] });
const groups = [
  { receiver: 'r', labels: ['alertname', 'Pod'], alerts: ['3'] },
  { receiver: 'r', labels: ['alertname', 'Disk'], alerts: ['1', '2', 'gone'] },
  { receiver: 's', labels: ['alertname', 'Disk'], alerts: ['1'] },
];
const reading = madeReading([loud, later, quiet], groups);

function rows(wanted: Partial<AlertmanagerState> = {}) {
  const found = atOnce(alertRows(reading, { ...defaultState, ...wanted }));
  const shown = found.rows.map((row) =>
    row.kind === 'group' ? `${row.group.receiver} ${row.active}/${row.suppressed}` : row.alert.fingerprint,
  );
  return { shown, counts: found.counts, count: found.shown };
}

describe('the rows of the alerts', () => {
  it('are groups, those with something active first, the newest alert first; each alert counts once', () => {
    expect(rows()).toEqual({
      shown: ['r 2/0', '2', '1', 's 1/0', '1', 'r 0/1', '3'],
      ...{ counts: { all: 3, active: 2, suppressed: 1 }, count: 3 },
    });
  });

  it('are narrowed by state, receiver, and every word in labels or annotations', () => {
    expect(rows({ filter: 'suppressed' }).shown).toEqual(['r 0/1', '3']);
    expect(rows({ receiver: 's' })).toMatchObject({ shown: ['s 1/0', '1'], counts: { all: 1 } });
    expect(rows({ text: 'NODE=B late' }).shown).toEqual(['r 2/0', '2']);
    expect(rows({ text: 'node=b x' })).toMatchObject({ shown: [], count: 0, counts: { all: 3 } });
  });

  it('do not repeat what the group says', () => {
    const row = atOnce(alertRows(reading, defaultState)).rows.find((one) => one.kind === 'alert');
    expect(row?.kind === 'alert' && row.rest).toEqual(['node', 'b']);
  });
});

describe('the rows of the silences', () => {
  const silence = (id: string, state: Silence['state'], endsAtMs: number): Silence => ({
    ...{ id, state, startsAtMs: endsAtMs - 10, endsAtMs, updatedAtMs: undefined, createdBy: 'ada', comment: `c ${id}` },
    matchers: [{ name: 'pod', op: '=~', value: 'a|b' }],
  });
  const all = [
    silence('s2', 'expired', 1),
    silence('s3', 'pending', 50),
    silence('s1', 'active', 90),
    silence('s4', 'active', 20),
  ];
  const of = (wanted: Partial<AlertmanagerState> = {}) =>
    atOnce(silenceRows(madeReading([quiet], [], all), { ...defaultState, ...wanted }));

  it('begin with what ends next; what has ended is asked for', () => {
    expect(of().rows.map((row) => [row.silence.id, row.alerts])).toEqual([
      ['s4', 0],
      ['s1', 1],
      ['s3', 0],
    ]);
    expect(of({ expired: true }).rows.map((row) => row.silence.id)).toEqual(['s4', 's1', 's3', 's2']);
    expect(of().counts).toEqual({ active: 2, pending: 1, expired: 1 });
  });

  it('are found by matcher, comment, creator and id', () => {
    expect(of({ text: 'pod=~"a ADA s1' }).rows.map((row) => row.silence.id)).toEqual(['s1']);
  });
});

describe('the address of the view', () => {
  it('says what was chosen, and is read back as that', () => {
    const state: AlertmanagerState = {
      ...{ part: 'silences', text: 'disk & co', filter: 'active', receiver: 'ops', expired: true, open: 'x y' },
      ...{ chosen: 'a/b:9093', refreshMs: 5000 },
    };
    expect(parseSearch(formatSearch(state))).toEqual(state);
    expect(parseSearch(formatSearch(defaultState))).toEqual(defaultState);
    expect(formatSearch(carried(state))).toBe('show=silences&q=disk+%26+co&state=active&expired=1&every=5s');
  });

  it('is its own alone, and what is odd in it is left out', () => {
    expect([isOwnSearch('show=status'), isOwnSearch('part=flags'), isOwnSearch('show=x')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(parseSearch('show=x&state=odd&every=oops&open=')).toEqual(defaultState);
  });
});
