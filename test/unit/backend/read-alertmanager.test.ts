import { describe, expect, it } from 'vitest';
import { readAlertmanager } from '../../../electron/backend/alertmanager/read-alertmanager.ts';

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const mebibyte = 2 ** 20;
/** Three bytes each. */
const long = '\uac00'.repeat(4096);
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, long]));
const receivers = Array.from({ length: 2000 }, () => ({ name: long }));
const times = { startsAt: '2026-11-30T16:00:00Z', endsAt: '2026-11-30T18:00:00Z', status: { state: 'active' } };

function read(groups: readonly object[], silences: readonly object[]) {
  const job = { kind: 'alertmanager', target: 'am', status: bytes({}), receivers: bytes(receivers) } as const;
  return [...readAlertmanager({ ...job, alerts: bytes(groups), silences: bytes(silences) }, (yaml) => yaml)];
}

describe('what is read of an Alertmanager', () => {
  it('fits the frames of the contract, however much one alert, group or silence says', () => {
    const ids = Array.from({ length: 100 }, () => long);
    const status = { state: 'active', silencedBy: ids, inhibitedBy: ids, mutedBy: ids };
    const heavy = { fingerprint: 'heavy', labels: many(200), annotations: many(200), status };
    const others = Array.from({ length: 45_000 }, (_, index) => ({ fingerprint: `${index}`.padStart(40, 'f') }));
    const matchers = Array.from({ length: 200 }, (_, index) => ({ name: `l${index}`, value: long }));
    const silences = [
      { ...times, id: 'heavy', matchers },
      { ...times, id: 'light', matchers: matchers.slice(0, 2) },
    ];
    const items = read([{ labels: many(200), alerts: [heavy, ...others] }], silences);
    for (const item of items) expect(bytes(item).length).toBeLessThan(mebibyte);
    expect(items.flatMap((item) => (item.kind === 'silences' ? item.silences.map(({ id }) => id) : []))).toEqual([
      'light',
    ]);
    expect(items.at(-1)).toEqual({ kind: 'end', alertsLeftOut: 0, groupsLeftOut: 0, silencesLeftOut: 1 });
    const groups = items.flatMap((item) => (item.kind === 'groups' ? item.groups : []));
    expect(groups.reduce((sum, { alerts }) => sum + alerts.length, 0)).toBe(45_001);
  });
});
