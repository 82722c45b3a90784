import type { i18n } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { type VerdictInput, verdictOf } from '../../../renderer/views/discovery/verdict.ts';
import { type VerdictText, verdictText } from '../../../renderer/views/discovery/verdict-words.ts';
import type { Address, AddressId } from '../../../shared/model/address.ts';
import type { ConnectionState, ContextId, ContextSummary, ServerInfo } from '../../../shared/model/context.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import { answered, candidate, deniedForward, diagnosis, failed, failure, twoDenied } from './diagnoses.ts';
import { type Language, openTexts, wordsOf } from './texts.ts';

const context: ContextSummary = {
  id: 'f::staging' as ContextId,
  name: 'staging',
  file: 'f',
  server: 'https://10.4.1.1:6443',
  cluster: 'c',
  user: 'dev-reader',
  namespace: undefined,
  auth: 'certificate',
  problem: undefined,
};
const stopped = (why: ReturnType<typeof failure>): ConnectionState => ({ kind: 'stopped', why });
const server: ServerInfo = {
  transport: 'proxy',
  namespace: 'monitoring',
  service: 'prometheus-server',
  port: 80,
  version: '3.5.0',
  engine: 'prometheus',
  pathPrefix: '/prometheus',
};
const connected = (one: ServerInfo): ConnectionState => ({
  kind: 'connected',
  server: one,
  answerMs: 41,
  newestSampleMs: undefined,
});

let texts: i18n;
beforeAll(async () => {
  texts = await openTexts();
});

function say(input: Partial<VerdictInput>, language: Language = 'en', addresses: readonly Address[] = []): VerdictText {
  const { t, errorText } = wordsOf(texts, language);
  const whole: VerdictInput = {
    context,
    state: { kind: 'idle' },
    diagnosis: undefined,
    running: false,
    choice: undefined,
    ...input,
  };
  return verdictText(t, errorText, verdictOf(whole), {
    server: context.server ?? '',
    user: 'dev-reader',
    addresses,
    missingRights: 1,
  });
}

