/** The way to the settings, and the two of them that are changed most: language and theme. */
import { useTranslation } from 'react-i18next';
import { navigate, usePathname } from 'wouter/use-browser-location';
import { ChoiceMenu } from '../../components/menu.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { languageNames, resolveLanguage } from '../../state/language.ts';
import { parsePath, settingsPath } from '../../state/routing.ts';
import { useSettings } from '../../state/stores.tsx';
import { useChooseSettings } from '../../state/use-choose-settings.ts';
import { useResolvedTheme } from '../../state/use-resolved-theme.ts';
import { PageLink } from '../page-link.tsx';
import styles from './rail-foot.module.css';

export function RailFoot() {
  const { t } = useTranslation();
  const title = useTranslation('settings').t('title');
  const settings = useSettings();
  const chooseNow = useChooseSettings();
  const theme = useResolvedTheme();
  const choose = (patch: Parameters<typeof chooseNow>[0]) => void chooseNow(patch);
  const language = resolveLanguage(settings.language, navigator.languages);
  const here = parsePath(usePathname()).kind === 'settings';
  useShortcut('Mod+,', t('keys.settings'), () => navigate(settingsPath()));
  useShortcut('t', t('keys.theme'), () => choose({ theme: theme === 'dark' ? 'light' : 'dark' }));
  return (
    <div className={styles.foot}>
      <PageLink to={settingsPath()} className={styles.settings} aria-current={here ? 'page' : undefined}>
        {title}
      </PageLink>
      <ChoiceMenu
        look="quiet"
        size="small"
        className={styles.button}
        label={t('language.button', { language: languageNames[language] })}
        button={languageNames[language]}
        value={settings.language}
        onChange={(value) => choose({ language: value })}
        choices={[
          { value: 'system', label: t('language.system') },
          { value: 'en', label: languageNames.en },
          { value: 'ko', label: languageNames.ko },
        ]}
      />
      <ChoiceMenu
        look="quiet"
        size="small"
        className={styles.button}
        label={t('theme.button', { theme: t(`theme.${theme}`) })}
        button={t(`theme.${theme}`)}
        value={settings.theme}
        onChange={(value) => choose({ theme: value })}
        choices={[
          { value: 'system', label: t('theme.system') },
          { value: 'light', label: t('theme.light') },
          { value: 'dark', label: t('theme.dark') },
        ]}
      />
    </div>
  );
}
