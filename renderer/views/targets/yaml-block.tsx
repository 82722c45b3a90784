/** YAML of a configuration, with the colours of its parts: text as it came, whatever is in it. */
import { Fragment, type ReactNode } from 'react';
import { plainLines } from '../../../shared/format/plain-text.ts';
import styles from './yaml-block.module.css';

export interface YamlBlockProps {
  readonly text: string;
  /** What it is, for screen readers. */
  readonly label: string;
}

/** A key with its colon; a text in quotes; a comment. Of a text that goes over lines no part has a colour. */
const parts = /^(\s*(?:- )*)([A-Za-z_][\w-]*)(?=:(?:\s|$))|("(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')|((?:^|\s)#.*)$/gm;

export function YamlBlock({ text, label }: YamlBlockProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, and the keyboard has to reach that
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs, and a region would be a landmark for every rule
    <pre className={styles.yaml} tabIndex={0} role="group" aria-label={label}>
      {coloured(plainLines(text.trimEnd()))}
    </pre>
  );
}

/** A configuration of thousands of static targets is plain from there on. */
const mostColoured = 2000;

function coloured(text: string): ReactNode {
  const shown: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(parts)) {
    if (shown.length >= mostColoured) break;
    const [whole, indent = '', key, quoted, comment] = match;
    const look = key !== undefined ? styles.key : quoted !== undefined ? styles.string : styles.comment;
    shown.push(
      <Fragment key={match.index}>
        {text.slice(at, match.index) + indent}
        <span className={look}>{key ?? quoted ?? comment}</span>
      </Fragment>,
    );
    at = match.index + whole.length;
  }
  return [...shown, text.slice(at)];
}
