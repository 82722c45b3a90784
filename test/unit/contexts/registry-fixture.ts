/** A registry of contexts over real files, for its tests. */
import {
  type ContextRegistry,
  type ContextRegistryOptions,
  createContextRegistry,
} from '../../../electron/backend/contexts/context-registry.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';

interface Changes extends Partial<Omit<ContextRegistryOptions, 'settings'>> {
  readonly groups?: readonly (readonly string[])[];
  readonly settings?: Partial<Settings>;
}

/** @param homeDir which `~` is. Nothing is named, added or allowed that `changes` does not say. */
export function openRegistry(homeDir: string, { groups = [], settings = {}, ...changes }: Changes): ContextRegistry {
  return createContextRegistry({
    kubeconfig: { groups, from: 'environment' },
    homeDir,
    settings: () => ({ ...defaultSettings, ...settings }),
    mayRun: () => false,
    log: { write: () => undefined },
    ...changes,
  });
}
