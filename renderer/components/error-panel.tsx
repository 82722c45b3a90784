/** A failed query: the expression with the place underlined, our sentence, then the server's own words. */
import type { ReactNode } from 'react';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { plainLines } from '../../shared/format/plain-text.ts';
import styles from './error-panel.module.css';
import { useErrorText } from './error-text.ts';
import { ServerWords } from './server-words.tsx';
import { StateGlyph } from './state-glyph.tsx';

/** The underlined place: UTF-16 offsets into the expression, `to` not included. */
interface ErrorPlace {
  readonly from: number;
  readonly to: number;
}

export interface ErrorPanelProps {
  readonly error: AppErrorData;
  readonly expression?: string | undefined;
  readonly place?: ErrorPlace | undefined;
  /** Stands in for the catalogue's sentence where the view knows better: "Column 29: unknown unit "x"". */
  readonly title?: string | undefined;
  /** Buttons: what can be done here. */
  readonly actions?: ReactNode;
}

export function ErrorPanel({ error, expression, place, title, actions }: ErrorPanelProps) {
  const { verdict, advice, words } = useErrorText()(error);
  return (
    <div className={styles.panel} role="alert">
      {expression === undefined ? null : <Expression text={expression} place={place} />}
      <h3 className={styles.title}>
        <StateGlyph kind="bad" />
        {title ?? verdict}
      </h3>
      {advice === '' ? null : <p className={styles.advice}>{advice}</p>}
      <ServerWords words={words} />
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

function Expression({ text, place }: { readonly text: string; readonly place: ErrorPlace | undefined }) {
  // A place at the very end (an expression that stops too early) underlines the last character.
  const from = place === undefined ? text.length : Math.max(0, Math.min(place.from, text.length - 1));
  const to = place === undefined ? text.length : Math.max(from + 1, place.to);
  return (
    <pre className={styles.expression}>
      {plainLines(text.slice(0, from))}
      {from < text.length ? <span className={styles.place}>{plainLines(text.slice(from, to))}</span> : null}
      {plainLines(text.slice(to))}
    </pre>
  );
}
