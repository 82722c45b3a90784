/** A framed part of a page: title, a note beside it, facts or buttons at the right, content. */
import { type ReactNode, useId } from 'react';
import { classes } from './classes.ts';
import styles from './panel.module.css';

export interface PanelProps {
  readonly title: string;
  readonly note?: string | undefined;
  readonly aside?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Panel({ title, note, aside, className, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes(styles.panel, className)} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {note === undefined ? null : <span className={styles.note}>{note}</span>}
        <div className={styles.aside}>{aside}</div>
      </header>
      {children}
    </section>
  );
}
