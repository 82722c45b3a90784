/** Ends a silence now, after it was said what that is of. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { Silence } from '../../../../shared/model/alertmanager.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { failureOf } from '../../../client/failure-of.ts';
import { useClient } from '../../../client/hooks.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { formatMatchers } from '../matchers.ts';
import type { Reading } from '../reading.ts';
import type { Done } from '../silence-task.ts';
import styles from './silence-dialog.module.css';
import { ConfirmButton } from './silence-dialog.tsx';

export interface ExpireDialogProps {
  readonly context: ContextId;
  readonly silence: Silence;
  readonly reading: Reading;
  readonly onClose: () => void;
  readonly onDone: (done: Done) => void;
}

export function ExpireDialog({ context, silence, reading, onClose, onDone }: ExpireDialogProps) {
  const { t } = useTranslation('alertmanager');
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppErrorData | undefined>();
  // Where the silence was read: readings that come meanwhile may be of another Alertmanager.
  const [{ id: at, mark }] = useState(reading.use);
  const { id, matchers } = silence;
  const silenced = [...reading.alerts.values()].filter(({ silencedBy }) => silencedBy.includes(id));
  const expire = () => {
    setBusy(true);
    setError(undefined);
    void failureOf(client.alertmanager.expireSilence({ context, chosen: at, mark, id })).then((failure) => {
      setBusy(false);
      if (failure === undefined) return onDone({ kind: 'expired', silence });
      setError(failure);
    });
  };
  return (
    <Dialog title={t('expire.title')} open onClose={onClose} busy={busy}>
      <div className={styles.confirm}>
        <p className={styles.sentence}>
          {t('expire.what', { matchers: plainText(formatMatchers(matchers)) })}{' '}
          {t('expire.count', { count: silenced.length })}
        </p>
        <p className={styles.hint}>{t('confirm.where', { at: plainText(at) })}</p>
        {error === undefined ? null : <ErrorPanel error={error} />}
        <div className={styles.foot}>
          <Button onClick={onClose} busy={busy}>
            {t('form.cancel')}
          </Button>
          <ConfirmButton busy={busy} onClick={expire}>
            {t('expire.confirm')}
          </ConfirmButton>
        </div>
      </div>
    </Dialog>
  );
}
