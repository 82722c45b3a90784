/** The settings in a file of the data directory. conf writes it whole or not at all, for this user alone, and checks the schema again. */
import { join } from 'node:path';
import Conf from 'conf';
import { z } from 'zod';
import { settingsSchema } from '../../shared/contract/settings.ts';
import { defaultSettings, type Settings } from '../../shared/model/settings.ts';
import type { Clock, SettingsStore } from '../backend/ports.ts';
import { readSettingsFile } from '../backend/settings/settings-file.ts';

export function createWebSettingsStore(dataDir: string, clock: Pick<Clock, 'now'>): SettingsStore {
  const path = join(dataDir, 'settings.json');
  let conf: Conf<Settings> | undefined;
  return {
    read: () => readSettingsFile(path, clock.now()),
    write(settings) {
      try {
        // Made at the first write and no earlier: conf reads the file when it is made, and throws where it cannot.
        conf ??= openConf(dataDir);
        conf.store = settings;
      } catch (error) {
        throw Object.assign(new Error(error instanceof Error ? error.message : String(error), { cause: error }), {
          path,
        });
      }
    },
  };
}

function openConf(dataDir: string): Conf<Settings> {
  return new Conf<Settings>({
    cwd: dataDir,
    configName: 'settings',
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    defaults: defaultSettings,
    rootSchema: { additionalProperties: false },
    schema: jsonSchema() as never,
  });
}

/** conf's form of the contract's schema: the properties alone. */
function jsonSchema(): unknown {
  return z.toJSONSchema(settingsSchema).properties;
}
