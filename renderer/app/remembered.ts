/** What the page remembers of the settings, so that the next start begins in the right theme and language before the host has told. */
import { settingsSchema } from '../../shared/contract/settings.ts';
import { defaultSettings, type Settings } from '../../shared/model/settings.ts';

/** public/theme.js reads it too. */
const storageKey = 'binnacle.settings';

/** No more than the first paint needs: the rest (paths, addresses, consents) is the host's to keep. */
const remembered = settingsSchema.pick({ theme: true, language: true, timeZone: true });

export function recallSettings(storage: () => Pick<Storage, 'getItem'>): Settings {
  try {
    return { ...defaultSettings, ...remembered.parse(JSON.parse(storage().getItem(storageKey) ?? '')) };
  } catch {
    // Nothing there, something else there, or storage is denied: the host tells the settings in a moment.
    return defaultSettings;
  }
}

export function rememberSettings(storage: () => Pick<Storage, 'setItem'>, settings: Settings): void {
  const { theme, language, timeZone } = settings;
  try {
    storage().setItem(storageKey, JSON.stringify({ theme, language, timeZone }));
  } catch {
    // Storage is full or denied: the next start follows the system until the host has told.
  }
}
