/** Facts: a strip of the telling ones, and rows of all of them. What is not said is told by a hatch and in words, never by a dash. */
import type { ReactNode } from 'react';
import { plainText } from '../../shared/format/plain-text.ts';
import { classes } from './classes.ts';
import styles from './fact-rows.module.css';
import look from './facts.module.css';
import { StateGlyph } from './state-glyph.tsx';

export function FactsStrip({ children }: { readonly children: ReactNode }) {
  return <dl className={look.strip}>{children}</dl>;
}

export interface FactProps {
  readonly label: string;
  /** Undefined where there is none: the words below say why. */
  readonly value: string | undefined;
  readonly tone?: 'bad' | undefined;
  /** The line below. */
  readonly children?: ReactNode;
}

export function Fact({ label, value, tone, children }: FactProps) {
  return (
    <div className={look.fact}>
      <dt className={look.label}>{label}</dt>
      <dd className={look.value}>
        {value === undefined ? (
          <span className={look.none} />
        ) : (
          <span className={styles.main} data-tone={tone}>
            {tone === 'bad' ? <StateGlyph kind="bad" /> : null}
            {value}
          </span>
        )}
        <span className={look.second}>{children}</span>
      </dd>
    </div>
  );
}

export interface FactRow {
  readonly label: string;
  /** '' for what was said to be nothing; undefined for what was not said. */
  readonly value: string | undefined;
  /** The server's own words. */
  readonly mono?: boolean;
}

export interface FactRowsProps {
  readonly rows: readonly FactRow[];
  /** In place of '' and of undefined. */
  readonly words: { readonly nothing: string; readonly notSaid: string };
}

export function FactRows({ rows, words }: FactRowsProps) {
  return (
    <dl className={styles.rows}>
      {rows.map(({ label, value, mono = false }) => (
        <div key={label} className={styles.row}>
          <dt>{label}</dt>
          <dd data-look={mono ? 'mono' : undefined}>
            {value === undefined ? (
              <>
                <span className={classes(look.none, styles.between)} aria-hidden="true" />
                <span className={styles.faint}>{words.notSaid}</span>
              </>
            ) : value === '' ? (
              <span className={styles.faint}>{words.nothing}</span>
            ) : (
              plainText(value)
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
