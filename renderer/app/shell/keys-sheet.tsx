/** Every key that does something now, in one table. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/dialog.tsx';
import { KeyCap } from '../../components/key-cap.tsx';
import { useShortcuts } from '../../components/shortcuts.ts';
import styles from './keys-sheet.module.css';

export interface KeysSheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function KeysSheet({ open, onClose }: KeysSheetProps) {
  const { t } = useTranslation();
  const registered = useShortcuts();
  const rows = [
    ...registered.map(({ keys, label }) => ({ keys: [...keys], label })),
    { keys: ['j', 'k'], label: t('keys.rows') },
    { keys: ['Esc'], label: t('keys.leave') },
  ];
  return (
    <Dialog title={t('keys.title')} open={open} onClose={onClose}>
      <dl className={styles.keys}>
        {rows.map(({ keys, label }) => (
          <div key={`${keys.join(' ')} ${label}`} className={styles.row}>
            <dt className={styles.caps}>
              {keys.map((key) => (
                <KeyCap key={key}>{key}</KeyCap>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>{t('keys.note')}</p>
    </Dialog>
  );
}
