/**
 * RE2's syntax, read only: whether a pattern is one that RE2 takes, in Go's words where it is not, and whether it matches the empty
 * text, which decides if a selector may stand alone. Nothing is ever matched here, and no pattern reaches the platform's own engine.
 */

import { describeClass } from './regexp-class.ts';

export type RegexpFacts = { readonly matchesEmpty: boolean } | { readonly error: string };

/** What the last item was, for the repetition operator that may follow it. */
interface Item {
  readonly matchesEmpty: boolean;
  /** How often the innermost part of it is repeated: nested counts multiply. */
  readonly repeats: number;
}

/** One open group: its finished alternatives and the one under way. */
interface Group {
  anyAlternative: boolean;
  sequence: boolean;
  repeats: number;
  item: Item | undefined;
}

const maxRepeat = 1000;
const maxGroups = 1000;

class BadPattern extends Error {}

function fail(what: string, text: string): never {
  throw new BadPattern(`error parsing regexp: ${what}: \`${text}\``);
}

const newGroup = (): Group => ({ anyAlternative: false, sequence: true, repeats: 1, item: undefined });

/** Reads a pattern with the flags that Prometheus gives RE2 (Perl's syntax). */
export function readRegexp(pattern: string): RegexpFacts {
  if (!pattern.isWellFormed()) return { error: `error parsing regexp: invalid UTF-8: \`${pattern.toWellFormed()}\`` };
  try {
    return { matchesEmpty: new RegexpReader(pattern).read() };
  } catch (error) {
    if (error instanceof BadPattern) return { error: error.message };
    throw error;
  }
}

const repetition = /[*+?]/;
const counted = /\{(\d+)(,(\d*))?\}/y;
const groupName = /\(\?P?<([^>]*)>/y;
const flags = /\(\?([imsU]*)(-[imsU]+)?([:)])/y;

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  return expression.exec(text) ?? undefined;
}

class RegexpReader {
  readonly #pattern: string;
  readonly #groups: Group[] = [newGroup()];
  #at = 0;
  /** The repetition operator just read, whole: another one may not follow. */
  #lastRepetition: { readonly start: number; readonly end: number } | undefined;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  read(): boolean {
    while (this.#at < this.#pattern.length) this.#readOne();
    if (this.#groups.length > 1) fail('missing closing )', this.#pattern);
    return this.#close(this.#group()).matchesEmpty;
  }

  #group(): Group {
    const group = this.#groups.at(-1);
    if (group === undefined) throw new Error('no group is open');
    return group;
  }

  #readOne(): void {
    const char = this.#pattern.charAt(this.#at);
    const count = char === '{' ? matchAt(counted, this.#pattern, this.#at) : undefined;
    if (count !== undefined) this.#repeatCounted(count);
    else if (repetition.test(char)) this.#repeat(this.#at + 1, char === '+' ? 1 : 0, 1);
    else if (char === '(') this.#open();
    else if (char === ')') this.#closeParen();
    else if (char === '|') this.#alternative();
    else if (this.#pattern.startsWith('\\Q', this.#at)) this.#quoted();
    else this.#item(this.#readAtom(char), 1);
  }

  /** Consumes one character, class, escape or assertion. @returns whether it matches the empty text. */
  #readAtom(char: string): boolean {
    if (char === '[' || char === '\\') {
      const found = describeClass(this.#pattern, this.#at);
      if (found.error !== undefined) fail(found.error, found.text);
      this.#at = found.end;
      return found.matchesEmpty;
    }
    this.#at += (this.#pattern.codePointAt(this.#at) ?? 0) > 0xffff ? 2 : 1;
    return char === '^' || char === '$';
  }

  /** `\Q…\E`: every character between stands for itself; the last one can be repeated. */
  #quoted(): void {
    const close = this.#pattern.indexOf('\\E', this.#at + 2);
    const end = close === -1 ? this.#pattern.length : close;
    const chars = [...this.#pattern.slice(this.#at + 2, end)].length;
    if (chars > 1) this.#item(false, 1);
    if (chars > 0) this.#item(false, 1);
    this.#lastRepetition = undefined;
    this.#at = close === -1 ? end : end + 2;
  }

  /** Puts the item before aside: only the last one can still be repeated. */
  #settle(group: Group): void {
    if (group.item === undefined) return;
    group.sequence &&= group.item.matchesEmpty;
    group.repeats = Math.max(group.repeats, group.item.repeats);
  }

