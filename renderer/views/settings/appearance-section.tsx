/** Theme, language, time zone; dashes for those who cannot tell the colours apart; single keys. */
import { useTranslation } from 'react-i18next';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { Segmented } from '../../components/segmented.tsx';
import { languageNames } from '../../state/language.ts';
import { useSettings } from '../../state/stores.tsx';
import { useChange } from './changes.tsx';
import { Section, Setting } from './setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';

type Key = 'theme' | 'language' | 'timeZone';

export function AppearanceSection() {
  const { t } = useTranslation('settings');
  const options: { readonly [K in Key]: readonly { readonly value: Settings[K]; readonly label: string }[] } = {
    theme: [
      { value: 'system', label: t('theme.system') },
      { value: 'light', label: t('theme.light') },
      { value: 'dark', label: t('theme.dark') },
    ],
    language: [
      { value: 'system', label: t('language.system') },
      { value: 'en', label: languageNames.en },
      { value: 'ko', label: languageNames.ko },
    ],
    timeZone: [
      { value: 'local', label: t('zone.local') },
      { value: 'utc', label: t('zone.utc') },
    ],
  };
  return (
    <Section section="appearance">
      <Choice id="theme" name={t('item.theme.name')} options={options.theme} />
      <Choice id="language" name={t('item.language.name')} options={options.language} />
      <Choice id="timeZone" name={t('item.timeZone.name')} options={options.timeZone} />
      <SwitchSetting id="dashesEarly" />
      <SwitchSetting id="singleKeys" />
    </Section>
  );
}

interface ChoiceProps<K extends Key> {
  readonly id: K;
  readonly name: string;
  readonly options: readonly { readonly value: Settings[K]; readonly label: string }[];
}

function Choice<K extends Key>({ id, name, options }: ChoiceProps<K>) {
  const { t } = useTranslation('settings');
  const value = useSettings()[id];
  const change = useChange();
  const labelOf = (wanted: Settings[K]) => options.find((one) => one.value === wanted)?.label ?? '';
  const choose = (chosen: Settings[K]) => {
    if (chosen !== value) void change(id, { [id]: chosen }, t('changed.was', { value: labelOf(value) }));
  };
  const standard = defaultSettings[id];
  return (
    <Setting id={id} standard={labelOf(standard)} onReset={value === standard ? undefined : () => choose(standard)}>
      <Segmented label={name} options={options} value={value} onChange={choose} />
    </Setting>
  );
}
