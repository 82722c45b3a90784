/**
 * Where the parser is: one token ahead, and no more. A token that is an error is only complained of when it is looked at in vain, so
 * that of several mistakes the first is told, as Prometheus does.
 */

import type { Span } from './ast.ts';
import { Lexer } from './lexer.ts';
import { PromqlError } from './promql-error.ts';
import { describeToken, type Token, type TokenType } from './tokens.ts';

/** What only newer servers, or servers that were told so, understand. Each is off unless said, as in Prometheus. */
export interface ParseOptions {
  /** `--enable-feature=promql-experimental-functions`: also limitk and limit_ratio. */
  readonly experimentalFunctions?: boolean;
  /** `[5m + step()]` and the like: `promql-duration-expr`. */
  readonly durationExpressions?: boolean;
  /** `anchored` and `smoothed`: `promql-extended-range-selectors`. */
  readonly extendedRangeSelectors?: boolean;
  /** `fill`, `fill_left` and `fill_right`: `promql-binop-fill-modifiers`. */
  readonly fillModifiers?: boolean;
}

/** How deep the parser follows what stands within something else. Every level is some calls, and the stack has room for about 2,000. */
const maxNesting = 500;

/** How high a tree may grow: chains of operators (`a or b or …`) are read in a loop, but whoever walks the tree may not be so careful. */
const maxHeight = 2000;

export class Cursor {
  readonly text: string;
  readonly options: ParseOptions;
  /** What the server does not know it tells itself: any name is taken for a function. */
  readonly anyFunction: boolean;
  token: Token;
  /** How many levels the tree of what was parsed last has. */
  height = 1;
  readonly #lexer: Lexer;
  #nesting = 0;
  #aggregations = 0;

  constructor(text: string, options: ParseOptions, anyFunction: boolean) {
    this.text = text;
    this.options = options;
    this.anyFunction = anyFunction;
    this.#lexer = new Lexer(text);
    this.token = this.#lexer.next();
  }

  /** Consumes the token and gives it back. */
  take(): Token {
    const token = this.token;
    if (token.type !== 'eof' && token.type !== 'error') this.token = this.#lexer.next();
    return token;
  }

  is(type: TokenType): boolean {
    return this.token.type === type;
  }

  /** Consumes the token if it is of the kind. */
  accept(type: TokenType): boolean {
    if (this.token.type !== type) return false;
    this.take();
    return true;
  }

  /** Complains of the lexer's error where Prometheus's parser has to look one token ahead before it goes on. */
  lookAhead(): void {
    if (this.token.type === 'error') this.unexpected();
  }

  fail(reason: string, at: Span): never {
    throw new PromqlError(reason, this.text, at.start, at.end);
  }

  /** Complains of the token: `unexpected X in CONTEXT, expected EXPECTED`. Without a context, it is the aggregation around, if any. */
  unexpected(context = this.#aggregations > 0 ? 'aggregation' : '', expected = ''): never {
    if (this.token.type === 'error') this.fail(this.token.value, this.token);
    let reason = `unexpected ${describeToken(this.token, this.text)}`;
    if (context !== '') reason += ` in ${context}`;
    if (expected !== '') reason += `, expected ${expected}`;
    this.fail(reason, this.token);
  }

  /** Before something is parsed that stands within something else; no need to leave where parsing fails. */
  enter(): void {
    this.#nesting += 1;
    if (this.#nesting > maxNesting) this.#tooDeep(maxNesting);
  }

  leave(): void {
    this.#nesting -= 1;
  }

  enterAggregation(): void {
    this.#aggregations += 1;
  }

  leaveAggregation(): void {
    this.#aggregations -= 1;
  }

  /** Says that what was parsed last stands under a new node, beside something of that height. */
  grow(besides = 0): void {
    this.height = Math.max(this.height, besides) + 1;
    if (this.height > maxHeight) this.#tooDeep(maxHeight);
  }

  #tooDeep(levels: number): never {
    this.fail(`expression is nested too deeply: more than ${levels} levels`, this.token);
  }
}
