/** A step of the diagnosis in words: what was asked, what came back, and the short status. By tables, one row a kind. */
import type { TFunction } from 'i18next';
import type { AppErrorData, ErrorDetails } from '../../../shared/base/errors.ts';
import { formatDay, type TimeZone } from '../../../shared/format/time.ts';
import type { Engine } from '../../../shared/model/address.ts';
import type { AuthKind } from '../../../shared/model/context.ts';
import type { AnswerKind, DiagnosisStep, StepKind } from '../../../shared/model/diagnosis.ts';
import { plainText } from './plain-text.ts';

export interface WordsInput {
  readonly t: TFunction<'discovery'>;
  /** The short text of an error. */
  readonly short: (error: AppErrorData) => string;
  readonly user: string;
  readonly timeZone: TimeZone;
  readonly language: string;
}

/** A fact in a sentence. One that is missing is said as such and leaves no hole. */
type Fact = (name: string) => string;

function factsOf(facts: ErrorDetails): Fact {
  return (name) => {
    const value = facts[name];
    return value === undefined || value === '' ? '–' : plainText(String(value));
  };
}

const has = (facts: ErrorDetails, name: string): boolean => facts[name] !== undefined && facts[name] !== '';

type StepWords = (t: TFunction<'discovery'>, fact: Fact, facts: ErrorDetails) => string;

const steps: Readonly<Record<StepKind, StepWords>> = {
  readKubeconfig: (t, fact) => t('step.readKubeconfig', { name: fact('context') }),
  signIn: (t, fact) => t('step.signIn', { user: fact('user') }),
  identify: (t) => t('step.identify'),
  remembered: (t, fact) => t('step.remembered', { candidate: fact('candidate') }),
  listServices: (t, fact, facts) =>
    has(facts, 'namespace') ? t('step.listServicesIn', { namespace: fact('namespace') }) : t('step.listServices'),
  listPrometheuses: (t) => t('step.listPrometheuses'),
  listIngresses: (t, fact, facts) =>
    has(facts, 'namespace') ? t('step.listIngressesIn', { namespace: fact('namespace') }) : t('step.listIngresses'),
  listNodes: (t) => t('step.listNodes'),
  findPods: (t, fact) => t('step.findPods', { namespace: fact('namespace'), service: fact('service') }),
  mayI: (t, fact, facts) => {
    const right = { verb: fact('verb'), resource: fact('resource') };
    return has(facts, 'namespace')
      ? t('step.mayIIn', { ...right, namespace: fact('namespace') })
      : t('step.mayI', right);
  },
  portForward: (t, fact) => t('step.portForward', { pod: fact('pod'), port: fact('port') }),
  probe: (t, fact, facts) => {
    const path = fact('path');
    return facts.transport === 'proxy' ? t('step.probeProxy', { path }) : t('step.probe', { path });
  },
  addressOf: (t, fact) => t('step.addressOf', { namespace: fact('namespace'), service: fact('service') }),
  probeAddress: (t, fact) => t('step.probeAddress', { url: fact('url') }),
};

export function stepText({ t }: WordsInput, { kind, facts }: DiagnosisStep['step']): string {
  return steps[kind](t, factsOf(facts), facts);
}

type AnswerWords = (input: WordsInput, fact: Fact, facts: ErrorDetails, step: StepKind) => string;

const authKinds: readonly AuthKind[] = ['certificate', 'token', 'tokenFile', 'exec', 'oidc', 'basic', 'none'];
const engines: readonly Engine[] = ['prometheus', 'agent', 'thanos', 'victoriametrics', 'mimir', 'cortex', 'unknown'];

const answers: Readonly<Record<AnswerKind, AnswerWords>> = {
  signedIn: signedInText,
  identified: ({ t }, _fact, facts) => {
    const [kind, ...rest] = String(facts.cluster ?? '').split(':');
    return kind === 'uid'
      ? t('answer.identifiedUid', { uid: plainText(rest.join(':')) })
      : t('answer.identifiedServer');
  },
  listed: ({ t }, fact, facts) => {
    const count = Number(facts.count ?? 0);
    return has(facts, 'candidates')
      ? t('answer.listedLikely', { count, candidates: fact('candidates') })
      : t('answer.listed', { count });
  },
  pods: ({ t }, fact, facts) => {
    const count = Number(facts.count ?? 0);
    return has(facts, 'names') ? t('answer.pods', { count, names: fact('names') }) : t('answer.podsUnnamed', { count });
  },
  allowed: ({ t }) => t('answer.allowed'),
  denied: ({ t, user }) => t('answer.denied', { user: plainText(user) }),
  open: ({ t }) => t('answer.open'),
  prometheus: ({ t }, fact, facts) => {
    const engine = engines.find((one) => one === facts.engine) ?? 'unknown';
    return t('answer.prometheus', { engine: t(`engine.${engine}`), version: fact('version') });
  },
  noSample: ({ t }) => t('answer.noSample'),
  notPrometheus: ({ t }, fact, facts) =>
    has(facts, 'location')
      ? t('answer.redirected', { location: fact('location') })
      : t('answer.notPrometheus', { contentType: fact('contentType') }),
  addresses: ({ t }, fact, facts) => {
    const count = Number(facts.count ?? 1);
    return t('answer.addresses', { count, first: fact('first'), more: count - 1 });
  },
  none: ({ t }, _fact, _facts, step) => (step === 'addressOf' ? t('answer.noneAddress') : t('answer.none')),
  notThere: ({ t }, _fact, _facts, step) => (step === 'remembered' ? t('answer.chosenGone') : t('answer.notThere')),
};

function signedInText({ t, timeZone, language }: WordsInput, fact: Fact, facts: ErrorDetails): string {
  const kind = authKinds.find((one) => one === facts.method);
  if (kind === undefined) return t('answer.signedIn');
  const method = t(`auth.${kind}`);
  const until = Number(facts.validUntilMs ?? Number.NaN);
  if (Number.isFinite(until)) return t('answer.signedInUntil', { method, date: wholeDay(until, timeZone, language) });
  return has(facts, 'command') ? t('answer.signedInProgram', { method, command: fact('command') }) : method;
}

/** With its year: credentials are often valid for longer than one. */
function wholeDay(timeMs: number, timeZone: TimeZone, language: string): string {
  const date = new Date(timeMs);
  if (Number.isNaN(date.getTime())) return formatDay(timeMs, timeZone, language);
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...(timeZone === 'utc' ? { timeZone: 'UTC' } : {}),
  }).format(date);
}

export function answerText(input: WordsInput, { step, answer }: DiagnosisStep): string {
  if (answer.kind === 'error') return input.short(answer.error);
  return answers[answer.kind](input, factsOf(answer.facts), answer.facts, step.kind);
}

/** What stands in the column of the status: the HTTP status, or the one word that an answer comes to. */
export function statusText({ t }: WordsInput, { answer, outcome, status, step }: DiagnosisStep): string {
  if (answer.kind === 'allowed' || answer.kind === 'denied') return t(`status.${answer.kind}`);
  if (status !== undefined) return String(status);
  if (outcome === 'failed') return t('status.failed');
  return outcome === 'nothing' && step.kind !== 'signIn' ? t('status.none') : '';
}
