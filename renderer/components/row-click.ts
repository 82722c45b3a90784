/** Whether a click on a row means the row. */
import type { MouseEvent } from 'react';

/** Whoever marks a text to copy it, or means what is in the row, does not mean the row. */
export function isRowClick({ target }: MouseEvent<HTMLElement>): boolean {
  if (document.getSelection()?.isCollapsed === false) return false;
  return !(target instanceof Element) || target.closest('button, a, [data-inside]') === null;
}
