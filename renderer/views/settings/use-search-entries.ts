/** What each setting can be found by: its texts in both languages, since nobody remembers in which one a term was learned, and its value. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextsSnapshot } from '../../../shared/model/context.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { settingsSections } from '../../state/routing.ts';
import { useContexts, useSettings, useSettingsPath } from '../../state/stores.tsx';
import { type SearchEntry, type SettingId, settingsOf } from './settings-search.ts';

const languages = ['en', 'ko'] as const;

export function useSearchEntries(): readonly SearchEntry[] {
  const { i18n } = useTranslation('settings');
  const settings = useSettings();
  const { snapshot } = useContexts();
  const path = useSettingsPath();
  return useMemo(() => {
    const texts = languages.map((language) => i18n.getFixedT(language, 'settings'));
    return settingsSections.flatMap((section) =>
      settingsOf[section].map((id) => ({
        id,
        texts: [
          ...texts.flatMap((t) => [
            t(`section.${section}.title`),
            t(`section.${section}.words`),
            t(`item.${id}.name`),
            t(`item.${id}.text`),
            t(`item.${id}.words`),
          ]),
          ...valuesOf(id, settings, snapshot, path),
        ],
      })),
    );
  }, [i18n, settings, snapshot, path]);
}

/** Names, paths and addresses that are set; never a secret, of which there is none here. */
function valuesOf(
  id: SettingId,
  settings: Settings,
  snapshot: ContextsSnapshot | undefined,
  path: string | undefined,
): readonly string[] {
  switch (id) {
    case 'kubeconfigPaths':
      return [...settings.kubeconfigPaths, ...(snapshot?.files ?? []).map((file) => file.path)];
    case 'execPath':
    case 'authorityFiles':
      return settings[id];
    case 'execConsents':
      return settings.execConsents.flatMap(({ file, command }) => [file, command]);
    case 'proxy':
      return settings.proxy.kind === 'custom' ? [settings.proxy.url, settings.proxy.exceptions] : [];
    case 'muted':
      return settings.notifications.mutedRules.map(({ rule }) => rule);
    case 'addresses':
      return settings.addresses.flatMap(({ name, url }) => [name, url]);
    case 'choices':
      return settings.choices.flatMap(({ context, choice }) =>
        choice.kind === 'service' ? [context, choice.namespace, choice.service] : [context],
      );
    case 'path':
      return path === undefined ? [] : [path];
    default:
      return [];
  }
}
