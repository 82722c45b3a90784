/** Warnings and infos: there can be as many as there are series, and they travel in one frame. */

/** Of all texts together, in the wider of the contract's encodings. */
const mostBytes = 256 * 1024;

/** What is left out is said. */
export function boundedTexts(texts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    bytes += text.length * 3 + 8;
    if (bytes > mostBytes) return [...kept, `… and ${texts.length - kept.length} more`];
    kept.push(text);
  }
  return kept;
}
