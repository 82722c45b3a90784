/** Reads a settings file and sets a broken one aside, so that a host's store never meets one. Hosts share it; writing is theirs. */
import { readFileSync, renameSync } from 'node:fs';
import { errorText } from '../../../shared/base/errors.ts';
import { settingsSchema } from '../../../shared/contract/settings.ts';
import { defaultSettings } from '../../../shared/model/settings.ts';
import type { SettingsStore } from '../ports.ts';

/** A key that is missing has its default: the file is older than the setting. Never throws. */
export function readSettingsFile(path: string, nowMs: number): ReturnType<SettingsStore['read']> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { settings: defaultSettings };
    return { settings: defaultSettings, problem: { path, reason: errorText(error) } };
  }
  try {
    const given = settingsSchema.partial().safeParse(JSON.parse(text));
    if (given.success) return { settings: settingsSchema.parse({ ...defaultSettings, ...given.data }) };
    const reasons = given.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
    return setAside(path, reasons.join('; '), nowMs);
  } catch (error) {
    return setAside(path, errorText(error), nowMs);
  }
}

function setAside(path: string, reason: string, nowMs: number): ReturnType<SettingsStore['read']> {
  const time = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const aside = `${path}.broken-${time}`;
  try {
    renameSync(path, aside);
    return { settings: defaultSettings, problem: { path: aside, reason } };
  } catch (error) {
    return {
      settings: defaultSettings,
      problem: { path, reason: `${reason}; and it could not be set aside: ${errorText(error)}` },
    };
  }
}
