/** Something to be copied, whole: a manifest with the colours of its parts, or a command. */
import { Fragment } from 'react';
import styles from './code-block.module.css';

export interface Code {
  readonly language: 'yaml' | 'shell';
  readonly text: string;
  /** What it is, for screen readers. */
  readonly label: string;
}

export function CodeBlock({ code: { language, text, label } }: { readonly code: Code }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long code scrolls, and the keyboard has to reach that
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs, and a region would be a landmark for every command
    <pre className={styles.code} data-language={language} tabIndex={0} role="group" aria-label={label}>
      {language === 'yaml' ? <Yaml text={text} /> : <Shell text={text} />}
    </pre>
  );
}

/** A key with its colon, or a text in quotes. Enough for the manifests that are written here. */
const parts = /^(\s*(?:- )?)([A-Za-z]+)(?=:)|("(?:[^"\\]|\\.)*")/gm;

function Yaml({ text }: { readonly text: string }) {
  const shown = [];
  let at = 0;
  for (const match of text.trimEnd().matchAll(parts)) {
    const [whole, indent = '', key, string] = match;
    shown.push(
      <Fragment key={match.index}>
        {text.slice(at, match.index) + indent}
        <span className={key === undefined ? styles.string : styles.key}>{key ?? string}</span>
      </Fragment>,
    );
    at = match.index + whole.length;
  }
  return [...shown, text.trimEnd().slice(at)];
}

function Shell({ text }: { readonly text: string }) {
  let at = 0;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const start = at;
      at += line.length + 1;
      return (
        <span key={start} className={styles.line}>
          {wordsOf(line, start)}
        </span>
      );
    });
}

function wordsOf(line: string, start: number) {
  return [...line.matchAll(/(\S+)(\s*)/g)].map(({ 1: word, 2: space, index }) => (
    <Fragment key={start + index}>
      <span className={styles.word}>{word}</span>
      {space}
    </Fragment>
  ));
}
