/** A page to be read: a verdict in one sentence, at most 66 characters of measure, then whatever belongs to it; a column at its side. */
import type { ReactNode } from 'react';
import { type GlyphKind, StateGlyph } from '../../components/state-glyph.tsx';
import styles from './reading-page.module.css';

export interface ReadingPageProps {
  readonly verdict: string;
  /** 1 where no context's header stands above. */
  readonly level?: 1 | 2;
  readonly reading?: ReactNode;
  readonly glyph?: GlyphKind | undefined;
  /** Read aloud at once: something has failed. */
  readonly alert?: boolean;
  readonly side?: ReactNode;
  readonly children?: ReactNode;
}

export function ReadingPage(props: ReadingPageProps) {
  const { verdict, level = 2, reading, glyph, alert = false, side, children } = props;
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={styles.page} data-side={side !== undefined}>
      <div className={styles.column}>
        <div className={styles.head} role={alert ? 'alert' : undefined}>
          <Heading className={styles.verdict}>
            {glyph === undefined ? null : <StateGlyph kind={glyph} />}
            <span>{verdict}</span>
          </Heading>
          {reading === undefined ? null : <p className={styles.reading}>{reading}</p>}
        </div>
        {children}
      </div>
      {side === undefined ? null : <div className={styles.side}>{side}</div>}
    </div>
  );
}
