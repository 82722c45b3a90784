/** What can be done to the TSDB: series deleted, tombstones cleaned. Where it cannot, why. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StatusAnswer } from '../../../../shared/model/server-status.ts';
import { Button } from '../../../components/button.tsx';
import { useErrorText } from '../../../components/error-text.ts';
import { Panel } from '../../../components/panel.tsx';
import { useAsked } from '../../../state/asked.tsx';
import { useStatus } from '../use-status.ts';
import { CleanDialog } from './clean-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import styles from './tsdb-admin.module.css';

export interface ChangePanelProps {
  /** When what stands above was read: its flags are read with it. */
  readonly readAtMs: number | undefined;
  /** Something was changed. */
  readonly onChanged: () => void;
}

type Kind = 'delete' | 'clean';

const flagsAlone = ['flags'] as const;

export function ChangePanel({ readAtMs = 0, onChanged }: ChangePanelProps) {
  const { t } = useTranslation('tsdbAdmin');
  const { id, live } = useAsked();
  const [open, setOpen] = useState<Kind | undefined>();
  const errorText = useErrorText();
  // Apart from what the part shows: that one fails keeps nothing of the other back.
  const reading = useStatus({
    ...{ context: id, kinds: flagsAlone, atMs: undefined },
    ...{ version: readAtMs, active: live, everyMs: 0 },
  });
  const flags = reading.answers.get('flags');
  if (flags === undefined && reading.problem === undefined) return null;
  const state = stateOf(flags);
  const problemText = reading.problem?.kind === 'failed' ? errorText(reading.problem.error).verdict : '';
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
        <p className={styles.off}>
          {t(`panel.${state}`)} {state === 'unread' ? problemText : null}
        </p>
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
