/** Where the rows of a table stand whose rows are equal but for a few that are open. Costs nothing per row, so a table may have any number of them. */

/** A row that is open: its place in the order, and the height of what is open under it. */
export interface OpenRow {
  readonly index: number;
  readonly heightPx: number;
}

export interface RowPlaces {
  readonly totalPx: number;
  readonly topOf: (index: number) => number;
  /** @returns the row at a height, the last one below the end. */
  readonly indexAt: (px: number) => number;
}

/** @param open in the order of their indices */
export function rowPlaces(count: number, rowPx: number, open: readonly OpenRow[]): RowPlaces {
  const openPx = open.reduce((sum, { heightPx }) => sum + heightPx, 0);
  return {
    totalPx: count * rowPx + openPx,
    topOf: (index) => {
      let px = index * rowPx;
      for (const row of open) if (row.index < index) px += row.heightPx;
      return px;
    },
    indexAt: (px) => {
      let extraPx = 0;
      for (const row of open) {
        const endPx = (row.index + 1) * rowPx + extraPx + row.heightPx;
        if (px < endPx) return clamp(Math.min(row.index, Math.floor((px - extraPx) / rowPx)), count);
        extraPx += row.heightPx;
      }
      return clamp(Math.floor((px - extraPx) / rowPx), count);
    },
  };
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
