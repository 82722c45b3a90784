/** A setting that is on or off. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { Segmented } from '../../components/segmented.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useChange } from './changes.tsx';
import { Setting } from './setting.tsx';

/** The settings that are on or off. */
type SwitchId = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

export interface SwitchSettingProps {
  readonly id: SwitchId;
  /** Under the explanation. */
  readonly note?: ReactNode;
}

export function SwitchSetting({ id, note }: SwitchSettingProps) {
  const { t } = useTranslation('settings');
  const change = useChange();
  const value = useSettings()[id];
  const word = (on: boolean) => (on ? t('on') : t('off'));
  const choose = (next: boolean) => {
    if (next !== value) void change(id, { [id]: next }, t('changed.was', { value: word(value) }));
  };
  const standard = defaultSettings[id];
  return (
    <Setting
      id={id}
      standard={word(standard)}
      onReset={value === standard ? undefined : () => choose(standard)}
      note={note}
    >
      <Segmented
        label={t(`item.${id}.name`)}
        options={[
          { value: 'on', label: t('on') },
          { value: 'off', label: t('off') },
        ]}
        value={value ? 'on' : 'off'}
        onChange={(chosen) => choose(chosen === 'on')}
      />
    </Setting>
  );
}
