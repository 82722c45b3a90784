/** YAML of a configuration, with the colours of its parts: text as it came, whatever is in it. */
import { Fragment } from 'react';
import { plainLines } from '../../shared/format/plain-text.ts';
import styles from './yaml-block.module.css';
import { YamlLine } from './yaml-line.tsx';

export interface YamlBlockProps {
  readonly text: string;
  /** What it is, for screen readers. */
  readonly label: string;
}

/** A configuration of thousands of static targets is plain from there on. */
const mostColouredLines = 1000;

export function YamlBlock({ text, label }: YamlBlockProps) {
  const lines = plainLines(text.trimEnd()).split('\n');
  const rest = lines.slice(mostColouredLines);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, and the keyboard has to reach that
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs, and a region would be a landmark for every rule
    <pre className={styles.yaml} tabIndex={0} role="group" aria-label={label}>
      {lines.slice(0, mostColouredLines).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their place
        <Fragment key={index}>
          <YamlLine text={line} />
          {index === lines.length - 1 ? null : '\n'}
        </Fragment>
      ))}
      {rest.join('\n')}
    </pre>
  );
}
