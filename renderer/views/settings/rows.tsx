/** The rows of a list in the settings: a mark where there is a state, a name with a second line, and what can be done with it. */
import type { ReactNode } from 'react';
import { type GlyphKind, StateGlyph } from '../../components/state-glyph.tsx';
import styles from './rows.module.css';

export interface RowsProps {
  readonly label: string;
  /** What is said instead, where the list is empty. */
  readonly none: string;
  readonly children: readonly ReactNode[];
}

export function Rows({ label, none, children }: RowsProps) {
  if (children.length === 0) return <p className={styles.none}>{none}</p>;
  return (
    <ul className={styles.rows} aria-label={label}>
      {children}
    </ul>
  );
}

export interface RowProps {
  readonly glyph?: GlyphKind;
  readonly name: ReactNode;
  readonly second?: ReactNode;
  /** One step in: it belongs to the row above. */
  readonly inner?: boolean;
  /** Numbers, at the right. */
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
}

export function Row({ glyph, name, second, inner = false, aside, actions }: RowProps) {
  return (
    <li className={styles.row} data-inner={inner}>
      {glyph === undefined ? null : <StateGlyph kind={glyph} />}
      <div className={styles.words}>
        <div className={styles.name}>{name}</div>
        {second === undefined ? null : <div className={styles.second}>{second}</div>}
      </div>
      {aside === undefined ? null : <span className={styles.aside}>{aside}</span>}
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </li>
  );
}
