/** A small window over the page: focus stays inside, Escape and a click outside close it, focus goes back. */
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  /** For two columns, where the window has room for them. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

const names = {
  root: styles.root ?? '',
  inner: styles.inner ?? '',
  content: styles.content ?? '',
  overlay: styles.overlay ?? '',
} as const;

export function Dialog({ title, open, onClose, wide = false, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    // The page itself never scrolls, so there is nothing to lock; the lock would write a style element.
    <Modal.Root
      opened={open}
      onClose={onClose}
      lockScroll={false}
      unstyled
      classNames={names}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay unstyled />
      <Modal.Content data-wide={wide}>
        <div className={styles.head}>
          <Modal.Title className={styles.title ?? ''}>{title}</Modal.Title>
          <Button size="small" look="quiet" onClick={onClose}>
            {t('action.close')}
          </Button>
        </div>
        {children}
      </Modal.Content>
    </Modal.Root>
  );
}