describe('the verdict', () => {
  it('says that a Prometheus is there which the user may not reach, and that one verb is missing', () => {
    const input = {
      diagnosis: diagnosis({ candidates: twoDenied, failure: failure('portForward.forbidden') }),
      state: stopped(failure('portForward.forbidden')),
    };
    expect(say(input)).toEqual({
      verdict: 'A Prometheus is here, but the user dev-reader may not reach it.',
      reading: [
        'The API server answered and named 2 candidates.',
        'It refused the port-forward and the proxy to all of them.',
        'None of them has an address outside the cluster.',
        'One verb is missing.',
      ],
      words: undefined,
    });
    expect(say(input, 'ko')).toEqual({
      verdict: '여기에 Prometheus가 있지만, dev-reader 사용자에게는 접근 권한이 없습니다.',
      reading: [
        'API 서버가 응답했고, 후보가 2개 있습니다.',
        'API 서버가 포트 포워딩과 프록시를 모두 거부했습니다.',
        '클러스터 밖에서 쓸 수 있는 주소도 없습니다.',
        '권한 1개가 빠져 있습니다.',
      ],
      words: undefined,
    });
  });

  it('says by what kind of failure the likeliest candidate is not reached', () => {
    const kinds = (
      [
        'portForward.refused',
        'portForward.noReadyPod',
        'probe.timeout',
        'probe.loginPage',
        'probe.redirect',
        'probe.notPrometheus',
      ] as const
    ).map((code) => {
      const one = candidate('m', 'p', { 'port-forward': failed(failure(code)) });
      const why = failure('discovery.noneAnswered', { candidate: 'm/p', reason: 'r' });
      return say({ diagnosis: diagnosis({ candidates: [one] }), state: stopped(why) }).verdict;
    });
    expect(kinds).toEqual([
      'A Prometheus is here, but its port is closed.',
      'A Prometheus is here, but none of its pods is ready.',
      'A Prometheus is here, but it did not answer.',
      'A Prometheus is here, behind a login.',
      'A Prometheus is here, but its answer leads to another origin.',
      'A server is here, but what it answers is not Prometheus’s API.',
    ]);
  });

  it('says which Prometheus is in use, by which way and why', () => {
    const used = candidate(
      'monitoring',
      'prometheus-server',
      { 'port-forward': failed(failure('portForward.refused')), proxy: answered(41) },
      { port: 80 },
    );
    const other = candidate('kubecost', 'prometheus', {});
    const parts = { state: connected(server), diagnosis: diagnosis({ candidates: [used, other] }) };
    expect(say(parts)).toEqual({
      verdict: 'Prometheus 3.5.0 is reached through the API server’s proxy.',
      reading: [
        'It is monitoring/prometheus-server, the likeliest of 2 candidates.',
        'The port-forward comes first, and failed: port refused.',
        'Its API is under the path /prometheus.',
      ],
      words: undefined,
    });
    const choice: SourceChoice = {
      kind: 'service',
      namespace: 'monitoring',
      service: 'prometheus-server',
      port: 80,
      transport: 'proxy',
      matchers: '',
    };
    expect(say({ ...parts, choice }).reading[0]).toBe(
      'It is monitoring/prometheus-server, your choice for this cluster.',
    );
    expect(say({ ...parts, diagnosis: diagnosis({ candidates: [other, used] }) }).reading[0]).toBe(
      'It is monitoring/prometheus-server: no likelier candidate answered.',
    );
    expect(say({ ...parts, diagnosis: diagnosis({ candidates: [used] }) }).reading[0]).toBe(
      'It is monitoring/prometheus-server, the only candidate.',
    );
  });

  it('names the address that was typed for the cluster', () => {
    const id = 'adr-1' as AddressId;
    const address: Address = {
      id,
      name: 'Thanos',
      url: 'https://thanos.example',
      headers: [],
      auth: { kind: 'none' },
      insecureSkipTlsVerify: false,
      matchers: '',
    };
    const found: ServerInfo = {
      transport: 'address',
      url: 'https://thanos.example',
      service: undefined,
      version: '0.37.0',
      engine: 'thanos',
      pathPrefix: '',
    };
    expect(say({ state: connected(found), choice: { kind: 'address', address: id } }, 'en', [address])).toEqual({
      verdict: 'Thanos 0.37.0 is reached at its address.',
      reading: ['It is the address Thanos, your choice for this cluster.'],
      words: undefined,
    });
  });

  it('is the error’s own where the API server was not reached, whatever an older search had found', () => {
    const one = candidate('m', 'p', { 'port-forward': answered(30) });
    const why = failure('api.unreachable', { server: 's', reason: 'no route' });
    const parts = diagnosis({ candidates: [one], used: { candidate: one.id, transport: 'port-forward' } });
    expect(say({ diagnosis: parts, state: { kind: 'backingOff', untilMs: 0, why } }).verdict).toBe(
      'The API server s cannot be reached: no route.',
    );
    expect(say({ diagnosis: parts }).reading).toEqual(['m/p answered in 30 ms. This context is not connected now.']);
  });

  it('knows an empty cluster, a search that may not look, one that was ended and one that never was', () => {
    const forbidden = failure('api.forbidden', {
      verb: 'list',
      resource: 'services',
      namespace: '',
      server: 's',
      user: 'u',
    });
    expect(
      [
        { diagnosis: diagnosis({ failure: failure('discovery.none', { server: 's' }) }) },
        { diagnosis: diagnosis({ failure: forbidden }) },
        { diagnosis: diagnosis() },
        {},
        { running: true },
        { context: { ...context, address: 'adr-1' as AddressId } },
      ].map((input) => say(input).verdict),
    ).toEqual([
      'No Prometheus was found in this cluster.',
      'The user dev-reader may not look for a Prometheus in this cluster.',
      'The search ended before anything was found.',
      'Binnacle has not looked for a Prometheus here yet.',
      'Looking for Prometheus.',
      'This context is an address.',
    ]);
  });

  it('lets no name turn a sentence around', () => {
    const { t, errorText } = wordsOf(texts, 'en');
    const one = candidate('m', 'p', { 'port-forward': deniedForward('m') });
    const verdict = verdictOf({
      context,
      state: stopped(failure('portForward.forbidden')),
      diagnosis: diagnosis({ candidates: [one] }),
      running: false,
      choice: undefined,
    });
    const facts = { server: 's', user: 'a\u202eb\nc', addresses: [], missingRights: 1 };
    expect(verdictText(t, errorText, verdict, facts).verdict).toBe(
      'A Prometheus is here, but the user a⟨U+202E⟩b⟨U+000A⟩c may not reach it.',
    );
  });
});
