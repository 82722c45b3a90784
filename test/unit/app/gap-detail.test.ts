import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { ownDetails } from '../../../electron/backend/own-details.ts';
import { failedDetailOf, goneDetailOf } from '../../../electron/backend/recorder/asked-again.ts';
import { hiddenDetail, leftDetail } from '../../../electron/backend/recorder/read-raw.ts';
import { en } from '../../../renderer/app/i18n/en.ts';
import { ko } from '../../../renderer/app/i18n/ko.ts';
import { describeGapDetail } from '../../../renderer/components/gap-detail.ts';
import { gapDetails, problemDetail } from '../../../shared/model/gap-details.ts';

const atMs = Date.parse('2026-11-30T09:24:00Z');

describe('what is known of a gap', () => {
  const i18n = i18next.createInstance();
  beforeAll(async () => {
    await i18n.init({ lng: 'en', resources: { en, ko }, defaultNS: 'app', interpolation: { escapeValue: false } });
  });
  const say = (language: string, detail: string) => {
    const moment = (ms: number) => new Date(ms).toISOString().slice(11, 16);
    const { text, words } = describeGapDetail(i18n.getFixedT(language, 'record'), detail, {
      short: (code) => `<${code}>`,
      moment,
    });
    return [text, words];
  };

  it('is said in the language of the page, with the times that it has', () => {
    const gone = goneDetailOf('2026-11-30T07:00:00Z', atMs);
    expect([say('en', gone), say('ko', gone)]).toEqual([
      ['Prometheus had nothing of that time. Asked 09:24. It had been started 07:00.', ''],
      ['Prometheus에 그 시간의 것이 없었습니다. 물어본 시각: 09:24. 물어본 서버의 시작: 07:00.', ''],
    ]);
    // Several replicas that answer in turn.
    const several = goneDetailOf('2026-11-30T07:00:00Z, 2026-11-30T08:00:00Z', atMs);
    expect([say('en', several)[0], say('ko', several)[0]]).toEqual([
      'Prometheus had nothing of that time. Asked 09:24. Servers that were asked had been started: 07:00, 08:00.',
      'Prometheus에 그 시간의 것이 없었습니다. 물어본 시각: 09:24. 물어본 서버의 시작: 07:00, 08:00.',
    ]);
    expect(say('en', goneDetailOf('', atMs))).toEqual(['Prometheus had nothing of that time. Asked 09:24.', '']);
    expect(say('en', '')).toEqual(['', '']);
  });

  it('has what a failure said beside it, as it was written down', () => {
    const problem = { code: 'api.unreachable', message: 'dial tcp: no\u202e route' } as const;
    expect(say('ko', problemDetail(problem))).toEqual(['<api.unreachable>', expect.stringContaining('dial tcp: no')]);
    expect(say('en', problemDetail(problem))[1]).not.toContain('\u202e');
    expect(say('ko', failedDetailOf(problemDetail({ ...problem, message: 'corrupt chunk' }), atMs))).toEqual([
      'Prometheus에서 그 시간의 것을 주지 않았습니다. 물어본 시각: 09:24.',
      'corrupt chunk',
    ]);
    // Of a record from before there were codes, or from elsewhere.
    expect([say('ko', 'The API server did not answer.'), say('ko', 'no.such: code')]).toEqual([
      ['', 'The API server did not answer.'],
      ['', 'no.such: code'],
    ]);
  });

  it('says of native histograms that were mixed up that their ends are not known, and of older records what they said', () => {
    expect([leftDetail, hiddenDetail].map((detail) => [say('en', detail)[0], say('ko', detail)[0]])).toEqual(
      [0, 1].map(() => [
        expect.stringMatching(/ When they ended is not known\.$/),
        expect.stringMatching(/ 언제 끝났는지는 알 수 없습니다\.$/),
      ]),
    );
    const older = [gapDetails.left, gapDetails.hidden];
    expect([leftDetail, hiddenDetail].map((detail, i) => detail.startsWith(older[i] ?? '?'))).toEqual([true, true]);
    expect(older.map((detail) => say('en', detail))).toEqual([
      [expect.stringMatching(/ too many to ask for each\.$/), ''],
      [expect.stringMatching(/ others may be missing\.$/), ''],
    ]);
  });

  it('is ours in every word that may be given away, in both languages', () => {
    expect(new Set(ownDetails)).toEqual(new Set(Object.values(gapDetails)));
    for (const own of ownDetails) {
      expect([say('en', own)[0], say('ko', own)[0], say('ko', own)[1]]).toEqual([
        ...[expect.stringMatching(/^[A-Z].*\.$/), expect.stringMatching(/[가-힣].*\.$/), ''],
      ]);
    }
  });
});
