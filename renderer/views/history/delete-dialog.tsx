/** Samples of a record that are to go: which, from when to when; what that means is said in words before it is done. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useTypedWindow, WindowFields } from '../../components/window-fields.tsx';
import { useSettings, useStores } from '../../state/stores.tsx';
import styles from './delete-dialog.module.css';
import { formatLength, formatMoment } from './formats.ts';
import { SelectorsField, selectorsIn } from './selectors-field.tsx';

export interface DeleteDialogProps {
  /** Undefined: the dialog is closed. */
  readonly source: StoredSource | undefined;
  readonly onClose: () => void;
}

export function DeleteDialog({ source, onClose }: DeleteDialogProps) {
  const { t } = useTranslation('history');
  return (
    <Dialog
      title={source === undefined ? '' : t('part.title', { name: plainText(source.name) })}
      open={source !== undefined}
      onClose={onClose}
      wide
    >
      {source === undefined ? null : <Form key={source.source} source={source} onClose={onClose} />}
    </Dialog>
  );
}

/** Every series has a name. */
const everything = '{__name__!=""}';
const longestSelectors = 200;

function Form({ source, onClose }: DeleteDialogProps & { readonly source: StoredSource }) {
  const { t, i18n } = useTranslation('history');
  const client = useClient();
  const { deletions } = useStores();
  const { timeZone } = useSettings();
  const [text, setText] = useState('');
  const typed = useTypedWindow({ startMs: source.firstMs ?? 0, endMs: source.lastMs ?? Date.now() }, timeZone);
  const { selectors, problem } = selectorsIn(text);
  const { window } = typed;
  const ready = window !== undefined && problem === undefined;
  const nowMs = Date.now();
  const moment = (ms: number) => formatMoment(ms, nowMs, timeZone, i18n.language);
  const submit = () => {
    if (!ready) return;
    const part = { selectors: selectors.length === 0 ? [everything] : selectors, ...window };
    deletions.plan({ source: source.source, name: source.name, part }, () =>
      client.history.deleteSamples({ source: source.source, ...window, selectors: [...part.selectors] }),
    );
    onClose();
  };
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <WindowFields {...typed} />
      <SelectorsField label={t('part.selectors')} hint={t('part.selectorsHint')} text={text} onText={setText} />
      {ready ? (
        <p className={styles.words} role="status">
          {t(selectors.length === 0 ? 'part.wordsAll' : 'part.words', {
            selectors: shortened(plainText(selectors.join(', ')), longestSelectors),
            from: moment(window.startMs),
            to: moment(window.endMs),
            length: formatLength(window.endMs - window.startMs),
          })}
        </p>
      ) : null}
      <div className={styles.actions}>
        <Button look="primary" type="submit" disabled={!ready}>
          {t('part.delete')}
        </Button>
        <Button onClick={onClose}>{t('part.cancel')}</Button>
      </div>
    </form>
  );
}
