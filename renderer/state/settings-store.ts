/** What the user chose, as the host keeps it. A choice shows at once; the host's answer settles it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { SettingsSnapshot } from '../../shared/contract/settings.ts';
import { defaultSettings, type Settings } from '../../shared/model/settings.ts';

/** What a page may set as it is: the rest changes by methods that say what they do (shared/contract/settings.ts). */
export type SettingsPatch = Partial<Omit<Settings, 'addresses' | 'exporters' | 'choices' | 'execConsents'>>;

export interface SettingsState {
  readonly settings: Settings;
  /** Why they could not be read or kept. */
  readonly problem: AppErrorData | undefined;
  /** The file in which they are kept; undefined until the host has told it. */
  readonly path: string | undefined;
  /** False until the host has told them once. */
  readonly known: boolean;
}

export type SettingsStore = StoreApi<SettingsState>;

export function createSettingsStore(initial: Settings = defaultSettings): SettingsStore {
  return createStore<SettingsState>(() => ({ settings: initial, problem: undefined, path: undefined, known: false }));
}

export function applySettings(store: SettingsStore, { settings, problem, path }: SettingsSnapshot): void {
  store.setState({ settings, problem, path, known: true });
}

/**
 * Shows the choice at once and sends it. Where the host refuses it, what was there before holds again; where it cannot be told, the
 * choice still holds for this page, and `problem` says that it will not last.
 * @param send resolves once the host has it, or with the failure as data.
 * @returns the refusal, for the field that it concerns.
 */
export async function chooseSettings(
  store: SettingsStore,
  patch: SettingsPatch,
  send: (patch: SettingsPatch) => Promise<AppErrorData | undefined>,
): Promise<AppErrorData | undefined> {
  const before = store.getState().settings;
  const shown = { ...before, ...patch };
  store.setState({ settings: shown });
  const problem = await send(patch);
  if (problem?.code === 'rpc.badInput') {
    // What the host told meanwhile is newer than what was here before.
    if (store.getState().settings === shown) store.setState({ settings: before });
    return problem;
  }
  if (problem !== undefined) store.setState({ problem });
  return problem;
}
