/** What is wrong with an expression, worded as Prometheus words it, and where. */

export class PromqlError extends Error {
  /** Prometheus's words without the place. */
  readonly reason: string;
  /** UTF-16 offsets into the text, `end` exclusive; equal where something is missing. */
  readonly start: number;
  readonly end: number;

  /** The message is `line:column: parse error: reason`. As in Prometheus, columns count bytes of UTF-8, from 1. */
  constructor(reason: string, text: string, start: number, end: number) {
    super(`${placeOf(text, start)}: parse error: ${reason}`);
    this.name = 'PromqlError';
    this.reason = reason;
    this.start = start;
    this.end = Math.max(start, end);
  }
}

/** `line:column`, both from 1; columns count bytes of UTF-8. */
export function placeOf(text: string, start: number): string {
  const before = text.slice(0, start);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1;
  return `${line}:${new TextEncoder().encode(before.slice(lineStart)).length + 1}`;
}
