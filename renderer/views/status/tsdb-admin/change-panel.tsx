/** What can be done to the TSDB: series deleted, tombstones cleaned. Where it cannot, why. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StatusAnswer } from '../../../../shared/model/server-status.ts';
import { Button } from '../../../components/button.tsx';
import { Panel } from '../../../components/panel.tsx';
import { useAsked } from '../../../state/asked.tsx';
import { CleanDialog } from './clean-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import styles from './tsdb-admin.module.css';

export interface ChangePanelProps {
  /** What the server tells of its flags; undefined where they could not be read, which the view says. */
  readonly flags: StatusAnswer | undefined;
  /** Something was changed. */
  readonly onChanged: () => void;
}

type Kind = 'delete' | 'clean';

export function ChangePanel({ flags, onChanged }: ChangePanelProps) {
  const { t } = useTranslation('tsdbAdmin');
  const { live } = useAsked();
  const [open, setOpen] = useState<Kind | undefined>();
  const state = stateOf(flags);
  const close = () => setOpen(undefined);
  return (
    <Panel title={t('panel.title')}>
      {state === 'on' ? (
        <div className={styles.ways}>
          {(['delete', 'clean'] as const).map((kind) => (
            <div key={kind} className={styles.way}>
              <Button disabled={!live} onClick={() => setOpen(kind)}>
                {t(`panel.${kind}`)}
              </Button>
              <p className={styles.hint}>{t(`panel.${kind}What`)}</p>
            </div>
          ))}
          {live ? null : <p className={styles.hint}>{t('panel.away')}</p>}
        </div>
      ) : (
        <p className={styles.off}>{t(`panel.${state}`)}</p>
      )}
      {open === 'delete' ? (
        <DeleteDialog onClose={close} onChanged={onChanged} onClean={() => setOpen('clean')} />
      ) : null}
      {open === 'clean' ? <CleanDialog onClose={close} onChanged={onChanged} /> : null}
    </Panel>
  );
}

function stateOf(flags: StatusAnswer | undefined): 'on' | 'off' | 'unknown' | 'unread' {
  if (flags === undefined) return 'unread';
  const told = flags.outcome === 'told' && flags.status.kind === 'flags' ? flags.status.flags : [];
  const flag = told.find(({ name }) => name === 'web.enable-admin-api');
  return flag === undefined ? 'unknown' : flag.text === 'true' ? 'on' : 'off';
}
