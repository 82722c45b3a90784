/** A fact with its unit: label over value. A list of them is a description list, which wraps away what has no room, last first. */
import type { ReactNode } from 'react';
import styles from './readout.module.css';

export function ReadoutList({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.list}>{children}</dl>;
}

export interface ReadoutProps {
  readonly label: string;
  readonly children: ReactNode;
  /** The whole fact where the readout shortens it. */
  readonly title?: string | undefined;
  /** Left out in a narrow window, to keep what changes. */
  readonly wideOnly?: boolean;
  /** Gives way to the others before any of them is left out. */
  readonly shrinks?: boolean;
}

export function Readout({ label, children, title, wideOnly = false, shrinks = false }: ReadoutProps) {
  return (
    <div className={styles.readout} data-wide-only={wideOnly} data-shrinks={shrinks}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value} title={title}>
        {children}
      </dd>
    </div>
  );
}
