/** Removing an address: asked about once more, in words, because nothing brings it back. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import styles from './remove-button.module.css';

export interface RemoveButtonProps {
  readonly name: string;
  readonly busy: boolean;
  readonly onRemove: () => void;
}

export function RemoveButton({ name, busy, onRemove }: RemoveButtonProps) {
  const { t } = useTranslation('address');
  const [asking, setAsking] = useState(false);
  const remove = () => {
    setAsking(false);
    onRemove();
  };
  return (
    <>
      <Button className={styles.button ?? ''} busy={busy} onClick={() => setAsking(true)}>
        {t('remove.button')}
      </Button>
      <Dialog title={t('remove.title', { name })} open={asking} onClose={() => setAsking(false)}>
        <div className={styles.body}>
          <p className={styles.text}>{t('remove.text')}</p>
          <div className={styles.actions}>
            <Button look="primary" onClick={remove}>
              {t('remove.confirm')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('remove.keep')}</Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
