/** Starts the translations, and changes the language with the setting. Both catalogues are in the page: together they are some 30 kB. */
import i18next from 'i18next';
import { useEffect } from 'react';
import { initReactI18next } from 'react-i18next';
import type { Settings } from '../../../shared/model/settings.ts';
import { type Language, resolveLanguage } from '../../state/language.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en, ko },
    defaultNS: 'app',
    ns: Object.keys(en),
    // React escapes.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await show(language);
}

/** Keeps the page in the chosen language. */
export function useLanguage(choice: Settings['language']): void {
  useEffect(() => {
    void show(resolveLanguage(choice, navigator.languages));
  }, [choice]);
}

async function show(language: Language): Promise<void> {
  document.documentElement.lang = language;
  if (i18next.language !== language) await i18next.changeLanguage(language);
}
