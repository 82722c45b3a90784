/** The settings in their file; who writes them tells the window and the menu. */
import { join } from 'node:path';
import { Emitter, type Event } from '../../shared/base/event.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Clock, SettingsStore } from '../backend/ports.ts';
import { createSettingsFile } from '../backend/settings/settings-file.ts';

export interface DesktopSettings {
  readonly store: SettingsStore;
  /** What holds now, whether or not it could be written. */
  current(): Settings;
  readonly onDidChange: Event<Settings>;
}

/** Reads the file once, here: a broken one is set aside, and both the backend and the window begin with the same. */
export function createDesktopSettings(dataDir: string, clock: Pick<Clock, 'now'>): DesktopSettings {
  const file = createSettingsFile(join(dataDir, 'settings.json'), clock);
  const found = file.read();
  const changed = new Emitter<Settings>();
  let { settings } = found;
  const hold = (next: Settings) => {
    settings = next;
    changed.fire(next);
  };
  return {
    current: () => settings,
    onDidChange: changed.event,
    store: {
      ...file,
      read: () => ({ ...found, settings }),
      readAgain() {
        const other = file.readAgain();
        if (other !== undefined) hold(other.settings);
        return other;
      },
      write(next) {
        hold(next);
        file.write(next);
      },
    },
  };
}
