/** The text format 0.0.4, as Prometheus's parser takes its tokens (model/textparse/promparse.go), with its errors. */
import { goQuoted, goQuotedText, textOf, unescapedHelp } from './bytes-text.ts';
import type { Dialect } from './exposition.ts';
import { Refusal } from './exposition-error.ts';
import {
  checkHelp,
  checkLabelValue,
  type EntryKind,
  floatOf,
  type Grammar,
  metaNameOf,
  newEntry,
  pushLabelName,
  resetEntry,
  setName,
} from './line-entry.ts';
import { TextLexer } from './text-lexer.ts';
import type { Token } from './tokens.ts';

const types: Readonly<Record<string, string>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'unknown',
};

const largestInt64 = 2n ** 63n - 1n;

export class TextGrammar implements Grammar {
  readonly lexer: TextLexer;
  readonly entry = newEntry();

  constructor(dialect: Dialect) {
    this.lexer = new TextLexer(dialect);
  }

  next(): EntryKind {
    const { lexer } = this;
    resetEntry(this.entry);
    const token = lexer.next();
    switch (token) {
      case 'EOF':
        return 'end';
      case 'LINEBREAK':
        return 'blank';
      case 'HELP':
      case 'TYPE':
        return this.#metadata(token);
      case 'COMMENT':
        this.#expectBreak('linebreak expected after comment');
        return 'comment';
      case 'MNAME':
        // From where the entry begins: blanks before the name are a part of it, and no name then for 2.42.
        setName(this.entry, lexer.entry, lexer.at);
        return this.#series();
      case 'BOPEN':
        return this.#unnamedSeries();
      default:
        if (lexer.dialect === '3') throw lexer.unexpected('expected a valid start token', token);
        throw new Refusal(lexer.start, `"${token}" is not a valid start token`);
    }
  }

  rest(): void {
    this.#suffix(this.lexer.next());
  }

  #expectBreak(expected: string): void {
    const token = this.lexer.next();
    if (token !== 'LINEBREAK') throw this.lexer.unexpected(expected, token);
  }

  #metadata(kind: 'HELP' | 'TYPE'): EntryKind {
    const { lexer } = this;
    const named = lexer.next();
    if (named !== 'MNAME') throw lexer.unexpected(`expected metric name after ${kind}`, named);
    const metric = metaNameOf(lexer);
    const token = lexer.next();
    if (token !== 'TEXT') throw lexer.unexpected(`expected text in ${kind}`, token);
    // Whatever the first character is, Prometheus takes it for the blank.
    const from = Math.min(lexer.start + 1, lexer.at);
    const text = textOf(lexer.bytes, from, lexer.at);
    if (kind === 'TYPE') {
      const type = Object.hasOwn(types, text) ? types[text] : undefined;
      if (type === undefined) throw new Refusal(from, `invalid metric type ${goQuoted(lexer.bytes, from, lexer.at)}`);
      this.entry.comment = { kind: 'type', metric, text: type };
    } else {
      checkHelp(lexer, from, lexer.at);
      this.entry.comment = { kind: 'help', metric, text: unescapedHelp(text) };
    }
    this.#expectBreak('linebreak expected after metadata');
    return 'comment';
  }

  #series(): EntryKind {
    const { lexer, entry } = this;
    entry.seriesEnd = lexer.at;
    let token = lexer.next();
    if (token === 'BOPEN') {
      this.#labels();
      entry.seriesEnd = lexer.at;
      token = lexer.next();
    }
    this.#suffix(token);
    return 'series';
  }

  #unnamedSeries(): EntryKind {
    const { lexer, entry } = this;
    this.#labels();
    entry.seriesEnd = lexer.at;
    const token = lexer.next();
    if (entry.parts.name[0] === -1) throw lexer.wrong('metric name not set');
    this.#suffix(token);
    return 'series';
  }

  /** A comma may be missing between two labels, and one may stand behind the last. */
  #labels(): void {
    const { lexer, entry } = this;
    let token = lexer.next();
    while (token !== 'BCLOSE') {
      if (token !== 'LNAME' && token !== 'QSTRING') throw lexer.unexpected('expected label name', token);
      const isQuoted = token === 'QSTRING';
      const from = lexer.start;
      const to = lexer.at;
      token = lexer.next();
      if (isQuoted && (token === 'COMMA' || token === 'BCLOSE')) {
        if (entry.parts.name[0] !== -1) throw lexer.wrong('metric name already set');
        setName(entry, from + 1, to - 1);
        if (token === 'COMMA') token = lexer.next();
        continue;
      }
      pushLabelName(lexer, entry.parts.labels, from, to);
      if (token !== 'EQUAL') throw lexer.unexpected('expected equal', token);
      token = lexer.next();
      if (token !== 'LVALUE') throw lexer.unexpected('expected label value', token);
      checkLabelValue(lexer);
      entry.parts.labels.push(lexer.start + 1, lexer.at - 1);
      token = lexer.next();
      if (token === 'COMMA') token = lexer.next();
    }
  }

  #suffix(token: Token): void {
    const { lexer, entry } = this;
    if (token !== 'VALUE') throw lexer.unexpected('expected value after metric', token);
    entry.value = floatOf(lexer, lexer.start, lexer.at);
    const behind = lexer.next();
    if (behind === 'TIMESTAMP') {
      entry.timeMs = this.#integer();
      this.#expectBreak('expected next entry after timestamp');
    } else if (behind !== 'LINEBREAK') throw lexer.unexpected('expected timestamp or new record', behind);
  }

  #integer(): number {
    const { lexer } = this;
    const text = textOf(lexer.bytes, lexer.start, lexer.at);
    if (text.length < 16) return Number(text);
    if (BigInt(text) <= largestInt64) return Number(text);
    throw lexer.wrong(`strconv.ParseInt: parsing ${goQuotedText(text)}: value out of range`);
  }
}
