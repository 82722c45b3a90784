/** What a list gives to the element of each of its rows. */
import type { CSSProperties } from 'react';

export interface RowFrame {
  readonly 'data-row': string;
  readonly 'aria-rowindex': number;
  readonly tabIndex: 0 | -1;
  readonly style: CSSProperties;
}

/** Two frames of the same row. */
export function isSameFrame(a: RowFrame, b: RowFrame): boolean {
  return (
    a.tabIndex === b.tabIndex && a['aria-rowindex'] === b['aria-rowindex'] && a.style.transform === b.style.transform
  );
}
