/** Tokens of an expression that is being written, however broken it is: nothing is refused. For completion, and for the place of a mistake. Pure. */

export interface LooseToken {
  /** `text`: in quotes. `number`: or a duration. */
  readonly kind: 'word' | 'number' | 'text' | 'sign' | 'comment';
  readonly start: number;
  readonly end: number;
  /** As it is written. */
  readonly written: string;
  /** False of a text whose second quote is missing: it then ends with its line, or in back quotes with the expression. */
  readonly closed: boolean;
}

const shapes: readonly (readonly [kind: LooseToken['kind'], shape: RegExp])[] = [
  ['comment', /#[^\r\n]*/y],
  ['text', /"(?:[^"\\\r\n]|\\.)*("|\\?$)?|'(?:[^'\\\r\n]|\\.)*('|\\?$)?|`[^`]*(`|$)/y],
  ['number', /(?:\d|\.\d)[\w.]*/y],
  ['word', /[a-zA-Z_:][\w:]*/y],
  ['sign', /=~|!~|[=!<>]=|<\/|>\/|[\s\S]/uy],
];

/** In brackets a colon parts range and step. */
const wordInBrackets = /[a-zA-Z_]\w*/y;

export function looseTokens(text: string): readonly LooseToken[] {
  const tokens: LooseToken[] = [];
  let inBrackets = false;
  const space = /\s*/y;
  for (let at = skip(space, text, 0); at < text.length; at = skip(space, text, at)) {
    const token = tokenAt(text, at, inBrackets);
    tokens.push(token);
    if (token.written === '[') inBrackets = true;
    else if (token.written === ']' || token.written === ')') inBrackets = false;
    at = token.end;
  }
  return tokens;
}

function skip(space: RegExp, text: string, at: number): number {
  space.lastIndex = at;
  space.test(text);
  return space.lastIndex;
}

function tokenAt(text: string, at: number, inBrackets: boolean): LooseToken {
  for (const [kind, usual] of shapes) {
    const shape = kind === 'word' && inBrackets ? wordInBrackets : usual;
    shape.lastIndex = at;
    const written = shape.exec(text)?.[0];
    if (written === undefined || written === '') continue;
    const closed = kind !== 'text' || isClosed(written);
    return { kind, start: at, end: at + written.length, written, closed };
  }
  throw new Error('every character is a sign at least');
}

function isClosed(written: string): boolean {
  const quote = written.charAt(0);
  if (written.length < 2 || !written.endsWith(quote)) return false;
  let slashes = 0;
  while (written.charAt(written.length - 2 - slashes) === '\\') slashes += 1;
  return quote === '`' || slashes % 2 === 0;
}
