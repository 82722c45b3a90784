/** From what a person picks on the page to a choice that is kept. */
import type { DiagnosisCandidate } from '../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import { parseMatchers } from '../../../shared/promql/inject-matchers.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';

export type ServiceChoice = Extract<SourceChoice, { kind: 'service' }>;
export type ChoiceTransport = ServiceChoice['transport'];

/** What was chosen of this candidate before; undefined where it was another one. */
export function choiceOf(choice: SourceChoice | undefined, candidate: DiagnosisCandidate): ServiceChoice | undefined {
  if (choice?.kind !== 'service') return undefined;
  const { namespace, service, port } = candidate;
  return choice.namespace === namespace && choice.service === service && choice.port === port ? choice : undefined;
}

/** The candidate by this way; its path and matchers stay what they were. */
export function chooseCandidate(
  candidate: DiagnosisCandidate,
  transport: ChoiceTransport,
  before: SourceChoice | undefined,
): ServiceChoice {
  const kept = choiceOf(before, candidate);
  const { namespace, service, port } = candidate;
  const prefix = kept?.pathPrefix === undefined ? {} : { pathPrefix: kept.pathPrefix };
  return { kind: 'service', namespace, service, port, transport, ...prefix, matchers: kept?.matchers ?? '' };
}

/** As the contract has it (contract/discovery.ts). */
const prefixPattern = /^(?:\/[^/?#\s]+)*$/;

export type TypedPrefix =
  | { readonly kind: 'found' }
  | { readonly kind: 'given'; readonly prefix: string }
  | { readonly kind: 'wrong' };

/** Nothing typed: found by asking. `/` alone: none. A slash at the end is left out, one at the beginning added. */
export function readPrefix(typed: string): TypedPrefix {
  const text = typed.trim();
  if (text === '') return { kind: 'found' };
  const prefix = `/${text}`.replace(/^\/+/, '/').replace(/\/+$/, '');
  return prefix.length <= 1024 && prefixPattern.test(prefix) ? { kind: 'given', prefix } : { kind: 'wrong' };
}

/** What `readPrefix` reads back as the same. */
export function writePrefix(prefix: string | undefined): string {
  if (prefix === undefined) return '';
  return prefix === '' ? '/' : prefix;
}

/** @returns why matchers that were typed are none, in the parser's words; undefined where they are. */
export function matchersProblem(typed: string): string | undefined {
  try {
    parseMatchers(typed);
    return undefined;
  } catch (error) {
    if (error instanceof PromqlError) return error.reason;
    throw error;
  }
}
