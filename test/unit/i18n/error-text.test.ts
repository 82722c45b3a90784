import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../renderer/app/i18n/en.ts';
import { ko } from '../../../renderer/app/i18n/ko.ts';
import { describeError } from '../../../renderer/components/error-text.ts';
import type { AppErrorData, ErrorCode, ErrorDetails } from '../../../shared/base/errors.ts';

const failure = (code: ErrorCode, details: ErrorDetails): AppErrorData => ({
  code,
  details,
  message: 'what the backend said',
  retryable: false,
});

describe('an expected failure in words', () => {
  const i18n = i18next.createInstance();
  beforeAll(async () => {
    await i18n.init({ lng: 'en', resources: { en, ko }, defaultNS: 'app', interpolation: { escapeValue: false } });
  });
  const say = (language: 'en' | 'ko', error: AppErrorData) => describeError(i18n.getFixedT(language, 'errors'), error);

  const forbidden = { server: 's', user: 'dev', verb: 'list', resource: 'services', namespace: 'monitoring' };

  it('has a short text, a verdict, an advice and the words of the server', () => {
    expect(say('en', failure('api.forbidden', { ...forbidden, serverMessage: 'services is forbidden' }))).toEqual({
      short: 'access refused',
      verdict: 'The user dev may not list services in the namespace monitoring.',
      advice: 'Ask whoever looks after the cluster for this one verb, then try again.',
      words: { whose: 'server', text: 'services is forbidden' },
    });
  });

  it('speaks of the cluster where there is no namespace, in both languages', () => {
    const error = failure('api.forbidden', { ...forbidden, namespace: '' });
    expect([say('en', error).verdict, say('ko', error).verdict]).toEqual([
      'The user dev may not list services in this cluster.',
      'dev 사용자에게는 이 클러스터에서 services 리소스에 대한 list 권한이 없습니다.',
    ]);
  });

  it('says of a redirect to a login where it leads, and not that its page answered here', () => {
    const here = { target: 'http://rack', path: '/oauth', status: 302 };
    const error = failure('probe.loginPage', { ...here, location: 'https://login.example.com/oauth' });
    expect([
      say('en', error).verdict,
      say('ko', error).verdict,
      say('en', failure('probe.loginPage', here)).verdict,
    ]).toEqual([
      'The server http://rack sends Binnacle to a page where people sign in: https://login.example.com/oauth.',
      'http://rack 서버가 Binnacle을 사람이 로그인하는 페이지로 보냅니다: https://login.example.com/oauth',
      'At http://rack/oauth a page for people answered, not the API of Prometheus.',
    ]);
  });

  it('never shows a sentence with a hole: the message of the backend stands in', () => {
    expect(say('en', failure('api.timeout', { server: 's' }))).toEqual({
      short: 'no answer',
      verdict: 'what the backend said',
      advice: 'It may be overloaded, or a firewall may be swallowing the connection.',
      words: undefined,
    });
  });

  it('ends a sentence with one full stop, and leaves hostile facts as they are', () => {
    const error = failure('api.unreachable', { server: '<b>{{user}}</b>', reason: 'no route to host.' });
    expect(say('en', error).verdict).toBe('The API server <b>{{user}}</b> cannot be reached: no route to host.');
  });

  it('keeps an English reason out of a Korean sentence, and shows it apart', () => {
    const error = failure('api.unreachable', { server: 's', reason: 'connection refused' });
    expect([say('en', error), say('ko', error)].map(({ verdict, words }) => [verdict, words])).toEqual([
      ['The API server s cannot be reached: connection refused.', undefined],
      ['API 서버 s 주소에 연결할 수 없습니다.', { whose: 'program', text: 'connection refused' }],
    ]);
  });

  it('knows the words of Prometheus from those of the API server', () => {
    const error = failure('prometheus.badData', { serverMessage: '1:29: parse error', reason: 'x' });
    expect(say('en', error).words).toEqual({ whose: 'prometheus', text: '1:29: parse error' });
  });

  it('names a context that has the name of one of the library’s own options', () => {
    const error = failure('context.unknown', { context: 'cluster' });
    expect(say('en', error).verdict).toBe('No kubeconfig has the context cluster any more.');
  });
});
