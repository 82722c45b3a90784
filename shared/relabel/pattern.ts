/**
 * A rule's regular expression: RE2's syntax, matched in linear time, with `^` and `$` put around its text as Prometheus does it. What is in
 * daily use (alternatives of plain text, `.*`, `.+`) needs no automaton.
 */
import { RE2JS } from 're2js';
import { errorText } from '../base/errors.ts';
import { expandTemplate, type FoundGroups, type TemplatePart } from '../format/go-template.ts';
import type { RelabelDialect } from './dialect.ts';
import { mostCharacters, tooLong } from './label-set.ts';

export interface Pattern {
  test(text: string): boolean;
  /** The leftmost match: almost always the whole text, but `a|b)|(c` gets out of what is put around it. */
  match(text: string): FoundGroups | undefined;
  /** Every match replaced, as Go's ReplaceAllString has it: an empty one that touches the match before it is none. */
  replaceAll(text: string, template: readonly TemplatePart[]): string;
}

const anchored = (regex: string, { dotMatchesNewline }: RelabelDialect) =>
  `^(?${dotMatchesNewline ? 's' : ''}:${regex})$`;

/** @returns what is wrong with it, in Go's words */
export function patternProblem(regex: string, dialect: RelabelDialect): string | undefined {
  try {
    RE2JS.compile(anchored(regex, dialect));
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

/** @throws where `patternProblem` would have found one */
export function compilePattern(regex: string, dialect: RelabelDialect): Pattern {
  return simplePattern(regex, dialect) ?? automaton(anchored(regex, dialect), beginningOf(regex));
}

/** @throws RelabelError for a text that would be too long */
export function expand(template: readonly TemplatePart[], found: FoundGroups): string {
  const text = expandTemplate(template, found, mostCharacters);
  if (text === undefined) throw tooLong();
  return text;
}

/** Characters that mean themselves wherever they stand. */
const plain = /^[\w \-/:@#%&=,;<>~!"'`\u00a0-\ud7ff\ue000-\uffff]*$/;

const anyText: ReadonlyMap<string, { readonly least: number; readonly groups: number }> = new Map([
  ['.*', { least: 0, groups: 0 }],
  ['.+', { least: 1, groups: 0 }],
  ['(.*)', { least: 0, groups: 1 }],
  ['(.+)', { least: 1, groups: 1 }],
]);

function simplePattern(regex: string, { dotMatchesNewline }: RelabelDialect): Pattern | undefined {
  const any = anyText.get(regex);
  if (any !== undefined) {
    const { least, groups } = any;
    const test = (text: string) => text.length >= least && (dotMatchesNewline || !text.includes('\n'));
    return wholeTexts(test, groups);
  }
  const alternatives = regex.split('|');
  if (!alternatives.every((one) => plain.test(one))) return undefined;
  const texts = new Set(alternatives);
  return wholeTexts((text) => texts.has(text), 0);
}

/** A pattern that matches whole texts or not at all, and whose groups are the whole text too. */
function wholeTexts(test: (text: string) => boolean, groups: number): Pattern {
  const found = (text: string): FoundGroups => ({ groupCount: () => groups, group: () => text, namedGroups: {} });
  return {
    test,
    match: (text) => (test(text) ? found(text) : undefined),
    replaceAll: (text, template) => (test(text) ? expand(template, found(text)) : text),
  };
}

/** The text that every match begins with: seen to without the automaton, it settles most names that a labelmap looks at. */
function beginningOf(regex: string): string {
  // One that gets out of its brackets (`a)?(b`) can leave out all that is within.
  if (regex.includes('|') || !compiles(regex)) return '';
  let end = 0;
  while (end < regex.length && plain.test(regex.charAt(end))) end += 1;
  // What can be repeated can be missing.
  return regex.slice(0, end < regex.length && '*+?{'.includes(regex.charAt(end)) ? Math.max(end - 1, 0) : end);
}

function compiles(regex: string): boolean {
  try {
    RE2JS.compile(regex);
    return true;
  } catch {
    return false;
  }
}

function automaton(expression: string, beginning: string): Pattern {
  const regexp = RE2JS.compile(expression);
  return {
    test: (text) => text.startsWith(beginning) && regexp.test(text),
    match: (text) => {
      if (!text.startsWith(beginning)) return undefined;
      const matcher = regexp.matcher(text);
      return matcher.find() ? matcher : undefined;
    },
    replaceAll: (text, template) => replaceAll(regexp, text, template),
  };
}

function replaceAll(regexp: RE2JS, text: string, template: readonly TemplatePart[]): string {
  const matcher = regexp.matcher(text);
  let result = '';
  let end = 0;
  for (let from = 0; from <= text.length && matcher.find(from); ) {
    const start = matcher.start();
    result += text.slice(end, start);
    if (matcher.end() > end || start === 0) result += expand(template, matcher);
    end = matcher.end();
    const width = (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
    from = Math.max(end, from + width);
  }
  return result + text.slice(end);
}
