/** Lines of a script, each read from its beginning. */
import { scanString } from '../../shared/promql/lex-string.ts';
import { ScriptError } from './script.ts';

/** A slip of the finger is no reason to run out of memory. */
const mostTimes = 100_000;

export class LineReader {
  readonly text: string;
  readonly line: number;
  #at = 0;

  constructor(text: string, line: number) {
    this.text = text;
    this.line = line;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** Consumes what the pattern matches here. @param pattern sticky */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text) ?? undefined;
    if (found !== undefined) this.#at += found[0].length;
    return found;
  }

  skipSpace(): void {
    this.take(/\s*/y);
  }

  expect(pattern: RegExp, what: string): RegExpExecArray {
    return this.take(pattern) ?? this.fail(`${what} expected`);
  }

  /** Consumes a string in quotes, where there is one. */
  takeString(): string | undefined {
    if (!/["'`]/.test(this.text.charAt(this.#at))) return undefined;
    const { ok, end, value } = scanString(this.text, this.#at);
    if (!ok) this.fail(value);
    this.#at = end;
    return value;
  }

  /** How often something is repeated. */
  times(digits: string): number {
    const times = Number(digits);
    return times <= mostTimes ? times : this.fail(`more than ${mostTimes} values`);
  }

  /** @throws ScriptError that shows where */
  fail(reason: string): never {
    const rest = this.text.slice(this.#at);
    throw new ScriptError(this.line, `${reason}, at ${rest === '' ? 'the end of the line' : JSON.stringify(rest)}`);
  }
}

/** The lines of one command, the first of them its own. */
export interface Block {
  readonly first: LineReader;
  readonly rest: readonly LineReader[];
}
