/** Hands a file to whoever shows the page: a browser saves or asks, the desktop asks where to. */

/** Long enough for a question about where to; the file's bytes are held until then. */
const heldMs = 120_000;

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), heldMs);
}

/** @param chunks one after the other. A spreadsheet takes letters beyond ASCII for UTF-8 only behind this mark; others are not to meet it. */
export function csvFile(chunks: readonly string[]): Blob {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  const isPlain = chunks.every((chunk) => /^[\x00-\x7f]*$/.test(chunk));
  return new Blob(isPlain ? [...chunks] : ['\ufeff', ...chunks], { type: 'text/csv;charset=utf-8' });
}

export function jsonFile(chunks: readonly string[]): Blob {
  return new Blob([...chunks], { type: 'application/json' });
}
