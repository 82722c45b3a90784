import type { i18n } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { diagnosisText } from '../../../renderer/views/discovery/diagnosis-text.ts';
import { withoutSecrets } from '../../../renderer/views/discovery/without-secrets.ts';
import type { Diagnosis } from '../../../shared/model/diagnosis.ts';
import { answered, candidate, diagnosis, failed, failure, refusal, right, step, twoDenied } from './diagnoses.ts';
import { type Language, openTexts, wordsOf } from './texts.ts';

let texts: i18n;
beforeAll(async () => {
  texts = await openTexts();
});

function write(parts: Partial<Diagnosis>, language: Language = 'en'): string {
  const whole = diagnosis(parts);
  return diagnosisText({
    ...wordsOf(texts, language),
    user: whole.user,
    contextName: 'staging',
    diagnosis: whole,
    verdict: { verdict: 'A verdict.', reading: ['One.', 'Two.'], words: undefined },
  });
}

const id = 'monitoring/prometheus-k8s:9090';
const [first] = twoDenied;
const parts: Partial<Diagnosis> = {
  candidates: [first],
  rights: [
    right('list', 'endpointslices', 'monitoring', { group: 'discovery.k8s.io', allowed: true }),
    right('get', 'pods/portforward', 'monitoring', { reason: 'no RBAC policy matched' }),
    right('list', 'nodes', '', { allowed: undefined }),
  ],
  steps: [
    step('signIn', 'signedIn', {
      facts: { user: 'dev-reader' },
      answer: { method: 'certificate', validUntilMs: Date.UTC(2027, 2, 3) },
    }),
    step('listServices', 'listed', { facts: { namespace: '' }, answer: { count: 84, candidates: 2 }, status: 200 }),
    step('mayI', 'denied', {
      facts: { verb: 'get', resource: 'pods/portforward', namespace: 'monitoring' },
      candidate: id,
      outcome: 'failed',
    }),
    step(
      'portForward',
      failure('portForward.forbidden', { serverMessage: refusal('pods/portforward', 'monitoring') }),
      {
        facts: { pod: 'prometheus-k8s-0', port: 9090 },
        candidate: id,
        status: 403,
      },
    ),
    step('addressOf', 'none', {
      facts: { namespace: 'monitoring', service: 'prometheus-k8s' },
      candidate: id,
      outcome: 'nothing',
    }),
  ],
  dropped: 3,
};

describe('the diagnosis as text', () => {
  it('is the whole of it, for a ticket', () => {
    expect(write(parts)).toBe(
      [
        'Binnacle: how Prometheus was looked for',
        '',
        'A verdict.',
        'One. Two.',
        '',
        'Context: staging',
        'API server: https://10.4.1.1:6443, v1.33.2',
        'User: dev-reader (client certificate)',
        'When: 2026-11-22 11:31:40 UTC, took 1.2 s',
        '',
        'Candidates, best first',
        '  monitoring/prometheus-k8s:9090 (web): its label, score 94',
        '    Port-forward: 403, get pods/portforward',
        '    API proxy: 403, get services/proxy',
        '    Address: None, in the cluster only',
        '',
        'What dev-reader may do, asked of the API server',
        '  allowed: list endpointslices.discovery.k8s.io (In monitoring)',
        '  denied: get pods/portforward (In monitoring): no RBAC policy matched',
        '  not known: list nodes (In the whole cluster)',
        '',
        'What was tried (after s, step, answer, status, ms)',
        '  The 3 oldest steps were dropped.',
        '   0.13  Sign in as dev-reader | client certificate, valid until 3 March 2027 | 21 ms',
        '   0.13  List services | 84 listed, looking like Prometheus: 2 | 200 | 21 ms',
        `   0.13  [${id}] May I get pods/portforward in monitoring? | no role of dev-reader grants it | denied | 21 ms`,
        `   0.13  [${id}] Port-forward to prometheus-k8s-0:9090 | access refused | 403 | 21 ms`,
        '         > pods "p" is forbidden: User "dev-reader" cannot get resource "pods/portforward" in API group "" in the namespace "monitoring"',
        `   0.13  [${id}] Address of monitoring/prometheus-k8s | in the cluster only: no Ingress, no route | none | 21 ms`,
        '',
      ].join('\n'),
    );
  });

  it('is in the language of the page, but for the words of servers', () => {
    const text = write(parts, 'ko');
    expect(text).toContain('dev-reader 사용자로 로그인 | 클라이언트 인증서, 2027년 3월 3일까지 유효 | 21 ms');
    expect(text).toContain('> pods "p" is forbidden');
  });

  it('says what is used and what is not there', () => {
    const one = candidate('m', 'p', { proxy: answered(41, { pathPrefix: '/prom' }) });
    const text = write({ candidates: [one], used: { candidate: one.id, transport: 'proxy' }, tookMs: undefined });
    expect(text).toContain('\nUsed: m/p:9090, API proxy\n');
    expect(text).toContain('\n    API proxy: 41 ms, 3.5.0 · /prom\n');
    expect(text).toContain('\nWhat dev-reader may do, asked of the API server\n  none\n');
  });

  it('holds no secret that a server, a program or an address gave away, and nothing that a terminal obeys', () => {
    const words = [
      'Authorization: Bearer abcdef123456',
      'go to https://jane:hunter2@prom.example/x?token=s3cret&state=1',
      'password=hunter2',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2ln',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----',
      '\u001b[2J\u202eevil',
    ].join('\n');
    const text = write({
      candidates: [candidate('m', 'p', { proxy: failed(failure('probe.redirect', { location: 'x', status: 302 })) })],
      steps: [
        step('probe', failure('probe.failed', { serverMessage: words })),
        step('probeAddress', 'none', { facts: { url: 'https://u:p4ss@h.example/login?code=c0de' } }),
        step('signIn', 'signedIn', { answer: { method: 'exec', command: 'login --token t0ps3cret' } }),
      ],
    });
    for (const secret of ['abcdef123456', 'hunter2', 's3cret', 'c2ln', 'MIIEow', 'p4ss', 'c0de', '\u001b', '\u202e']) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('https://[…]@h.example/login?[…]');
  });
});

describe('masking secrets', () => {
  it('leaves alone what is none', () => {
    const harmless = [
      'get pods/portforward in monitoring',
      'User "dev-reader" cannot list resource "secrets" in API group ""',
      'https://10.4.1.1:6443/api/v1/namespaces',
      'user name and password',
      'token from a file',
      '12 ms | 403',
    ].join('\n');
    expect(withoutSecrets(harmless)).toBe(harmless);
  });

  it('masks the value of an option of a program', () => {
    expect(withoutSecrets('login --token abc123 --password "a b" --client-secret=x -v')).toBe(
      'login --token […] --password […] --client-secret=[…] -v',
    );
  });
});