  #item(matchesEmpty: boolean, repeats: number): void {
    const group = this.#group();
    this.#settle(group);
    group.item = { matchesEmpty, repeats };
    this.#lastRepetition = undefined;
  }

  #close(group: Group): Item {
    this.#settle(group);
    return { matchesEmpty: group.anyAlternative || group.sequence, repeats: group.repeats };
  }

  #alternative(): void {
    const group = this.#group();
    this.#settle(group);
    group.anyAlternative ||= group.sequence;
    group.sequence = true;
    group.item = undefined;
    this.#lastRepetition = undefined;
    this.#at += 1;
  }

  #repeatCounted(count: RegExpExecArray): void {
    const least = Number(count[1]);
    const most = count[2] === undefined ? least : count[3] === '' ? -1 : Number(count[3]);
    if (least > maxRepeat || most > maxRepeat || (most >= 0 && least > most)) fail('invalid repeat count', count[0]);
    this.#repeat(this.#at + count[0].length, least, most < 0 ? least : most);
  }

  #repeat(operatorEnd: number, least: number, times: number): void {
    const start = this.#at;
    const end = this.#pattern[operatorEnd] === '?' ? operatorEnd + 1 : operatorEnd;
    const operator = this.#pattern.slice(start, end);
    const last = this.#lastRepetition;
    if (last !== undefined) fail('invalid nested repetition operator', this.#pattern.slice(last.start, end));
    const group = this.#group();
    if (group.item === undefined) fail('missing argument to repetition operator', operator);
    const repeats = Math.max(times, 1) * group.item.repeats;
    if (times >= 2 && repeats > maxRepeat) fail('invalid repeat count', operator);
    group.item = { matchesEmpty: least === 0 || group.item.matchesEmpty, repeats };
    this.#lastRepetition = { start, end };
    this.#at = end;
  }

  #open(): void {
    this.#lastRepetition = undefined;
    if (this.#pattern[this.#at + 1] === '?') {
      if (!this.#openSpecial()) return;
    } else {
      this.#at += 1;
    }
    if (this.#groups.length > maxGroups) fail('expression nests too deeply', this.#pattern);
    this.#groups.push(newGroup());
  }

  /** `(?…`. @returns whether a group is open after it; flags alone open none. */
  #openSpecial(): boolean {
    const rest = this.#pattern.slice(this.#at);
    if (rest.startsWith('(?P<') || rest.startsWith('(?<')) return this.#openNamed(rest);
    const found = matchAt(flags, this.#pattern, this.#at);
    if (found !== undefined) {
      this.#at += found[0].length;
      return found[3] === ':';
    }
    const bad = /^\(\?[imsU]*(?:-[imsU]*)?/.exec(rest)?.[0] ?? '(?';
    if (bad.length === rest.length) fail('missing closing )', this.#pattern);
    return fail(
      'invalid or unsupported Perl syntax',
      rest.slice(0, bad.length + ((rest.codePointAt(bad.length) ?? 0) > 0xffff ? 2 : 1)),
    );
  }

  #openNamed(rest: string): boolean {
    const found = matchAt(groupName, this.#pattern, this.#at);
    if (found === undefined) return fail('invalid named capture', rest);
    const name = found[1] ?? '';
    if (!/^\w+$/.test(name)) return fail('invalid named capture', found[0]);
    this.#at += found[0].length;
    return true;
  }

  #closeParen(): void {
    const closed = this.#group();
    if (this.#groups.length === 1) fail('unexpected )', this.#pattern);
    this.#groups.pop();
    this.#at += 1;
    const { matchesEmpty, repeats } = this.#close(closed);
    this.#item(matchesEmpty, repeats);
  }
}
