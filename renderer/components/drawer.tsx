/**
 * A place beside what one works on, which stays in sight and can be used: no curtain, no trap for the focus. It takes the focus when it
 * opens, Escape closes it, and the focus goes back to where it was.
 */
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import styles from './drawer.module.css';

export interface DrawerProps {
  readonly title: string;
  /** Beside the title: counts, a way back. */
  readonly aside?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Drawer({ title, aside, onClose, children }: DrawerProps) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const drawer = host.current;
    const first = drawer?.querySelector<HTMLElement>('[data-first]') ?? drawer;
    first?.focus();
    return () => {
      // Whoever went on elsewhere meanwhile stays there.
      const within = document.activeElement === document.body || drawer?.contains(document.activeElement) === true;
      if (within && before instanceof HTMLElement) before.focus();
    };
  }, []);
  const leave = (event: KeyboardEvent) => {
    // A box or a menu in it that has its own use for the key has said so.
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      onClose();
    }
  };
  return (
    <div ref={host} role="dialog" aria-label={title} className={styles.drawer} tabIndex={-1} onKeyDown={leave}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <div className={styles.aside}>{aside}</div>
        <Button size="small" look="quiet" onClick={onClose}>
          {t('action.close')}
        </Button>
      </header>
      {children}
    </div>
  );
}
