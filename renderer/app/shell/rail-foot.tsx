/** Language and theme, where the settings' own page will be. */
import { useTranslation } from 'react-i18next';
import { ChoiceMenu } from '../../components/menu.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { chooseSettings } from '../../state/settings-store.ts';
import { useSettings, useStores } from '../../state/stores.tsx';
import { useResolvedTheme } from '../../state/use-resolved-theme.ts';
import { useSendSettings } from '../actions.ts';
import { languageNames, resolveLanguage } from '../i18n/i18n.ts';
import styles from './rail-foot.module.css';

export function RailFoot() {
  const { t } = useTranslation();
  const settings = useSettings();
  const store = useStores().settings;
  const send = useSendSettings();
  const theme = useResolvedTheme();
  const choose = (patch: Parameters<typeof send>[0]) => void chooseSettings(store, patch, send);
  const language = resolveLanguage(settings.language, navigator.languages);
  useShortcut('t', t('keys.theme'), () => choose({ theme: theme === 'dark' ? 'light' : 'dark' }));
  return (
    <div className={styles.foot}>
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
