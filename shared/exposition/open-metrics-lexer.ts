/** The tokens of OpenMetrics as Prometheus's lexer sees them (model/textparse/openmetricslex.l). Slow and exact: known lines never come here. */
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

export class OpenMetricsLexer extends Lexer {
  readonly #states: Record<LexState, (byte: number) => Token> = {
    start: (byte) => this.#start(byte),
    comment: () => 'INVALID',
    metaName: (byte) => this.#metaName(byte),
    metaText: (byte) => this.#metaText(byte),
    labels: (byte) => this.#labels(byte, 'labelValue', 'value'),
    labelValue: (byte) => this.#labelValue(byte, 'labels'),
    value: (byte) =>
      byte === braceOpen ? this.#one('BOPEN', 'labels') : this.#behindSpace(byte, 'VALUE', 'timestamp'),
    timestamp: (byte) => this.#timestamp(byte),
    exemplar: (byte) => this.#labels(byte, 'exemplarValue', 'exemplarValue'),
    exemplarValue: (byte) =>
      byte === quote ? this.#labelValue(byte, 'exemplar') : this.#behindSpace(byte, 'VALUE', 'exemplarTimestamp'),
    exemplarTimestamp: (byte) => this.#timeOrBreak(byte, 'exemplarTimestamp'),
  };

  override next(): Token {
    this.start = this.at;
    return this.at >= this.end ? 'EOF' : this.#states[this.state](this.here());
  }

  #one(token: Token, state: LexState): Token {
    this.step();
    this.state = state;
    return token;
  }

  #start(byte: number): Token {
    if (byte === hash) return this.#comment();
    if (byte === braceOpen && this.dialect === '3') return this.#one('BOPEN', 'labels');
    if (!this.is(byte, metricStart)) return 'INVALID';
    this.run(metricPart);
    this.state = 'value';
    return 'MNAME';
  }

  #comment(): Token {
    if (this.step() !== space) return 'INVALID';
    const first = this.step();
    this.state = 'comment';
    if (first === 0x45) return this.#eofWord();
    const token = first === 0x48 ? 'HELP' : first === 0x54 ? 'TYPE' : 'UNIT';
    if (!this.word(token) || this.here() !== space) return 'INVALID';
    this.step();
    this.state = 'metaName';
    return token;
  }

  #eofWord(): Token {
    if (!this.word('EOF')) return 'INVALID';
    if (this.here() === lineFeed) this.step();
    this.state = 'start';
    return 'EOFWORD';
  }

  #metaName(byte: number): Token {
    if (this.is(byte, metricStart)) this.run(metricPart);
    else if (byte !== quote || this.dialect === '2.42' || !this.quoted(true)) return 'INVALID';
    this.state = 'metaText';
    return 'MNAME';
  }

  #metaText(byte: number): Token {
    if (byte !== space) return 'INVALID';
    while (this.step() !== lineFeed) if (this.at >= this.end) return 'INVALID';
    return this.#one('TEXT', 'start');
  }

  #labels(byte: number, behindEqual: LexState, behindBrace: LexState): Token {
    if (byte === comma) return this.#one('COMMA', this.state);
    if (byte === equal) return this.#one('EQUAL', behindEqual);
    if (byte === braceClose) return this.#one('BCLOSE', behindBrace);
    if (byte === quote && this.dialect === '3') return this.quoted(this.state === 'labels') ? 'QSTRING' : 'INVALID';
    if (!this.is(byte, labelStart)) return 'INVALID';
    this.run(labelPart);
    return 'LNAME';
  }

  #labelValue(byte: number, behind: LexState): Token {
    if (byte !== quote || !this.quoted(false)) return 'INVALID';
    this.state = behind;
    return 'LVALUE';
  }

  /** A space, and what goes up to the next one. */
  #behindSpace(byte: number, token: Token, state: LexState): Token {
    if (byte !== space) return 'INVALID';
    const first = this.step();
    for (let next = first; next !== space && next !== lineFeed && next !== 0; ) next = this.step();
    if (first === space || first === lineFeed || first === 0) return 'INVALID';
    this.state = state;
    return token;
  }

  #timestamp(byte: number): Token {
    const { bytes, at } = this;
    const begins = byte === space && bytes[at + 1] === hash && bytes[at + 2] === space && at + 2 < this.end;
    if (!begins) return this.#timeOrBreak(byte, 'timestamp');
    // Prometheus's lexer never goes back: with the second space it has decided.
    this.at += 3;
    return this.here() === braceOpen ? this.#one('COMMENT', 'exemplar') : 'INVALID';
  }

  #timeOrBreak(byte: number, state: LexState): Token {
    if (byte === lineFeed) return this.#one('LINEBREAK', 'start');
    return this.#behindSpace(byte, 'TIMESTAMP', state);
  }
}
