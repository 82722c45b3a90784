/** The way to the palette for the pointer, with its key on it. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { KeyCap } from '../../components/key-cap.tsx';
import { keyCaps } from '../key-caps.ts';
import styles from './palette-button.module.css';
import { paletteKey } from './palette-key.ts';
import { openPalette } from './palette-state.ts';

export function PaletteButton() {
  const { t } = useTranslation('palette');
  return (
    <Button onClick={() => openPalette()}>
      <span className={styles.word}>{t('button')}</span>
      <span className={styles.keys} aria-hidden="true">
        <KeyCap>{keyCaps(paletteKey).join(' ')}</KeyCap>
      </span>
    </Button>
  );
}
