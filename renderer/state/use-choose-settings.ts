/** How a component changes a setting: it shows at once, and the host keeps it. */
import { useCallback } from 'react';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { failureOf } from '../client/failure-of.ts';
import { useClient } from '../client/hooks.tsx';
import { chooseSettings, type SettingsPatch } from './settings-store.ts';
import { useStores } from './stores.tsx';

/** Resolves with why it could not be kept. */
export function useChooseSettings(): (patch: SettingsPatch) => Promise<AppErrorData | undefined> {
  const client = useClient();
  const store = useStores().settings;
  return useCallback(
    (patch) => chooseSettings(store, patch, (sent) => failureOf(client.settings.update(sent))),
    [client, store],
  );
}
