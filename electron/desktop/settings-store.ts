/** The settings in a file of the data directory, read as the web host reads it; who writes them tells the window and the menu. */
import { join } from 'node:path';
import { z } from 'zod';
import { Emitter, type Event } from '../../shared/base/event.ts';
import { settingsSchema } from '../../shared/contract/settings.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Clock, SettingsStore } from '../backend/ports.ts';
import { readSettingsFile } from '../backend/settings/settings-file.ts';
import { storedFile } from './stored-file.ts';

export interface DesktopSettings {
  readonly store: SettingsStore;
  /** What holds now, whether or not it could be written. */
  current(): Settings;
  readonly onDidChange: Event<Settings>;
}

/** Reads the file once, here: a broken one is set aside, and both the backend and the window begin with the same. */
export function createDesktopSettings(dataDir: string, clock: Pick<Clock, 'now'>): DesktopSettings {
  const file = storedFile<Settings & Record<string, unknown>>({
    dir: dataDir,
    name: 'settings',
    schema: z.toJSONSchema(settingsSchema).properties,
    overwriteBroken: false,
  });
  const found = readSettingsFile(join(dataDir, 'settings.json'), clock.now());
  const changed = new Emitter<Settings>();
  let { settings } = found;
  return {
    current: () => settings,
    onDidChange: changed.event,
    store: {
      read: () => ({ ...found, settings }),
      write(next) {
        settings = next;
        changed.fire(next);
        file.write({ ...next });
      },
    },
  };
}
