/** Every key that does something now, in one table. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/dialog.tsx';
import { KeyCap } from '../../components/key-cap.tsx';
import { commandPrefix } from '../../components/shortcut-dispatcher.ts';
import { type Shortcut, type ShortcutArea, useHintedKeys, useShortcuts } from '../../components/shortcuts.ts';
import { useSettings } from '../../state/stores.tsx';
import { keyCaps } from '../key-caps.ts';
import styles from './keys-sheet.module.css';

export interface KeysSheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Of two with the same keys the last one counts, so the other is not listed. */
function isTheLast(one: Shortcut, index: number, all: readonly Shortcut[]): boolean {
  return !all.slice(index + 1).some(({ keys }) => keys.join(' ') === one.keys.join(' '));
}

interface SheetRow {
  readonly keys: readonly string[];
  readonly label: string;
}

export function KeysSheet({ open, onClose }: KeysSheetProps) {
  const { t } = useTranslation();
  const { singleKeys } = useSettings();
  const registered = useShortcuts().filter(isTheLast);
  const counts = ({ keys }: Shortcut) => singleKeys || keys[0].startsWith(commandPrefix);
  const rowsOf = (area: ShortcutArea): readonly SheetRow[] =>
    registered
      .filter((one) => one.area === area && counts(one))
      .map(({ keys, label }) => ({ keys: keys.flatMap(keyCaps), label }));
  const hints = useHintedKeys();
  const always = [
    { keys: ['j', 'k'], label: t('keys.rows') },
    { keys: ['Esc'], label: t('keys.leave') },
  ];
  return (
    <Dialog title={t('keys.title')} open={open} onClose={onClose} wide>
      <div className={styles.areas}>
        <Keys title={t('keys.here')} rows={rowsOf('view')} />
        {hints.map(({ place, keys }) => (
          <Keys key={place} title={place} rows={keys.map(({ caps, label }) => ({ keys: caps, label }))} />
        ))}
        <Keys title={t('keys.everywhere')} rows={[...rowsOf('everywhere'), ...always]} />
      </div>
      <p className={styles.note}>{singleKeys ? t('keys.note') : t('keys.noteOff')}</p>
    </Dialog>
  );
}

function Keys({ title, rows }: { readonly title: string; readonly rows: readonly SheetRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section className={styles.area}>
      <h3 className={styles.head}>{title}</h3>
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
    </section>
  );
}
