/** Where what is typed as a secret goes, said before it is typed. */
import { useTranslation } from 'react-i18next';
import type { SecretsStatus } from '../../../shared/model/address.ts';
import { Panel } from '../../components/panel.tsx';
import { ServerWords } from '../../components/server-words.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import styles from './secrets-panel.module.css';

export interface SecretsPanelProps {
  /** Undefined until the backend has told. */
  readonly status: SecretsStatus | undefined;
  /** Of what is typed. */
  readonly origin: string | undefined;
}

export function SecretsPanel({ status, origin }: SecretsPanelProps) {
  const { t } = useTranslation('address');
  const why = status?.why;
  return (
    <Panel title={t('secrets.title')}>
      <div className={styles.body}>
        {status === undefined ? null : (
          <p className={styles.place}>
            <StateGlyph kind={status.place === 'keychain' ? 'ok' : 'degraded'} />
            <span>{t(`secrets.${status.place}`)}</span>
          </p>
        )}
        {why === undefined ? null : <ServerWords words={{ whose: 'program', text: why }} />}
        <p className={styles.only}>{origin === undefined ? t('secrets.onlyTyped') : t('secrets.only', { origin })}</p>
      </div>
    </Panel>
  );
}
