/** The languages of the page. */
import type { Settings } from '../../shared/model/settings.ts';

export type Language = 'en' | 'ko';

/** Every language by its own name, which is why these are not in the catalogues. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' };

/** @param preferred the system's languages, best first. */
export function resolveLanguage(choice: Settings['language'], preferred: readonly string[]): Language {
  if (choice !== 'system') return choice;
  const first = preferred.map((tag) => tag.toLowerCase()).find((tag) => /^(en|ko)\b/.test(tag));
  return first?.startsWith('ko') === true ? 'ko' : 'en';
}
