/**
 * Text into tokens, one at a time. As in Prometheus, the lexer knows where it is: words mean nothing within braces; within brackets only
 * durations and what computes with them is lexed, until the first number; and a parenthesis that is not closed is its own complaint.
 * What is wrong comes as a token, so that what the parser finds wrong before it is told first.
 */

import { isLoneSurrogate, quoteRune, quoteText } from './go-text.ts';
import { scanNumber } from './lex-number.ts';
import { scanString } from './lex-string.ts';
import { type Token, type TokenType, words } from './tokens.ts';

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

/** Signs of one character that mean the same everywhere outside braces. */
const singles = new Map<string, TokenType>([...',*/%+-^@'].map((sign) => [sign, sign as TokenType]));

/** `[` → the signs that may follow it at once, longest first. */
const doubles = new Map<string, readonly TokenType[]>([
  ['=', ['==', '=']],
  ['<', ['<=', '</', '<']],
  ['>', ['>=', '>/', '>']],
]);

const longestWord = Math.max(...[...words.keys()].map((word) => word.length));

export class Lexer {
  readonly text: string;
  #at = 0;
  #openParens = 0;
  #inBraces = false;
  /** `start`: behind a bracket, before the first number. `middle`: behind that. */
  #bracket: 'none' | 'start' | 'middle' = 'none';
  #bracketFrom = 0;
  #sawColon = false;

  constructor(text: string) {
    this.text = text;
  }

