/** One line to be typed, with its label, a hint, and what is wrong with it: said at the field, and nothing of it is lost. */
import { type InputHTMLAttributes, useId } from 'react';
import { StateGlyph } from './state-glyph.tsx';
import styles from './text-field.module.css';

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly hint?: string | undefined;
  /** What is wrong, as a sentence. */
  readonly problem?: string | undefined;
}

export function TextField({ label, text, onChange, hint, problem, ...rest }: TextFieldProps) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, problem === undefined ? '' : `${id}-problem`]
    .join(' ')
    .trim();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <input
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        {...rest}
        id={id}
        type="text"
        className={styles.input}
        value={text}
        aria-invalid={problem !== undefined}
        aria-describedby={described === '' ? undefined : described}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {problem === undefined ? null : (
        <p id={`${id}-problem`} role="alert" className={styles.problem}>
          <StateGlyph kind="bad" />
          <span>{problem}</span>
        </p>
      )}
    </div>
  );
}
