/** The body of a part that is longer than the window: the keyboard reaches it to scroll. */
import type { ReactNode } from 'react';
import styles from './part-body.module.css';

export function Body({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach that
    <section className={styles.body} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

export function Columns({ children }: { readonly children: ReactNode }) {
  return <div className={styles.columns}>{children}</div>;
}
