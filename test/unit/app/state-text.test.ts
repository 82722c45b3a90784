import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../renderer/app/i18n/en.ts';
import { ko } from '../../../renderer/app/i18n/ko.ts';
import { describeState, isRecordedElsewhere, readsItsRecord, secondsLeft } from '../../../renderer/app/state-text.ts';
import { describeError } from '../../../renderer/components/error-text.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ConnectionState, ServerInfo } from '../../../shared/model/context.ts';

const server: ServerInfo = {
  transport: 'proxy',
  namespace: 'monitoring',
  service: 'prometheus',
  port: 9090,
  version: '3.14.0',
  engine: 'prometheus',
  pathPrefix: '',
};
const busy: AppErrorData = {
  code: 'api.busy',
  message: '',
  details: { server: 's', status: 429, retryAfterSeconds: 30 },
  retryable: true,
};
const refused: AppErrorData = { ...busy, code: 'auth.refusedOften', details: { user: 'ada', server: 's', times: 3 } };

const states: readonly ConnectionState[] = [
  { kind: 'idle' },
  { kind: 'authenticating' },
  { kind: 'discovering', step: 'proxy' },
  { kind: 'connected', server, answerMs: 41, newestSampleMs: undefined },
  { kind: 'degraded', server, missing: busy },
  { kind: 'backingOff', untilMs: 12_400, why: busy },
  { kind: 'stopped', why: refused },
];

const elsewhere: AppErrorData = { ...busy, code: 'history.locked', details: { path: '/h', pid: 7 } };

describe('a connection’s state in words', () => {
  const i18n = i18next.createInstance();
  beforeAll(async () => {
    await i18n.init({ lng: 'en', resources: { en, ko }, defaultNS: 'app', interpolation: { escapeValue: false } });
  });
  const say = (language: string, said = states) =>
    said.map((state) => {
      const errorText = (error: AppErrorData) => describeError(i18n.getFixedT(language, 'errors'), error);
      const { glyph, line } = describeState(i18n.getFixedT(language), errorText, 'harbor', state, 1000);
      return [glyph, line];
    });

  it('has a shape, and a line with its number or its reason', () => {
    expect(say('en')).toEqual([
      ['idle', 'Not connected'],
      ['turning', 'Signing in'],
      ['turning', 'Finding Prometheus'],
      ['live', 'Live · 41 ms'],
      ['degraded', 'Degraded · server busy'],
      ['backingOff', 'Backing off · retry in 12 s'],
      ['stopped', 'Stopped · sign-in refused again'],
    ]);
    expect(say('ko')[6]).toEqual(['stopped', '멈춤 · 로그인 거듭 거부']);
  });

  it('is read only where another Binnacle records: nothing is missing then', () => {
    const state = { kind: 'degraded', server, missing: elsewhere } as const;
    expect(say('en', [state])).toEqual([['degraded', 'Read only · another Binnacle records']]);
    expect(say('ko', [state])).toEqual([['degraded', '읽기 전용 · 다른 Binnacle에서 기록 중']]);
    expect([state, states[4]].map((one) => one !== undefined && isRecordedElsewhere(one))).toEqual([true, false]);
  });

  it('gives way to the record in a row where nobody is waited for, but not where what is shown is asked live', () => {
    const anew = { told: states[1] ?? { kind: 'idle' }, isAnew: true };
    const reads = (from?: 'live' | 'record') => [
      ...states.filter((told) => readsItsRecord({ told, isAnew: false }, from)).map(({ kind }) => kind),
      ...(readsItsRecord(anew, from) ? ['anew'] : []),
    ];
    expect([reads(), reads('record'), reads('live')]).toEqual([
      ['idle', 'backingOff', 'anew'],
      ['idle', 'backingOff', 'anew'],
      [],
    ]);
  });

  it('counts down to the last second, and never says 0 s while there is time left', () => {
    expect([11_001, 1000, 1].map(secondsLeft)).toEqual(['12 s', '1 s', '1 s']);
  });
});
