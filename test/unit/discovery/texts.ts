/** The words of Discovery outside of a page, in both languages. */
import i18next, { type i18n } from 'i18next';
import { en } from '../../../renderer/app/i18n/en.ts';
import { ko } from '../../../renderer/app/i18n/ko.ts';
import { describeError, type ErrorText } from '../../../renderer/components/error-text.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';

export type Language = 'en' | 'ko';

export async function openTexts(): Promise<i18n> {
  const texts = i18next.createInstance();
  await texts.init({ lng: 'en', resources: { en, ko }, defaultNS: 'app', interpolation: { escapeValue: false } });
  return texts;
}

export function wordsOf(texts: i18n, language: Language) {
  const errorText = (error: AppErrorData): ErrorText => describeError(texts.getFixedT(language, 'errors'), error);
  return {
    t: texts.getFixedT(language, 'discovery'),
    errorText,
    short: (error: AppErrorData) => errorText(error).short,
    language,
    timeZone: 'utc' as const,
  };
}
