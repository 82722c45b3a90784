/** Why this computer is not recorded now, and what can be done. */
import { useTranslation } from 'react-i18next';
import type { ConnectionState, ContextId } from '../../../shared/model/context.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { ServerWords } from '../../components/server-words.tsx';
import verdictStyles from '../../components/verdict.module.css';
import { useSettings } from '../../state/stores.tsx';
import { useChooseSettings } from '../../state/use-choose-settings.ts';
import styles from './overview-view.module.css';

export interface UnrecordedProps {
  readonly state: ConnectionState;
  readonly context: ContextId;
}

export function Unrecorded({ state, context }: UnrecordedProps) {
  const { t } = useTranslation('overview');
  const { record } = useSettings().computer;
  const choose = useChooseSettings();
  if (state.kind === 'backingOff' || state.kind === 'stopped') return <Failed why={state.why} context={context} />;
  if (state.kind !== 'idle' || record) {
    return (
      <div className={verdictStyles.head}>
        <h2 className={verdictStyles.verdict}>{t('verdictStarting')}</h2>
        <p className={verdictStyles.reading}>{t('reading')}</p>
      </div>
    );
  }
  return (
    <div className={verdictStyles.head}>
      <h2 className={verdictStyles.verdict}>{t('verdictOff')}</h2>
      <p className={verdictStyles.reading}>{t('readingOff')}</p>
      <p className={styles.action}>
        <Button look="primary" onClick={() => void choose({ computer: { record: true } })}>
          {t('record')}
        </Button>
      </p>
    </div>
  );
}

interface FailedProps {
  readonly why: Extract<ConnectionState, { kind: 'stopped' }>['why'];
  readonly context: ContextId;
}

function Failed({ why, context }: FailedProps) {
  const { t } = useTranslation('overview');
  const { verdict, advice, words } = useErrorText()(why);
  const { connections } = useClient();
  return (
    <div className={verdictStyles.head} role="alert">
      <h2 className={verdictStyles.verdict}>{t('verdictFailed')}</h2>
      <p className={verdictStyles.reading}>
        {verdict} {advice}
      </p>
      <ServerWords words={words} />
      <p className={styles.action}>
        <Button look="primary" onClick={() => void failureOf(connections.connect({ context }))}>
          {t('tryAgain')}
        </Button>
      </p>
    </div>
  );
}
