/** A choice of a few, all of them visible: one tab stop, arrow keys choose. */
import { type KeyboardEvent, useRef } from 'react';
import styles from './segmented.module.css';
import { type GlyphKind, StateGlyph } from './state-glyph.tsx';

export interface SegmentedProps<Value extends string> {
  /** What is chosen here, for screen readers. */
  readonly label: string;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    /** Before the label: the state that it chooses. */
    readonly glyph?: GlyphKind | undefined;
  }[];
  /** Undefined where none of them is chosen. */
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function Segmented<Value extends string>({ label, options, value, onChange }: SegmentedProps<Value>) {
  const group = useRef<HTMLDivElement>(null);
  const chosen = options.findIndex((option) => option.value === value);
  const move = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (chosen + step + options.length) % options.length;
    const option = options[next];
    if (option === undefined) return;
    onChange(option.value);
    group.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div ref={group} role="radiogroup" aria-label={label} className={styles.group} onKeyDown={move}>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useSemanticElements: an input cannot hold the look, and the keys of a radio group are ours above
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={index === chosen}
          tabIndex={index === Math.max(chosen, 0) ? 0 : -1}
          className={styles.option}
          onClick={() => onChange(option.value)}
        >
          {option.glyph === undefined ? null : <StateGlyph kind={option.glyph} />}
          {option.label}
        </button>
      ))}
    </div>
  );
}
