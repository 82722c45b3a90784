/** What keys do on a row that can be opened and may stand below another: Enter, the arrows to the sides as in a tree, Escape. */

export interface TreeRow {
  readonly open: boolean;
  /** How many rows above it the one stands that it belongs to; undefined where it is such a one itself. */
  readonly below: number | undefined;
  readonly toggle: () => void;
}

/** @param go leads to a row @returns whether it was such a key */
export function pressTreeKey(key: string, index: number, row: TreeRow, go: (index: number) => void): boolean {
  const { open, below, toggle } = row;
  switch (key) {
    case 'Enter':
    case ' ':
      toggle();
      return true;
    case 'ArrowRight':
      if (!open) toggle();
      else if (below === undefined) go(index + 1);
      return true;
    case 'ArrowLeft':
      if (open) toggle();
      else if (below !== undefined) go(index - below);
      return true;
    case 'Escape':
      if (!open) return false;
      toggle();
      return true;
    default:
      return false;
  }
}
