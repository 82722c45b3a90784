/** Takes what is deleted off a server's disk, after it was said what that means, and where it is done. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { TsdbLook } from '../../../../shared/model/tsdb-admin.ts';
import { useClient } from '../../../client/hooks.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { StateGlyph } from '../../../components/state-glyph.tsx';
import { useAsked } from '../../../state/asked.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './tsdb-admin.module.css';
import { useFocus } from './use-focus.ts';
import { useTask } from './use-task.ts';

export interface CleanDialogProps {
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function CleanDialog({ onClose, onChanged }: CleanDialogProps) {
  const { t } = useTranslation('tsdbAdmin');
  const { id, name } = useAsked();
  const client = useClient();
  const [look, setLook] = useState<TsdbLook | undefined>();
  const [isDone, setDone] = useState(false);
  const looking = useTask<TsdbLook>(setLook);
  const cleaning = useTask<void>(() => {
    setDone(true);
    onChanged();
  });
  const { run } = looking;
  const ask = () => run((signal) => client.tsdbAdmin.look({ context: id }, { signal }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is looked at once, when it opens
  useEffect(ask, []);
  const stopLooking = useRef(looking.stop);
  useEffect(() => stopLooking.current, []);
  const clean = ({ mark }: TsdbLook) =>
    cleaning.run((signal) => client.tsdbAdmin.cleanTombstones({ context: id, mark }, { signal }));
  const busy = cleaning.state.kind === 'running';
  const isTried = cleaning.state.kind === 'failed' || cleaning.state.kind === 'stopped';
  const at = plainText(look?.at ?? name);
  const again = () => {
    cleaning.reset();
    setLook(undefined);
    ask();
  };
  const host = useFocus(busy || isDone || isTried);
  return (
    <Dialog title={t('clean.title', { name: plainText(name) })} open onClose={onClose} busy={busy}>
      <div className={styles.confirm} tabIndex={-1} ref={host}>
        {isDone ? (
          <p className={styles.done} role="status">
            <StateGlyph kind="ok" />
            {t('clean.done')}
          </p>
        ) : (
          <>
            <p className={styles.sentence}>{t('clean.what')}</p>
            {look === undefined ? null : <p className={styles.hint}>{t(`where.${look.way}`, { at })}</p>}
            <TaskNote {...looking} label={t('delete.looking', { name: at })} />
            <TaskNote
              {...cleaning}
              label={t('clean.cleaning')}
              text={(time) => t('clean.cleaningFor', { at, time })}
              stoppedText={t('stopped')}
            />
          </>
        )}
        <div className={styles.foot}>
          {isDone ? null : (
            <Button onClick={onClose} busy={busy}>
              {t('delete.cancel')}
            </Button>
          )}
          {isDone ? (
            <Button look="primary" onClick={onClose}>
              {t('deleted.close')}
            </Button>
          ) : look === undefined || isTried ? (
            <Button look="primary" busy={looking.state.kind === 'running'} onClick={again}>
              {t('confirm.again')}
            </Button>
          ) : (
            <Button look="primary" busy={busy} onClick={() => clean(look)}>
              {t('clean.confirm')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
