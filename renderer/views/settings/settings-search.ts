/** Which settings there are, in their order, and which of them a search means. */
import type { SettingsSection } from '../../state/routing.ts';

export type SettingId =
  | 'theme'
  | 'language'
  | 'timeZone'
  | 'dashesEarly'
  | 'singleKeys'
  | 'highlighting'
  | 'completion'
  | 'lint'
  | 'queryHistory'
  | 'showWarnings'
  | 'showInfos'
  | 'computer'
  | 'recording'
  | 'notices'
  | 'muted'
  | 'kubeconfigPaths'
  | 'loginShellPath'
  | 'execPath'
  | 'execConsents'
  | 'proxy'
  | 'systemAuthorities'
  | 'authorityFiles'
  | 'addresses'
  | 'secrets'
  | 'choices'
  | 'path'
  | 'version';

export const settingsOf: Readonly<Record<SettingsSection, readonly SettingId[]>> = {
  appearance: ['theme', 'language', 'timeZone', 'dashesEarly', 'singleKeys'],
  explorer: ['highlighting', 'completion', 'lint', 'showWarnings', 'showInfos', 'queryHistory'],
  computer: ['computer', 'recording'],
  notifications: ['notices', 'muted'],
  kubeconfig: ['kubeconfigPaths'],
  exec: ['loginShellPath', 'execPath', 'execConsents'],
  proxy: ['proxy'],
  authorities: ['systemAuthorities', 'authorityFiles'],
  addresses: ['addresses', 'secrets'],
  choices: ['choices'],
  about: ['path', 'version'],
};

export interface SearchEntry {
  readonly id: SettingId;
  /** Everything that it is called, in every language, and what it is set to. */
  readonly texts: readonly string[];
}

/** Letter case does not count, nor how a letter with marks is written. */
const plain = (text: string) => text.normalize('NFKC').toLowerCase();

/** Those in whose texts every word of the search stands; undefined where nothing is searched for. */
export function findSettings(entries: readonly SearchEntry[], search: string): ReadonlySet<SettingId> | undefined {
  const words = plain(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const found = entries.filter(({ texts }) => {
    const all = plain(texts.join('\n'));
    return words.every((word) => all.includes(word));
  });
  return new Set(found.map(({ id }) => id));
}
