/** What the user chose, as the host keeps it. A choice shows at once; the host's answer settles it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { SettingsSnapshot } from '../../shared/contract/settings.ts';
import { defaultSettings, type Settings } from '../../shared/model/settings.ts';

export interface SettingsState {
  readonly settings: Settings;
  /** Why they could not be read or kept. */
  readonly problem: AppErrorData | undefined;
  /** False until the host has told them once. */
  readonly known: boolean;
}

export type SettingsStore = StoreApi<SettingsState>;

export function createSettingsStore(initial: Settings = defaultSettings): SettingsStore {
  return createStore<SettingsState>(() => ({ settings: initial, problem: undefined, known: false }));
}

export function applySettings(store: SettingsStore, snapshot: SettingsSnapshot): void {
  store.setState({ settings: snapshot.settings, problem: snapshot.problem, known: true });
}

/**
 * Shows the choice at once and sends it. Where it cannot be sent it still holds for this page, and `problem` says that it will not last.
 * @param send resolves once the host has it; rejects with the failure as data.
 */
export async function chooseSettings(
  store: SettingsStore,
  patch: Partial<Settings>,
  send: (patch: Partial<Settings>) => Promise<AppErrorData | undefined>,
): Promise<void> {
  store.setState(({ settings }) => ({ settings: { ...settings, ...patch } }));
  const problem = await send(patch);
  if (problem !== undefined) store.setState({ problem });
}
