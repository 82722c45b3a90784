/** The comments of an expression, which its tree does not have. */
import type { Span } from './ast.ts';
import { scanString } from './lex-string.ts';

export interface Comment extends Span {
  /** With its `#`, without white space at its end. */
  readonly text: string;
  /** Nothing but white space stands before it in its line. */
  readonly ownLine: boolean;
}

const next = /[#"'`]/g;

/** @param text that the parser takes: in a broken one a quote may open what is none. */
export function commentsOf(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  for (let at = find(next, text, 0); at < text.length; at = find(next, text, at)) {
    if (text[at] !== '#') {
      at = scanString(text, at).end;
      continue;
    }
    const end = find(/[\r\n]/g, text, at);
    const lineStart = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
    const ownLine = text.slice(lineStart, at).trim() === '';
    comments.push({ start: at, end, text: text.slice(at, end).trimEnd(), ownLine });
    at = end;
  }
  return comments;
}

function find(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}
