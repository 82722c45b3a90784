import { z } from 'zod';
import type { AppErrorData } from '../base/errors.ts';
import type { Settings } from '../model/settings.ts';
import { method, stream } from './define.ts';

/** Unknown keys are refused: a typing error must not be kept for ever. */
export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'ko']),
  timeZone: z.enum(['local', 'utc']),
}) satisfies z.ZodType<Settings>;

export interface SettingsSnapshot {
  readonly settings: Settings;
  /** The file was broken and set aside, or cannot be written: said, never silent. */
  readonly problem: AppErrorData | undefined;
}

export const settingsDomain = {
  watch: stream<SettingsSnapshot>()(z.strictObject({})),
  update: method<void>()(settingsSchema.partial()),
};
