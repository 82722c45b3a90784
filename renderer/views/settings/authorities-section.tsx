/** Whose signatures are trusted. */
import { useTranslation } from 'react-i18next';
import { PathListSetting } from './path-list-setting.tsx';
import { Section } from './setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';

export function AuthoritiesSection() {
  const { t } = useTranslation('settings');
  return (
    <Section section="authorities">
      <SwitchSetting id="systemAuthorities" />
      <PathListSetting
        id="authorityFiles"
        wanted="certificates"
        none={t('path.noPem')}
        label={t('path.pem')}
        ordered={false}
      />
    </Section>
  );
}
