/** What a command says: answers as lines, and how far it is where a person looks on. */

export interface Terminal {
  /** The answer, to standard output. */
  line(text: string): void;
  /** Something to be noticed, to standard error. */
  note(text: string): void;
  /** In the place of what was shown before; nothing where standard error is no terminal. */
  progress(text: string): void;
}

interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** What would command a terminal: names and headers are somebody else's words. */
const control = /[\p{Cc}\u2028\u2029]+/gu;

const eraseLine = '\r\u001b[K';

export function createTerminal(out: Output, err: Output): Terminal {
  let isShown = false;
  const erase = () => {
    if (isShown) err.write(eraseLine);
    isShown = false;
  };
  const plain = (text: string) => text.replaceAll(control, ' ');
  return {
    line(text) {
      erase();
      out.write(`${plain(text)}\n`);
    },
    note(text) {
      erase();
      err.write(`${plain(text)}\n`);
    },
    progress(text) {
      if (err.isTTY !== true) return;
      err.write(`${eraseLine}${plain(text)}`);
      isShown = true;
    },
  };
}

export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** @param many of all counts but 1 */
export function countedText(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

export function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}
