/** The sentences of a verdict: one that says what is, and a few that say why. */
import type { TFunction } from 'i18next';
import { assertNever } from '../../../shared/base/assert-never.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import type { Address } from '../../../shared/model/address.ts';
import type { ErrorText, ForeignWords } from '../../components/error-text.ts';
import { plainText } from './plain-text.ts';
import { candidateName } from './transports.ts';
import type { Verdict } from './verdict.ts';

export interface VerdictText {
  readonly verdict: string;
  /** Sentences, to be read in this order. */
  readonly reading: readonly string[];
  /** Words that are not ours. */
  readonly words: ForeignWords | undefined;
}

export interface VerdictFacts {
  readonly server: string;
  readonly user: string;
  readonly addresses: readonly Address[];
  /** How many rights the first advice asks for. */
  readonly missingRights: number;
}

type Describe = (error: AppErrorData) => ErrorText;

export function verdictText(
  t: TFunction<'discovery'>,
  errorText: Describe,
  verdict: Verdict,
  facts: VerdictFacts,
): VerdictText {
  const server = plainText(facts.server);
  const user = plainText(facts.user);
  const say = (sentence: string, ...reading: readonly string[]): VerdictText => ({
    verdict: sentence,
    reading,
    words: undefined,
  });
  switch (verdict.kind) {
    case 'never':
      return say(t('verdict.never'), t('reading.never', { server, user }));
    case 'address':
      return say(t('verdict.address'), t('reading.address'));
    case 'running':
      return say(t('verdict.running'), t('reading.running', { server, user }));
    case 'ended':
      return say(t('verdict.ended'), t('reading.ended'));
    case 'connected':
      return connectedText(t, errorText, verdict, facts);
    case 'found': {
      const candidate = candidateName(verdict.candidate);
      return say(t('verdict.found'), t('reading.found', { candidate, time: formatSpan(verdict.ms) }));
    }
    case 'none':
      return say(t('verdict.none'), t('reading.none', { server }));
    case 'mayNotLook': {
      const { verb, resource } = verdict.error.details;
      const sentence = t('reading.mayNotLook', { verb: String(verb ?? ''), resource: String(resource ?? '') });
      return { ...say(t('verdict.mayNotLook', { user }), sentence), words: errorText(verdict.error).words };
    }
    case 'candidates':
      return candidatesText(t, errorText, verdict, { ...facts, user });
    case 'error': {
      const { verdict: sentence, advice, words } = errorText(verdict.error);
      return { verdict: plainText(sentence), reading: advice === '' ? [] : [plainText(advice)], words };
    }
    default:
      return assertNever(verdict);
  }
}

type Of<Kind extends Verdict['kind']> = Extract<Verdict, { kind: Kind }>;

function connectedText(
  t: TFunction<'discovery'>,
  errorText: Describe,
  verdict: Of<'connected'>,
  { addresses }: VerdictFacts,
): VerdictText {
  const { server, missing } = verdict;
  const facts = { engine: t(`engine.${server.engine}`), version: plainText(server.version) };
  const before = verdict.failedBefore.flatMap(({ transport, error }) => {
    const { short: reason } = errorText(error);
    if (transport === 'port-forward') return [t('reading.afterPortForward', { reason })];
    return transport === 'proxy' ? [t('reading.afterProxy', { reason })] : [];
  });
  return {
    verdict: t(`verdict.connected-${server.transport}`, facts),
    reading: [
      ...becauseText(t, verdict, addresses),
      ...before,
      ...(server.pathPrefix === '' ? [] : [t('reading.prefix', { path: plainText(server.pathPrefix) })]),
      ...(missing === undefined ? [] : [t('reading.degraded', { reason: errorText(missing).short })]),
    ],
    words: undefined,
  };
}

function becauseText(
  t: TFunction<'discovery'>,
  { server, because }: Of<'connected'>,
  addresses: readonly Address[],
): readonly string[] {
  if (because.kind === 'choice' && because.choice.kind === 'address') {
    const id = because.choice.address;
    const name = addresses.find((address) => address.id === id)?.name ?? id;
    return [t('reading.chosenAddress', { name: plainText(name) })];
  }
  if (server.transport === 'scraped') return [];
  const candidate = server.transport === 'address' ? server.service : candidateName(server);
  if (candidate === undefined) return [];
  if (because.kind === 'choice') return [t('reading.chosenCandidate', { candidate })];
  if (because.kind === 'best') return [t('reading.bestCandidate', { candidate, count: because.count })];
  return because.kind === 'lessLikely' ? [t('reading.lessLikely', { candidate })] : [];
}

function candidatesText(
  t: TFunction<'discovery'>,
  errorText: Describe,
  { failure, error, count, refused, noAddress }: Of<'candidates'>,
  { user, missingRights }: VerdictFacts,
): VerdictText {
  const { verdict: sentence, words } = errorText(error);
  const refusals = {
    both: t('reading.refusedBoth', { count }),
    portForward: t('reading.refusedPortForward'),
    proxy: t('reading.refusedProxy'),
    none: undefined,
  };
  const refusal = refusals[refused];
  return {
    verdict: failure === 'other' ? plainText(sentence) : t(`verdict.${failure}`, { user }),
    reading: [
      t('reading.named', { count }),
      ...(failure === 'denied' || failure === 'other' ? [] : [plainText(sentence)]),
      ...(refusal === undefined ? [] : [refusal]),
      ...(noAddress ? [t('reading.noAddress', { count })] : []),
      ...(failure === 'denied' && missingRights > 0 ? [t('reading.missing', { count: missingRights })] : []),
    ],
    words: failure === 'denied' ? undefined : words,
  };
}
