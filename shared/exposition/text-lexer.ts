/** The tokens of the text format 0.0.4 as Prometheus's lexer sees them (model/textparse/promlex.l). Slow and exact: known lines never come here. */
import {
  braceClose,
  braceOpen,
  comma,
  equal,
  hash,
  Lexer,
  type LexState,
  labelPart,
  labelStart,
  lineFeed,
  metricPart,
  metricStart,
  quote,
  space,
  type Token,
} from './tokens.ts';

const tab = 0x09;

function isBlank(byte: number): boolean {
  return byte === space || byte === tab;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

export class TextLexer extends Lexer {
  readonly #states: Partial<Record<LexState, (byte: number) => Token>> = {
    start: (byte) => this.#start(byte),
    metaName: (byte) => this.#metaName(byte),
    metaText: (byte) => this.#metaText(byte),
    labels: (byte) => this.#labels(byte),
    labelValue: (byte) => this.#labelValue(byte),
    value: (byte) => this.#value(byte),
    timestamp: (byte) => this.#timestamp(byte),
  };

  override next(): Token {
    for (;;) {
      this.start = this.at;
      if (this.at >= this.end) return 'EOF';
      const token = this.#states[this.state]?.(this.here()) ?? 'INVALID';
      if (token !== 'WHITESPACE') return token;
    }
  }

  #blanks(): Token {
    while (isBlank(this.step()));
    return 'WHITESPACE';
  }

  #one(token: Token, state: LexState): Token {
    this.step();
    this.state = state;
    return token;
  }

  #start(byte: number): Token {
    if (byte === 0) return 'EOF';
    if (byte === lineFeed) return this.#one('LINEBREAK', 'start');
    if (isBlank(byte)) return this.#blanks();
    if (byte === hash) return this.#comment();
    if (byte === braceOpen && this.dialect === '3') return this.#one('BOPEN', 'labels');
    if (!this.is(byte, metricStart)) return 'INVALID';
    this.run(metricPart);
    this.state = 'value';
    return 'MNAME';
  }

  #comment(): Token {
    if (!isBlank(this.step())) return this.#restOfComment();
    this.#blanks();
    this.state = 'comment';
    const token = this.here() === 0x48 ? 'HELP' : 'TYPE';
    if (!this.word(token) || !isBlank(this.here())) return this.#restOfComment();
    this.#blanks();
    this.state = 'metaName';
    return token;
  }

  /** Up to its line break. A zero byte ends everything, where the lexer sees it. */
  #restOfComment(): Token {
    for (let byte = this.here(); byte !== lineFeed; byte = this.step()) if (byte === 0) return 'EOF';
    this.state = 'start';
    return 'COMMENT';
  }

  #metaName(byte: number): Token {
    if (isBlank(byte)) return this.#blanks();
    if (this.is(byte, metricStart)) this.run(metricPart);
    else if (byte !== quote || this.dialect === '2.42' || !this.quoted(true)) return 'INVALID';
    this.state = 'metaText';
    return 'MNAME';
  }

  /** The line's rest, its blanks too; blanks alone are none. */
  #metaText(first: number): Token {
    let onlyBlanks = first !== lineFeed && first !== 0;
    if (first !== 0) {
      for (let byte = first; byte !== lineFeed && this.at < this.end; byte = this.step()) onlyBlanks &&= isBlank(byte);
    }
    if (onlyBlanks) return 'WHITESPACE';
    this.state = 'start';
    return 'TEXT';
  }

  #labels(byte: number): Token {
    if (isBlank(byte)) return this.#blanks();
    if (byte === comma) return this.#one('COMMA', 'labels');
    if (byte === equal) return this.#one('EQUAL', 'labelValue');
    if (byte === braceClose) return this.#one('BCLOSE', 'value');
    if (byte === quote && this.dialect === '3') return this.quoted(true) ? 'QSTRING' : 'INVALID';
    if (!this.is(byte, labelStart)) return 'INVALID';
    this.run(labelPart);
    return 'LNAME';
  }

  #labelValue(byte: number): Token {
    if (isBlank(byte)) return this.#blanks();
    if (byte !== quote || !this.quoted(true)) return 'INVALID';
    this.state = 'labels';
    return 'LVALUE';
  }

  #value(byte: number): Token {
    if (isBlank(byte)) return this.#blanks();
    if (byte === braceOpen) return this.#one('BOPEN', 'labels');
    if (byte === 0 || byte === lineFeed) return 'INVALID';
    let next = byte;
    while (next !== 0 && next !== lineFeed && next !== braceOpen && !isBlank(next)) next = this.step();
    this.state = 'timestamp';
    return 'VALUE';
  }

  #timestamp(byte: number): Token {
    if (isBlank(byte)) return this.#blanks();
    if (byte === lineFeed) return this.#one('LINEBREAK', 'start');
    if (!isDigit(byte)) return 'INVALID';
    while (isDigit(this.step()));
    return 'TIMESTAMP';
  }
}
