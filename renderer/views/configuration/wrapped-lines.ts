/** How a line goes on below where it is longer than there is room: what continues it stands further in than it begins. Pure. */

/** Further in than this nothing is continued: of a line with a long indentation, room for its text is left. */
const mostHang = 20;

/** In characters. */
export function hangOf(indent: number): number {
  return Math.min(indent + 2, mostHang);
}

/** How many lines of the screen it takes, each of so many columns (more than `mostHang`). */
export function screenLinesOf(characters: number, indent: number, columns: number): number {
  return characters <= columns ? 1 : 1 + Math.ceil((characters - columns) / (columns - hangOf(indent)));
}
