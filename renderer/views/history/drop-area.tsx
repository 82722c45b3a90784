/** A place on which files may be dropped to be imported. What is dragged and is no file is left to whoever it is for. */
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/hooks.tsx';
import { classes } from '../../components/classes.ts';
import { useStores } from '../../state/stores.tsx';
import styles from './drop-area.module.css';

export interface DropAreaProps {
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

export function DropArea({ className, children }: DropAreaProps) {
  const { t } = useTranslation('history');
  const { history } = useClient();
  const { imports } = useStores();
  const [over, setOver] = useState(false);
  // Each element inside is entered and left by itself.
  const depth = useRef(0);
  const move = (event: DragEvent, by: 1 | -1 | 0) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  const drop = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    imports.add(history, [...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside it does the same for the keyboard
    <div
      className={classes(styles.area, className)}
      onDragEnter={(event) => move(event, 1)}
      onDragOver={(event) => move(event, 0)}
      onDragLeave={(event) => move(event, -1)}
      onDrop={drop}
    >
      {children}
      {over ? (
        <div className={styles.over} aria-hidden="true">
          <p className={styles.words}>{t('import.drop')}</p>
          <p>{t('import.dropText')}</p>
        </div>
      ) : null}
    </div>
  );
}
