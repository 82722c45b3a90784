import { z } from 'zod';
import type { AppErrorData } from '../base/errors.ts';
import { method, stream } from './define.ts';

/** What the user chose, kept by the host (electron-store, conf). Every value has a default; unknown keys are refused. */
export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'ko']),
  timeZone: z.enum(['local', 'utc']),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = { theme: 'system', language: 'system', timeZone: 'local' };

export interface SettingsSnapshot {
  readonly settings: Settings;
  /** The file was broken and set aside, or cannot be written: said, never silent. */
  readonly problem: AppErrorData | undefined;
}

export const settingsDomain = {
  watch: stream<SettingsSnapshot>()(z.strictObject({})),
  update: method<void>()(settingsSchema.partial()),
};
