/**
 * A small window over the page: focus stays inside, Escape and a click outside close it, focus goes back. Escape is first of what is open
 * inside (a list of an editor).
 */
import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  /** For two columns, where the window has room for them. */
  readonly wide?: boolean;
  /** Something was typed: a click outside does not lose it. */
  readonly typed?: boolean;
  /** Something is under way, and what comes of it is said here: it stays. */
  readonly busy?: boolean;
  readonly children: ReactNode;
}

const names = {
  root: styles.root ?? '',
  inner: styles.inner ?? '',
  content: styles.content ?? '',
  overlay: styles.overlay ?? '',
} as const;

export function Dialog({ title, open, onClose, wide = false, typed = false, busy = false, children }: DialogProps) {
  const { t } = useTranslation();
  const close = () => (busy ? undefined : onClose());
  useEscape(open, close);
  useFocusBack(open);
  return (
    // The page itself never scrolls, so there is nothing to lock; the lock would write a style element.
    <Modal.Root
      opened={open}
      onClose={close}
      closeOnClickOutside={!typed}
      lockScroll={false}
      closeOnEscape={false}
      unstyled
      classNames={names}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay unstyled />
      <Modal.Content data-wide={wide}>
        <div className={styles.head}>
          <Modal.Title className={styles.title ?? ''}>{title}</Modal.Title>
          <Button size="small" look="quiet" onClick={close} busy={busy}>
            {t('action.close')}
          </Button>
        </div>
        {children}
      </Modal.Content>
    </Modal.Root>
  );
}

/** Of one that is open as long as it is there: Mantine's gives the focus back only where it has seen it opened. */
function useFocusBack(open: boolean): void {
  // Before a field in it takes the focus.
  const [before] = useState(() => (open ? document.activeElement : null));
  useEffect(
    () => () => {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
    [before],
  );
}

/** Mantine's own hears the key before whatever is inside. */
function useEscape(open: boolean, onClose: () => void): void {
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    if (!open) return undefined;
    const hear = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) latest.current();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [open]);
}
