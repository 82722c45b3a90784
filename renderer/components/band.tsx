/** One line under the views: a state of the whole page, its reason, and what can be done. */
import type { ReactNode } from 'react';
import styles from './band.module.css';
import { type GlyphKind, StateGlyph } from './state-glyph.tsx';

export interface BandProps {
  readonly glyph: GlyphKind;
  /** What is, in a few words with a full stop. */
  readonly title: string;
  /** Why, and what is shown. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Recorded blue is the mode; warn and bad are for what keeps data from being live. */
  readonly tone: 'recorded' | 'warn' | 'bad' | 'plain';
}

export function Band({ glyph, title, children, actions, tone }: BandProps) {
  return (
    <div className={styles.band} data-tone={tone}>
      <StateGlyph kind={glyph} />
      <p className={styles.text}>
        <b className={styles.title}>{title}</b> {children}
      </p>
      {actions}
    </div>
  );
}
