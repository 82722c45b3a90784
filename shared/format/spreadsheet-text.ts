/**
 * Texts for spreadsheets (docs/formats/export.md). A spreadsheet takes a cell that begins with one of `= + - @` for a formula, and label
 * values are whatever somebody put into a metric: such a text gets an apostrophe before it. So does one that begins with an apostrophe;
 * therefore taking one apostrophe away from every text that begins with one gives back exactly what it was. Numbers stay as they are.
 */

/** Also their wide forms, which some spreadsheets read alike, and blanks, which some of them skip. */
const dangerous = /^[\s\u00a0]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** As Prometheus writes them: nothing else begins with a sign and is harmless. */
const number = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|Inf)$/i;

export function harmlessText(text: string): string {
  return text.startsWith("'") || (dangerous.test(text) && !number.test(text)) ? `'${text}` : text;
}

/** A field between separators; quoted where it holds one of them, a quote or an end of a line. */
export function separatedField(text: string, separator: ',' | '\t'): string {
  const needsQuotes = text.includes(separator) || /["\r\n]/.test(text) || text !== text.trim();
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

const largestDateMs = 8.64e15;

/** `2026-11-22T11:32:08.125Z`; '' of no time. */
export function isoTime(timeMs: number): string {
  return Math.abs(timeMs) <= largestDateMs ? new Date(timeMs).toISOString() : '';
}
