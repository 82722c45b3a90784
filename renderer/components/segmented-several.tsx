/**
 * A choice of a few, of which several may hold: a click chooses one alone, and with Ctrl, ⌘ or Shift it adds one or takes it away, as in a
 * legend. One tab stop, arrow keys move.
 */
import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './segmented.module.css';
import { type GlyphKind, StateGlyph } from './state-glyph.tsx';

export interface SegmentedSeveralProps<Value extends string> {
  /** What is chosen here, for screen readers. */
  readonly label: string;
  /** The first: none of them is left out. */
  readonly all: string;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly glyph: GlyphKind }[];
  /** In their order; none: all. */
  readonly chosen: readonly Value[];
  readonly onChange: (chosen: readonly Value[]) => void;
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function SegmentedSeveral<Value extends string>(props: SegmentedSeveralProps<Value>) {
  const { label, all, options, chosen, onChange } = props;
  const { t } = useTranslation();
  const group = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | undefined>();
  const first = chosen[0] === undefined ? 0 : options.findIndex(({ value }) => value === chosen[0]) + 1;
  const stop = at ?? first;
  const toggle = (value: Value) => onChange(withTurned(options, chosen, value));
  const click = (event: MouseEvent, value: Value) => (adds(event) ? toggle(value) : onChange([value]));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const turned = options[stop - 1];
    if (step !== undefined) {
      event.preventDefault();
      const next = (stop + step + options.length + 1) % (options.length + 1);
      group.current?.querySelectorAll('button')[next]?.focus();
    } else if (turned !== undefined && adds(event) && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      toggle(turned.value);
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot hold the look
    <div
      ref={group}
      role="group"
      aria-label={label}
      className={styles.group}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget, relatedTarget }) => currentTarget.contains(relatedTarget) || setAt(undefined)}
    >
      <button
        type="button"
        aria-pressed={chosen.length === 0}
        tabIndex={stop === 0 ? 0 : -1}
        className={styles.option}
        onFocus={() => setAt(0)}
        onClick={() => onChange([])}
      >
        {all}
      </button>
      {options.map(({ value, label: text, glyph }, index) => (
        <button
          key={value}
          type="button"
          aria-pressed={chosen.includes(value)}
          tabIndex={stop === index + 1 ? 0 : -1}
          className={styles.option}
          title={t('several')}
          onFocus={() => setAt(index + 1)}
          onClick={(event) => click(event, value)}
        >
          <StateGlyph kind={glyph} />
          {text}
        </button>
      ))}
    </div>
  );
}

function adds({ ctrlKey, metaKey, shiftKey }: MouseEvent | KeyboardEvent): boolean {
  return ctrlKey || metaKey || shiftKey;
}

/** Where all are chosen one by one, none is left out; where none is, neither. */
function withTurned<Value extends string>(
  options: readonly { readonly value: Value }[],
  chosen: readonly Value[],
  turned: Value,
): readonly Value[] {
  const next = options.map(({ value }) => value).filter((value) => chosen.includes(value) !== (value === turned));
  return next.length === options.length ? [] : next;
}
