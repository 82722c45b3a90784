/** Texts that a writer is given and would store, but nobody could find again. The store checks the rest. */

/** SQLite would make another text of half a character, and find it under neither name. @throws RangeError */
export function checkTexts(texts: readonly string[]): void {
  for (const text of texts) if (!text.isWellFormed()) throw new RangeError(`${JSON.stringify(text)} is no valid text`);
}
