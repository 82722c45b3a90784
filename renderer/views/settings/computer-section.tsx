/** Whether this computer is recorded, and whether a Prometheus that is new is. The exporters beside it are added in its overview. */
import { useTranslation } from 'react-i18next';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { Segmented } from '../../components/segmented.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useChange } from './changes.tsx';
import { Section, Setting } from './setting.tsx';

export function ComputerSection() {
  const { t } = useTranslation('settings');
  const change = useChange();
  const { record } = useSettings().computer;
  const standard = defaultSettings.computer.record;
  const word = (on: boolean) => (on ? t('on') : t('off'));
  const choose = (next: boolean) => {
    if (next !== record)
      void change('computer', { computer: { record: next } }, t('changed.was', { value: word(record) }));
  };
  return (
    <Section section="computer">
      <Setting
        id="computer"
        standard={word(standard)}
        onReset={record === standard ? undefined : () => choose(standard)}
      >
        <Segmented
          label={t('item.computer.name')}
          options={[
            { value: 'on', label: t('on') },
            { value: 'off', label: t('off') },
          ]}
          value={record ? 'on' : 'off'}
          onChange={(chosen) => choose(chosen === 'on')}
        />
      </Setting>
      <NewSources />
    </Section>
  );
}

type NewSource = Settings['recording']['newSources'];

/** What is decided for a source is changed where it is recorded. */
function NewSources() {
  const { t } = useTranslation('settings');
  const change = useChange();
  const { newSources } = useSettings().recording;
  const standard = defaultSettings.recording.newSources;
  const word = (value: NewSource) => t(`recording.${value}`);
  const choose = (next: NewSource) => {
    if (next === newSources) return;
    void change('recording', { recording: { newSources: next } }, t('changed.was', { value: word(newSources) }));
  };
  return (
    <Setting
      id="recording"
      standard={word(standard)}
      onReset={newSources === standard ? undefined : () => choose(standard)}
    >
      <Segmented
        label={t('item.recording.name')}
        options={[
          { value: 'ask', label: word('ask') },
          { value: 'always', label: word('always') },
        ]}
        value={newSources}
        onChange={choose}
      />
    </Setting>
  );
}
