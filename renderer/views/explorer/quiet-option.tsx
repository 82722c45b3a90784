/** An option as it stands beside a panel's tabs: what it is called, and what is chosen. */
import type { ReactNode } from 'react';
import styles from './panel-options.module.css';

export function Quiet({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <span className={styles.option}>
      {name} <b>{value}</b>
    </span>
  );
}
