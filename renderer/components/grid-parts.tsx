/** The parts of a list of rows that are placed one by one, which those of a table element cannot be. */
import type { MouseEventHandler, ReactNode, Ref } from 'react';
import { classes } from './classes.ts';
import styles from './grid-parts.module.css';
import type { RowFrame } from './row-frame.ts';
import { type GlyphKind, StateGlyph } from './state-glyph.tsx';

export interface CellProps {
  readonly className?: string | undefined;
  readonly 'data-look'?: string | undefined;
  /** Over so many columns. */
  readonly 'aria-colspan'?: number;
  readonly children: ReactNode;
}

export function Cell({ className, ...rest }: CellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: its row is
    <span role="gridcell" className={className} {...rest} />
  );
}

/** How something is: a mark of its own, and the word. */
export function StateCell({
  look,
  glyph,
  word,
}: {
  readonly look: string;
  readonly glyph: GlyphKind;
  readonly word: string;
}) {
  return (
    <Cell className={styles.word} data-look={look}>
      <StateGlyph kind={glyph} />
      {word}
    </Cell>
  );
}

/** Whether what stands below a row is shown. @param hidden there is nothing, and its place is kept */
export function Caret({ open, hidden = false }: { readonly open: boolean; readonly hidden?: boolean }) {
  return (
    <svg
      className={styles.caret}
      data-open={open}
      data-hidden={hidden}
      width="8"
      height="8"
      viewBox="0 0 8 8"
      aria-hidden="true"
    >
      <path d="M1.5 0.5L7 4 1.5 7.5z" />
    </svg>
  );
}

export interface GridRowProps {
  readonly frame: RowFrame;
  readonly level: 1 | 2;
  readonly open: boolean | undefined;
  /** Its own among its siblings, from 1 on, and how many they are. */
  readonly place?: { readonly at: number; readonly of: number };
  readonly busy?: boolean;
  readonly className: string | undefined;
  readonly onClick: MouseEventHandler<HTMLElement>;
  readonly children: ReactNode;
}

export function GridRow({ frame, level, open, place, busy = false, className, onClick, children }: GridRowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are taken where they bubble to
    // biome-ignore lint/a11y/useFocusableInteractive: the frame makes it so
    <div
      {...frame}
      role="row"
      aria-level={level}
      aria-expanded={open}
      aria-posinset={place?.at}
      aria-setsize={place?.of}
      aria-busy={busy}
      className={classes(styles.row, className)}
      data-open={open ?? false}
      onClick={onClick}
    >
      {children}
    </div>
  );
}

export interface HeadCell {
  readonly key: string;
  readonly content: ReactNode;
  /** The whole, where the content may be cut. */
  readonly title?: string;
  readonly numeric?: boolean;
  readonly ref?: Ref<HTMLSpanElement>;
}

export function GridHead({
  className,
  cells,
}: {
  readonly className: string | undefined;
  readonly cells: readonly HeadCell[];
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: a row of heads is not chosen
    <div role="row" aria-rowindex={1} className={classes(styles.head, className)}>
      {cells.map(({ key, content, title, numeric = false, ref }) => (
        // biome-ignore lint/a11y/useSemanticElements: see above
        // biome-ignore lint/a11y/useFocusableInteractive: as the row
        <span key={key} ref={ref} role="columnheader" data-numeric={numeric} title={title}>
          {content}
        </span>
      ))}
    </div>
  );
}
