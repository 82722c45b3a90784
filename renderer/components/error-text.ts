/** Turns an expected failure into our sentences, in the language of the page. */
import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData, ErrorCode } from '../../shared/base/errors.ts';

export interface ErrorText {
  /** For a second line: "access refused". */
  readonly short: string;
  /** What is, as a sentence. */
  readonly verdict: string;
  /** Why, and what to do. Empty where the facts for it are missing. */
  readonly advice: string;
  /** Words that are not ours, complete and untranslated. */
  readonly words: ForeignWords | undefined;
}

export interface ForeignWords {
  /** Whose they are: the API server's (or whatever stands in its place), Prometheus's, what Prometheus would say where we evaluate (`engine`), the kubeconfig's, or those of the program that failed. */
  readonly whose: 'server' | 'prometheus' | 'engine' | 'kubeconfig' | 'program';
  readonly text: string;
}

type Part = 'short' | 'verdict' | 'advice';
type AnyTranslate = (key: string, options: object) => string;

const holes = /\{\{\s*(\w+)\s*\}\}/g;

/** A reason that ends its own sentence would bring a second full stop into ours. */
function fact(value: string | number): string | number {
  return typeof value === 'string' ? value.replace(/[.\s]+$/, '') : value;
}

export function describeError(t: TFunction<'errors'>, error: AppErrorData): ErrorText {
  // The keys are made of the code; a test holds the catalogue to every code, so this is the one place without typed keys.
  const translate = t as unknown as AnyTranslate;
  const facts = Object.fromEntries(Object.entries(error.details).map(([name, value]) => [name, fact(value)]));
  const context = variantOf(error);
  const options = context === undefined ? {} : { context };
  const say = (part: Part): string | undefined => {
    const key = `${error.code}.${part}`;
    const raw = translate(key, { ...options, skipInterpolation: true });
    const missing = [...raw.matchAll(holes)].some(([, name]) => facts[name ?? ''] === undefined);
    return missing ? undefined : translate(key, { ...facts, ...options });
  };
  // Never a sentence with a hole: where a fact is missing, the message of the backend stands in, in English.
  const verdict = say('verdict') ?? error.message;
  const advice = say('advice') ?? '';
  return { short: say('short') ?? error.code, verdict, advice, words: foreignWords(error, `${verdict} ${advice}`) };
}

/** Which of the texts of one code is meant; where it has no such text, its plain one stands in. */
function variantOf({ details }: AppErrorData): 'cluster' | 'location' | undefined {
  if (details.namespace === '') return 'cluster';
  return details.location === undefined ? undefined : 'location';
}

/** The reason comes in English: a Korean sentence does not hold it, and it stands apart as what it is. */
function foreignWords({ code, details }: AppErrorData, said: string): ForeignWords | undefined {
  const { serverMessage, reason, hint } = details;
  // Prometheus knows no such limit: the words are our own, and ours says it all.
  if (code === 'query.tooMuch') return undefined;
  if (typeof serverMessage === 'string' && serverMessage !== '') {
    return { whose: speakerOf(code), text: serverMessage };
  }
  // What whoever wrote the kubeconfig says to do.
  if (typeof hint === 'string' && hint !== '') return { whose: 'kubeconfig', text: hint };
  const known = reason === undefined || reason === '' || said.includes(String(fact(reason)));
  return known ? undefined : { whose: 'program', text: String(reason) };
}

function speakerOf(code: ErrorCode): ForeignWords['whose'] {
  if (code.startsWith('prometheus.') || code.startsWith('tsdbAdmin.')) return 'prometheus';
  if (code.startsWith('query.')) return 'engine';
  return code.startsWith('auth.exec') ? 'program' : 'server';
}

export function useErrorText(): (error: AppErrorData) => ErrorText {
  const { t } = useTranslation('errors');
  return useCallback((error: AppErrorData) => describeError(t, error), [t]);
}
