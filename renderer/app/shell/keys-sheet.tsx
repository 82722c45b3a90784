/** Every key that does something now, in one table. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/dialog.tsx';
import { KeyCap } from '../../components/key-cap.tsx';
import { commandPrefix } from '../../components/shortcut-dispatcher.ts';
import { type Shortcut, useShortcuts } from '../../components/shortcuts.ts';
import styles from './keys-sheet.module.css';

export interface KeysSheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Of two with the same keys the last one counts, so the other is not listed. */
function isTheLast(one: Shortcut, index: number, all: readonly Shortcut[]): boolean {
  return !all.slice(index + 1).some(({ keys }) => keys.join(' ') === one.keys.join(' '));
}

function capsOf(key: string): readonly string[] {
  if (!key.startsWith(commandPrefix)) return [key];
  const onMac = /^Mac|^iP/.test(navigator.platform);
  return [onMac ? '⌘' : 'Ctrl', key.slice(commandPrefix.length)];
}

export function KeysSheet({ open, onClose }: KeysSheetProps) {
  const { t } = useTranslation();
  const registered = useShortcuts();
  const rows = [
    ...registered.filter(isTheLast).map(({ keys, label }) => ({ keys: keys.flatMap(capsOf), label })),
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
