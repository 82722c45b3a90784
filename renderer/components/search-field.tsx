/** A box that filters what stands below it: `/` goes to it, Escape empties and leaves it. */
import { useRef } from 'react';
import { classes } from './classes.ts';
import { KeyCap } from './key-cap.tsx';
import styles from './search-field.module.css';
import { useShortcut, useShortcuts } from './shortcuts.ts';

export interface SearchFieldProps {
  readonly label: string;
  /** What the key does, for the sheet of keys. */
  readonly keyLabel: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** Enter, and Shift+Enter: to the next and the previous place where it was found. */
  readonly onEnter?: ((backwards: boolean) => void) | undefined;
  readonly className?: string | undefined;
}

export function SearchField({ label, keyLabel, text, onChange, onEnter, className }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', keyLabel, () => input.current?.focus());
  // Of two boxes on the page the key goes to the last one only.
  const hasKey = useShortcuts().findLast(({ keys }) => keys[0] === '/')?.label === keyLabel;
  return (
    <div className={classes(styles.field, className)}>
      <input
        ref={input}
        type="search"
        className={styles.input}
        aria-label={label}
        placeholder={label}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.(event.shiftKey);
          if (event.key !== 'Escape') return;
          onChange('');
          event.currentTarget.blur();
        }}
      />
      {hasKey ? <KeyCap>/</KeyCap> : null}
    </div>
  );
}
