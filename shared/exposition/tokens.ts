/** What both lexers share: the bytes, a place in them, and the names that Prometheus gives its tokens in errors. */
import { goQuoted } from './bytes-text.ts';
import type { Dialect } from './exposition.ts';
import { Refusal } from './exposition-error.ts';

export type Token =
  | 'INVALID'
  | 'EOF'
  | 'LINEBREAK'
  | 'WHITESPACE'
  | 'HELP'
  | 'TYPE'
  | 'UNIT'
  | 'EOFWORD'
  | 'TEXT'
  | 'COMMENT'
  | 'MNAME'
  | 'QSTRING'
  | 'BOPEN'
  | 'BCLOSE'
  | 'LNAME'
  | 'LVALUE'
  | 'COMMA'
  | 'EQUAL'
  | 'TIMESTAMP'
  | 'VALUE';

/** Which tokens may come next. */
export type LexState =
  | 'start'
  | 'comment'
  | 'metaName'
  | 'metaText'
  | 'labels'
  | 'labelValue'
  | 'value'
  | 'timestamp'
  | 'exemplar'
  | 'exemplarValue'
  | 'exemplarTimestamp';

export const lineFeed = 0x0a;
export const space = 0x20;
export const hash = 0x23;
export const quote = 0x22;
export const comma = 0x2c;
export const equal = 0x3d;
export const backslash = 0x5c;
export const braceOpen = 0x7b;
export const braceClose = 0x7d;

/** Bits of `classOf`. */
export const labelStart = 1;
export const labelPart = 2;
export const metricStart = 4;
export const metricPart = 8;

export const classOf = new Uint8Array(256);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[a-zA-Z_]/.test(character)) classOf[code] = labelStart | labelPart | metricStart | metricPart;
  else if (/[0-9]/.test(character)) classOf[code] = labelPart | metricPart;
  else if (character === ':') classOf[code] = metricStart | metricPart;
}

export abstract class Lexer {
  readonly dialect: Dialect;
  bytes: Uint8Array = new Uint8Array(0);
  /** Over the same memory, which goes on for some bytes behind `end`. */
  view: DataView = new DataView(new ArrayBuffer(0));
  end = 0;
  /** Of the entry, of the token, and behind the token. */
  entry = 0;
  start = 0;
  at = 0;
  state: LexState = 'start';

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  /** @returns the next token but whitespace; it stands from `start` to `at`. */
  abstract next(): Token;

  begin(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    this.bytes = bytes;
    this.view = view;
    this.end = end;
    this.entry = at;
    this.start = at;
    this.at = at;
    this.state = 'start';
  }

  /** 0 behind the end, as in Prometheus's lexers. */
  protected here(): number {
    return this.at < this.end ? (this.bytes[this.at] as number) : 0;
  }

  /**
   * One byte on. Prometheus's lexers cannot see a zero byte, so they step over those that may stand in a text; behind its end as well,
   * which then belong to the text.
   */
  protected step(): number {
    this.at += 1;
    const skips = this.state === 'labelValue' || this.state === 'metaText' || this.state === 'comment';
    while (skips && this.at < this.end && this.bytes[this.at] === 0) this.at += 1;
    return this.here();
  }

  /** Every byte from here on that is of the class. */
  protected run(mask: number): void {
    let at = this.at;
    while (at < this.end && ((classOf[this.bytes[at] as number] as number) & mask) !== 0) at += 1;
    this.at = at;
  }

  protected is(byte: number, mask: number): boolean {
    return ((classOf[byte] as number) & mask) !== 0;
  }

  /** A text in quotes from here on. @returns false where it has no end, a zero byte that may not be there, or a line break that may not. */
  protected quoted(lineBreaks: boolean): boolean {
    let byte = this.step();
    for (; byte !== quote; byte = this.step()) {
      if (byte === backslash) {
        byte = this.step();
        if (byte === lineFeed) return false;
      }
      if (byte === 0 || (byte === lineFeed && !lineBreaks)) return false;
    }
    this.step();
    return true;
  }

  /** The word from here on, or as much of it as is there. */
  protected word(word: string): boolean {
    for (let i = 0; i < word.length; i += 1) {
      if (this.here() !== word.charCodeAt(i)) return false;
      this.step();
    }
    return true;
  }

  /** @returns what Prometheus says where it expected something else than the token. */
  unexpected(expected: string, token: Token): Refusal {
    if (this.dialect === '2.42') return new Refusal(this.start, `${expected}, got "${token}"`);
    const to = Math.min(this.end, this.at + 1);
    const [found, all] = [goQuoted(this.bytes, this.start, to), goQuoted(this.bytes, this.entry, to)];
    return new Refusal(this.start, `${expected}, got ${found} ("${token}") while parsing: ${all}`);
  }

  /** @returns the same for what is no question of tokens. */
  wrong(reason: string): Refusal {
    const where = this.dialect === '2.42' ? '' : ` while parsing: ${goQuoted(this.bytes, this.entry, this.at)}`;
    return new Refusal(this.start, `${reason}${where}`);
  }
}
