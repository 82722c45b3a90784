/** Live or Recorded: from where the open context is asked. */
import { useTranslation } from 'react-i18next';
import { Segmented } from '../../components/segmented.tsx';
import { navigateFrom } from '../../state/from-record.ts';
import styles from './record.module.css';

export function RecordSwitch({ isRecord }: { readonly isRecord: boolean }) {
  const { t } = useTranslation('record');
  return (
    <div className={styles.switch} data-record={isRecord}>
      <Segmented
        label={t('switch.label')}
        options={[
          { value: 'live', label: t('switch.live') },
          { value: 'record', label: t('switch.record') },
        ]}
        value={isRecord ? 'record' : 'live'}
        onChange={navigateFrom}
      />
    </div>
  );
}
