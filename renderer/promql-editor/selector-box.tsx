/** The text box of a selector of series, and below it what is wrong with it: of what is not finished only once somebody went on. */
import { type ReactNode, useState } from 'react';
import { PromqlEditor, type PromqlEditorProps } from './promql-editor.tsx';
import styles from './selector-box.module.css';
import { type SelectorProblem, selectorProblem } from './selector-problem.ts';

export interface SelectorBoxProps
  extends Pick<
    PromqlEditorProps,
    'value' | 'onChange' | 'onExecute' | 'ariaLabel' | 'placeholder' | 'catalog' | 'features'
  > {
  /** It was to be used as it is. */
  readonly judged: boolean;
  readonly words: (problem: SelectorProblem) => string;
  readonly children?: ReactNode;
}

export function SelectorBox({ judged, words, children, ...editor }: SelectorBoxProps) {
  const [left, setLeft] = useState(false);
  const problem = selectorProblem(editor.value);
  const shown = judged || (left && problem?.kind !== 'empty') ? problem : undefined;
  const text = shown === undefined ? undefined : words(shown);
  return (
    <div className={styles.selector}>
      <div className={styles.line}>
        <PromqlEditor
          {...editor}
          onBlur={() => setLeft(true)}
          error={shown?.kind === 'syntax' ? { from: shown.from, to: shown.to } : undefined}
          errorText={text}
        />
        {children}
      </div>
      {text === undefined ? null : (
        <p role="alert" className={styles.problem}>
          {text}
        </p>
      )}
    </div>
  );
}
