/** What the user chose, kept by the host. Every value has a default. The contract has the schema (contract/settings.ts). */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly language: 'system' | 'en' | 'ko';
  readonly timeZone: 'local' | 'utc';
}

export const defaultSettings: Settings = { theme: 'system', language: 'system', timeZone: 'local' };
