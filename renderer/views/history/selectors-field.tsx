/** Selectors, one in each line, looked over as they are written. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText, shortened } from '../../../shared/format/plain-text.ts';
import { type SelectorProblem, selectorProblem } from '../../promql-editor/selector-problem.ts';
import styles from './selectors-field.module.css';

export interface SelectorsFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

interface WrongLine {
  readonly line: string;
  readonly problem: SelectorProblem;
}

/** Empty lines do not count. */
export function selectorsIn(text: string): {
  readonly selectors: readonly string[];
  readonly problem: WrongLine | undefined;
} {
  const lines = text.split('\n').map((line) => line.trim());
  const selectors = [...new Set(lines.filter((line) => line !== ''))];
  for (const line of selectors) {
    const problem = selectorProblem(line);
    if (problem !== undefined) return { selectors, problem: { line, problem } };
  }
  return { selectors, problem: undefined };
}

const longestLine = 60;

export function SelectorsField({ label, hint, text, onText }: SelectorsFieldProps) {
  const { t } = useTranslation('history');
  const id = useId();
  const { problem: wrong } = selectorsIn(text);
  const reason =
    wrong === undefined
      ? undefined
      : wrong.problem.kind === 'syntax'
        ? t('rule.wrong.syntax', { reason: plainText(wrong.problem.reason) })
        : t(`rule.wrong.${wrong.problem.kind}`);
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <textarea
        id={id}
        className={styles.input}
        rows={3}
        spellCheck={false}
        autoComplete="off"
        maxLength={100_000}
        value={text}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onText(event.target.value)}
      />
      <p id={`${id}-hint`} className={wrong === undefined ? styles.hint : styles.problem}>
        {wrong === undefined ? hint : `${shortened(plainText(wrong.line), longestLine)} · ${reason ?? ''}`}
      </p>
    </div>
  );
}
