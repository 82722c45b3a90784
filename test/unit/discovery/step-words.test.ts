import type { i18n } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerText, statusText, stepText } from '../../../renderer/views/discovery/step-words.ts';
import type { ErrorDetails } from '../../../shared/base/errors.ts';
import type { AnswerKind, StepKind } from '../../../shared/model/diagnosis.ts';
import { failure, step } from './diagnoses.ts';
import { type Language, openTexts, wordsOf } from './texts.ts';

let texts: i18n;
beforeAll(async () => {
  texts = await openTexts();
});
const input = (language: Language) => ({ ...wordsOf(texts, language), user: 'dev' });

/** Each kind with the facts that the model promises. */
const stepFacts: Readonly<Record<StepKind, readonly ErrorDetails[]>> = {
  readKubeconfig: [{ context: 'prod' }],
  signIn: [{ user: 'dev' }],
  identify: [{}],
  remembered: [{ candidate: 'm/p:80' }],
  listServices: [{ namespace: '' }, { namespace: 'm' }],
  listPrometheuses: [{}],
  listIngresses: [{}, { namespace: 'm' }],
  listNodes: [{}],
  findPods: [{ service: 'p', namespace: 'm' }],
  mayI: [
    { verb: 'get', resource: 'nodes/proxy', namespace: '' },
    { verb: 'get', resource: 'pods', namespace: 'm' },
  ],
  portForward: [{ pod: 'p-0', port: 9090 }],
  probe: [
    { path: '/api/v1/query', transport: 'port-forward' },
    { path: '/api/v1/query', transport: 'proxy' },
  ],
  addressOf: [{ service: 'p', namespace: 'm' }],
  probeAddress: [{ url: 'https://p.example/' }],
};

const answerFacts: Readonly<Record<AnswerKind, readonly ErrorDetails[]>> = {
  signedIn: [{ method: 'token' }, { method: 'certificate', validUntilMs: 0 }, { method: 'exec', command: 'aws' }],
  identified: [{ cluster: 'uid:1-2' }, { cluster: 'server:ab' }],
  listed: [{ count: 1 }, { count: 84, candidates: 2 }],
  pods: [{ count: 2, names: 'a, b' }, { count: 0 }],
  allowed: [{}],
  denied: [{}],
  open: [{}],
  prometheus: [{ version: '3.5.0', engine: 'mimir' }],
  noSample: [{}],
  notPrometheus: [{ contentType: 'text/html' }, { contentType: '', location: '/login' }],
  addresses: [
    { count: 1, first: 'https://a' },
    { count: 3, first: 'https://a' },
  ],
  none: [{}],
  notThere: [{}],
};

const all = <Kind extends string>(facts: Readonly<Record<Kind, readonly ErrorDetails[]>>) =>
  (Object.entries(facts) as [Kind, readonly ErrorDetails[]][]).flatMap(([kind, many]) =>
    many.map((one) => [kind, one] as const),
  );

describe('a step in words', () => {
  it('says what was asked, in English', () => {
    expect(all(stepFacts).map(([kind, facts]) => stepText(input('en'), { kind, facts }))).toEqual([
      'Read the context prod',
      'Sign in as dev',
      'Which cluster is this?',
      'Find your choice, m/p:80',
      'List services',
      'List services in m',
      'List Prometheus resources',
      'List Ingresses',
      'List Ingresses in m',
      'List nodes',
      'List endpoints of m/p',
      'May I get nodes/proxy?',
      'May I get pods in m?',
      'Port-forward to p-0:9090',
      'Ask for /api/v1/query',
      'Ask for /api/v1/query by the proxy',
      'Address of m/p',
      'Ask https://p.example/',
    ]);
  });

  it('says what came back, in English', () => {
    const words = all(answerFacts).map(([kind, answer]) =>
      answerText(input('en'), step('listNodes', kind, { answer })),
    );
    expect(words).toEqual([
      'token',
      'client certificate, valid until 1 January 1970',
      'a program: aws',
      'kube-system has the UID 1-2',
      'told by its address: kube-system may not be read',
      '1 listed',
      '84 listed, looking like Prometheus: 2',
      '2 ready pods: a, b',
      '0 ready pods',
      'yes',
      'no role of dev grants it',
      'it stands',
      'Mimir 3.5.0',
      'no sample of up',
      'not Prometheus: text/html',
      'leads to /login',
      'https://a',
      'https://a, and 2 more',
      'nothing',
      'this cluster has no such resource',
    ]);
  });

  it('leaves no hole in either language, whether the facts are there or not', () => {
    for (const language of ['en', 'ko'] as const) {
      const words = [
        ...all(stepFacts).flatMap(([kind, facts]) =>
          [facts, {}].map((one) => stepText(input(language), { kind, facts: one })),
        ),
        ...all(answerFacts).flatMap(([kind, facts]) =>
          [facts, {}].map((answer) => answerText(input(language), step('probe', kind, { answer }))),
        ),
      ];
      expect(
        words.filter((text) => text.trim() === '' || /\{\{|undefined|NaN|discovery|step\.|answer\./.test(text)),
      ).toEqual([]);
    }
  });

  it('has the status of HTTP, or one word', () => {
    const say = (...parts: Parameters<typeof step>) => statusText(input('en'), step(...parts));
    expect([
      say('listNodes', 'listed', { status: 200 }),
      say('mayI', 'denied', { status: 201, outcome: 'failed' }),
      say('mayI', 'allowed', { status: 201 }),
      say('portForward', failure('portForward.closed')),
      say('addressOf', 'none', { outcome: 'nothing' }),
      say('signIn', 'signedIn'),
    ]).toEqual(['200', 'denied', 'allowed', 'failed', 'none', '']);
  });
});