  /** The next token that is no comment; at the end, and behind an error, it is not to be asked again. */
  next(): Token {
    this.#skip();
    const code = this.text.charCodeAt(this.#at);
    if (this.#at >= this.text.length) return this.#end();
    if (this.#inBraces) return this.#insideBraces(code);
    if (this.#bracket !== 'none') return this.#insideBrackets(code);
    if (isLetter(code) || code === 58) return this.#word();
    return this.#common(code);
  }

  #skip(): void {
    for (;;) {
      while (isSpace(this.text.charCodeAt(this.#at))) this.#at += 1;
      if (this.text[this.#at] !== '#' || this.#bracket === 'start') return;
      while (this.#at < this.text.length && !/[\r\n]/.test(this.text.charAt(this.#at))) this.#at += 1;
    }
  }

  #take(type: TokenType, end: number, value = ''): Token {
    const start = this.#at;
    this.#at = end;
    return { type, start, end, value };
  }

  #fail(reason: string, end = this.text.length): Token {
    return { type: 'error', start: this.#at, end, value: reason };
  }

  #char(at = this.#at): string {
    const code = this.text.codePointAt(at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #failAtChar(reason: string, at = this.#at): Token {
    return this.#fail(reason, at + this.#char(at).length);
  }

  #end(): Token {
    if (this.#inBraces) return this.#fail('unexpected end of input inside braces');
    if (this.#bracket === 'start') return this.#fail('unexpected end of input in duration expression');
    if (this.#openParens !== 0) return this.#fail('unclosed left parenthesis');
    if (this.#bracket !== 'none') return this.#fail('unclosed left bracket');
    return this.#take('eof', this.#at);
  }

  #common(code: number): Token {
    const char = this.text.charAt(this.#at);
    const single = singles.get(char);
    if (single !== undefined) return this.#take(single, this.#at + 1);
    if (isDigit(code) || (code === 46 && isDigit(this.text.charCodeAt(this.#at + 1)))) return this.#number();
    if (doubles.has(char)) return this.#comparison(char);
    if (char === '"' || char === "'" || char === '`') return this.#string();
    if (char === '(' || char === ')') return this.#paren(char);
    if (char === '{') {
      this.#inBraces = true;
      return this.#take('{', this.#at + 1);
    }
    if (char === '[' || char === ']') return this.#bracketSign(char);
    if (char === '!') return this.#exclamation();
    const rune = this.#char();
    return this.#failAtChar(`unexpected character: ${quoteRune(isLoneSurrogate(rune) ? '' : rune)}`);
  }

  #comparison(char: string): Token {
    const next = this.text.charAt(this.#at + 1);
    if (char === '=' && next === '~')
      return this.#fail(`unexpected character after '=': ${quoteRune(next)}`, this.#at + 2);
    const type = doubles.get(char)?.find((sign) => sign.length === 1 || sign === char + next) ?? 'error';
    return this.#take(type, this.#at + type.length);
  }

  #exclamation(): Token {
    const next = this.#char(this.#at + 1);
    if (next === '=') return this.#take('!=', this.#at + 2);
    return this.#fail(`unexpected character after '!': ${quoteRune(next)}`, this.#at + 1 + next.length);
  }

  #paren(char: '(' | ')'): Token {
    this.#openParens += char === '(' ? 1 : -1;
    if (this.#openParens >= 0) return this.#take(char, this.#at + 1);
    // The complaint stands behind the parenthesis, as Prometheus has it.
    this.#at += 1;
    return this.#fail("unexpected right parenthesis ')'", this.#at);
  }

  #bracketSign(char: '[' | ']'): Token {
    const isOpen = this.#bracket !== 'none';
    if (char === '[') {
      if (isOpen) return this.#failAtChar("unexpected left bracket '['");
      this.#bracket = 'start';
      this.#sawColon = false;
      this.#bracketFrom = this.#at + 1;
    } else {
      if (!isOpen) return this.#failAtChar("unexpected right bracket ']'");
      this.#bracket = 'none';
    }
    return this.#take(char, this.#at + 1);
  }

  #string(): Token {
    const { ok, end, value } = scanString(this.text, this.#at);
    return ok ? this.#take('text', end, value) : this.#fail(value, end);
  }

  #number(): Token {
    const { kind, end } = scanNumber(this.text, this.#at);
    if (kind !== undefined) return this.#take(kind, end);
    return this.#fail(`bad number or duration syntax: ${quoteText(this.text.slice(this.#at, end))}`, end);
  }

  #wordEnd(withColons: boolean, withDigits = true): number {
    let end = this.#at;
    for (;;) {
      const code = this.text.charCodeAt(end);
      if (!isLetter(code) && !(withDigits && isDigit(code)) && !(withColons && code === 58)) return end;
      end += 1;
    }
  }

  #word(): Token {
    const end = this.#wordEnd(true);
    const written = this.text.slice(this.#at, end);
    const type = written.length > longestWord ? undefined : words.get(written.toLowerCase());
    if (type === 'fill' || type === 'fill_left' || type === 'fill_right') {
      // New words, and no names of metrics may be lost to them: they are modifiers only before a parenthesis.
      return this.#take(this.#parenFollows(end) ? type : 'identifier', end);
    }
    return this.#take(type ?? (written.includes(':') ? 'metricIdentifier' : 'identifier'), end);
  }

  #parenFollows(from: number): boolean {
    let at = from;
    while (isSpace(this.text.charCodeAt(at))) at += 1;
    return this.text[at] === '(';
  }

  #insideBraces(code: number): Token {
    if (isLetter(code)) return this.#take('identifier', this.#wordEnd(false));
    const char = this.text.charAt(this.#at);
    const next = this.#char(this.#at + 1);
    switch (char) {
      case ',':
        return this.#take(',', this.#at + 1);
      case '"':
      case "'":
      case '`':
        return this.#string();
      case '=':
        return next === '~' ? this.#take('=~', this.#at + 2) : this.#take('=', this.#at + 1);
      case '!':
        if (next === '=' || next === '~') return this.#take(next === '=' ? '!=' : '!~', this.#at + 2);
        return this.#fail(
          `unexpected character after '!' inside braces: ${quoteRune(next)}`,
          this.#at + 1 + next.length,
        );
      case '{':
        return this.#failAtChar("unexpected left brace '{'");
      case '}':
        this.#inBraces = false;
        return this.#take('}', this.#at + 1);
      default:
        return this.#failAtChar(`unexpected character inside braces: ${quoteRune(this.#char())}`);
    }
  }

  #insideBrackets(code: number): Token {
    const char = this.text.charAt(this.#at);
    if (char === ':') return this.#colon();
    if (isLetter(code)) return this.#durationWord();
    const startsNumber = isDigit(code) || (code === 46 && isDigit(this.text.charCodeAt(this.#at + 1)));
    if (this.#bracket === 'start' && !startsNumber && !'+-*/%^,()]'.includes(char)) {
      return this.#failAtChar(`unexpected character in duration expression: ${quoteRune(this.#char())}`);
    }
    if (startsNumber) this.#bracket = 'middle';
    return this.#common(code);
  }

  #colon(): Token {
    if (this.#sawColon) {
      const where =
        this.#bracket === 'start' ? 'unexpected repeated colon in duration expression' : "unexpected colon ':'";
      return this.#failAtChar(where);
    }
    if (this.text.slice(this.#bracketFrom, this.#at).trim() === '') {
      return this.#failAtChar('unexpected colon before duration in duration expression');
    }
    this.#sawColon = true;
    return this.#take(':', this.#at + 1);
  }

  #durationWord(): Token {
    const end = this.#wordEnd(false, false);
    const type = words.get(this.text.slice(this.#at, end).toLowerCase());
    if (type === 'step' || type === 'range' || type === 'min_of' || type === 'max_of') return this.#take(type, end);
    const rune = quoteRune(this.text.charAt(this.#at));
    return this.#failAtChar(
      this.#bracket === 'start'
        ? `unexpected character in duration expression: ${rune}`
        : `unexpected character: ${rune}, expected ':'`,
    );
  }
}
