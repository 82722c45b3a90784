/** What happened, as it is copied: a line an event, and a line a span as CSV. */
import type { TFunction } from 'i18next';
import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { alertHistoryEn } from '../../../../renderer/app/i18n/alert-history.en.ts';
import { alertHistoryKo } from '../../../../renderer/app/i18n/alert-history.ko.ts';
import { atOnce } from '../../../../renderer/components/slices.ts';
import { csvOf, textOf } from '../../../../renderer/views/alerts/history/copied-history.ts';
import { buildHistory } from '../../../../renderer/views/alerts/history/history-model.ts';
import { showHistory } from '../../../../renderer/views/alerts/history/shown-history.ts';
import { type Drawn, foundOf, minute } from './found.ts';

const i18n = createInstance();
const textIn = (language: string) => i18n.getFixedT(language, 'alertHistory') as unknown as TFunction<'alertHistory'>;

beforeAll(async () => {
  const resources = { en: { alertHistory: alertHistoryEn }, ko: { alertHistory: alertHistoryKo } };
  await i18n.init({ lng: 'en', resources, interpolation: { escapeValue: false } });
});

function shownOf(drawn: readonly Drawn[], gaps: Parameters<typeof buildHistory>[1] = []) {
  const model = atOnce(buildHistory(foundOf(drawn), gaps, new Map()));
  return atOnce(showHistory(model, { text: '', severity: undefined, order: 'last' }));
}

const gap = { startMs: 12 * minute, endMs: 14 * minute, kind: 'notRecorded' } as const;
const night = shownOf(
  [
    { alert: 'Watchdog', states: 'FFFFFFFFFFFFF..FFFFFFFFF' },
    { alert: 'PodCrash', severity: 'warning', labels: { pod: 'a' }, states: '..ppFFFF................' },
    { alert: 'PodCrash', severity: 'warning', labels: { pod: 'b' }, states: '..ppFFFFF...............' },
  ],
  [gap],
);

describe('what happened', () => {
  it('is written down in its order, alerts that begin together in one line', () => {
    const facts = { t: textIn('en'), name: 'harbor', timeZone: 'utc' } as const;
    expect(atOnce(textOf(night, facts)).split('\n')).toEqual([
      'Alerts of harbor, 1970-01-01 00:00:00 to 1970-01-01 00:23:00 (UTC)',
      'Times are exact to 1m.',
      '',
      '1970-01-01 00:00:00  Watchdog was firing already',
      '1970-01-01 00:04:00  PodCrash started firing (2 alerts)',
      '1970-01-01 00:08:00  PodCrash ended {pod="a"}',
      '1970-01-01 00:09:00  PodCrash ended {pod="b"}',
      '1970-01-01 00:12:00  Watchdog was firing, then nothing is known',
      '1970-01-01 00:12:00  nothing is known until 1970-01-01 00:14:00',
      '1970-01-01 00:15:00  Watchdog was firing when something was known again',
      '1970-01-01 00:23:00  Watchdog goes on firing',
      '',
    ]);
    const korean = { ...facts, t: textIn('ko') };
    expect(atOnce(textOf(night, korean))).toContain('1970-01-01 00:04:00  PodCrash 발생 시작 (경고 2개)\n');
  });

  it('is a line a span as CSV, with what it is told by, and no label is a formula', () => {
    const evil = shownOf([{ alert: '=cmd', severity: '+1', labels: { x: 'a "b",\u202ec' }, states: '..pF....' }]);
    expect(atOnce(csvOf(evil)).split('\r\n')).toEqual([
      'alertname,severity,state,began,ended,seconds,duration,began_seen,ended_seen,exact_to_seconds,began_earliest,ended_latest,labels',
      [
        `'=cmd,+1,pending,1970-01-01T00:02:00.000Z,1970-01-01T00:03:00.000Z,60,1m,true,true,60,,,`,
        `"{alertname=""=cmd"", severity=""+1"", x=""a \\""b\\"",\u202ec""}"`,
      ].join(''),
      [
        `'=cmd,+1,firing,1970-01-01T00:03:00.000Z,1970-01-01T00:04:00.000Z,60,1m,true,true,60,,,`,
        `"{alertname=""=cmd"", severity=""+1"", x=""a \\""b\\"",\u202ec""}"`,
      ].join(''),
      '',
    ]);
  });
});
