/** Names for what the parser complains of in Prometheus's words, with the facts in them, and what would mend it. */
import { functions } from './functions.ts';
import type { Diagnostic, ErrorCode, Fix } from './lint-types.ts';
import { looseParse } from './loose-states.ts';
import { looseTokens } from './loose-tokens.ts';
import { nearest } from './near-name.ts';
import type { PromqlError } from './promql-error.ts';
import { isAggregator, words } from './tokens.ts';

/** The first that fits; its named groups are the facts. */
const patterns: readonly (readonly [code: ErrorCode, words: RegExp])[] = [
  ['noExpression', /^no expression found in input$/],
  ['unclosedBrace', /^unexpected end of input inside braces$/],
  ['unclosedBracket', /^(unexpected end of input in duration expression|unclosed left bracket)$/],
  ['unclosedParen', /^unclosed left parenthesis$/],
  ['unclosedText', /^unterminated /],
  ['strayBracket', /^unexpected (?:left|right) (?:parenthesis|bracket|brace) '(?<sign>.)'$/],
  ['strayColon', /\bcolon\b/],
  ['badEscape', /escape sequence/],
  ['badCharacter', /^invalid UTF-8 rune$/],
  ['badNumber', /^(bad number or duration syntax|not a valid duration string|error parsing number): /],
  ['durationTooLong', /^duration out of range$/],
  ['durationNought', /^duration must be greater than 0$/],
  ['durationDivision', /^(division|modulo) by zero$/],
  ['regexOutside', /^unexpected character after '[=!]': '~'$/],
  ['badRange', /^unexpected character(: .*, expected ':'| in duration expression: )/],
  ['unexpectedCharacter', /^unexpected character/],
  ['matcherName', /in label matching, expected identifier or "}"$/],
  ['matcherOperator', /in label matching, expected label matching operator$/],
  ['matcherText', /in label matching, expected string$/],
  ['matcherComma', /in label matching, expected "," or "}"$/],
  ['groupingList', /in grouping opts, expected /],
  ['offsetDuration', /in offset, expected /],
  ['atTime', /in @, expected timestamp$|^timestamp out of bounds/],
  ['unclosedBracket', /^unexpected "\)" in subquery .*, expected .*"\]"$/],
  ['badRange', /in subquery .*, expected /],
  ['unexpectedEnd', /^unexpected end of input/],
  ['unexpected', /^unexpected /],
  ['trailingComma', /^trailing commas /],
  ['unknownFunction', /^unknown function with name /],
  ['argumentsAtLeast', /^expected at least (?<expected>\d+) argument\(s\) in call to ".*", got (?<got>\d+)$/],
  ['argumentsAtMost', /^expected at most (?<expected>\d+) argument\(s\) in call to ".*", got (?<got>\d+)$/],
  ['argumentCount', /^expected (?<expected>\d+) argument\(s\) in call to ".*", got (?<got>\d+)$/],
  ['noArguments', /^no arguments for aggregate expression provided$/],
  ['aggregateArguments', /^wrong number of arguments .* expected (?<expected>\d+), got (?<got>\d+)$/],
  ['infoSelector', /^expected label selectors only|call to function "info"/],
  ['needsRange', /^expected type range vector in call to function "(?<name>.*)"/],
  ['needsScalar', /^expected type scalar in /],
  ['needsText', /^expected type string in /],
  ['needsVector', /^expected type instant vector in /],
  ['signType', /^unary expression only allowed /],
  ['subqueryType', /^subquery is only allowed /],
  ['rangeOfExpression', /^ranges only allowed for vector selectors$/],
  ['modifierOrder', /^no (offset|@) modifiers allowed before range$/],
  ['modifierTwice', /may not be set multiple times$/],
  [
    'modifierPlace',
    /modifier must be preceded by|modifiers? (cannot be used together|(is )?not (implemented|supported))/,
  ],
  ['nameTwice', /^metric name must not be set twice/],
  ['emptySelector', /^vector selector must contain at least one non-empty matcher$/],
  ['boolPlace', /^bool modifier can only /],
  ['scalarComparison', /^comparisons between scalars /],
  ['labelTwice', /^label "(?<label>.*)" must not occur in ON and GROUP clause at once$/s],
  ['operandType', /^binary expression must contain only /],
  ['matchingOfScalar', /^vector matching only allowed /],
  ['fillPlace', /^filling in missing series /],
  ['setOfScalar', /^set operator "(?<op>\w+)" not allowed /],
  ['groupingOfSet', /^no grouping allowed for "(?<op>\w+)" operation$/],
  ['badLabelName', /^invalid label name for grouping: "(?<label>.*)"$/s],
  ['badRegex', /^error parsing regexp: /],
  ['tooDeep', /^expression is nested too deeply: /],
];

const longestShown = 40;

export function errorDiagnostic(error: PromqlError, text: string): Diagnostic {
  let code: ErrorCode = 'otherError';
  let facts: Readonly<Record<string, string>> = {};
  for (const [name, pattern] of patterns) {
    const match = pattern.exec(error.reason);
    if (match === null) continue;
    code = name;
    facts = { ...match.groups };
    break;
  }
  const open = unclosed(code, text);
  if (open !== undefined) code = open.code;
  const { from, to } = open ?? placeOf(code, error, text);
  const written = text.slice(from, to);
  const found = written.length > longestShown ? `${written.slice(0, longestShown)}…` : written;
  const details = { found, ...facts };
  return { from, to, severity: 'error', code, details, words: error.reason, fix: fixOf(code, from, to, text) };
}

const unfinished: ReadonlySet<string> = new Set<ErrorCode>([
  'strayBracket',
  'unclosedBrace',
  'unclosedBracket',
  'unclosedParen',
  'unclosedText',
]);

/** Brackets and quotes: what every language that looks like PromQL refuses. */
export function isUnfinished({ code }: Diagnostic): boolean {
  return unfinished.has(code);
}

interface Place {
  readonly from: number;
  readonly to: number;
}

const unclosedCodes = { '(': 'unclosedParen', '[': 'unclosedBracket', '{': 'unclosedBrace' } as const;

/** Of brackets that are not closed, the innermost, whichever Prometheus complains of. */
function unclosed(code: ErrorCode, text: string): (Place & { readonly code: ErrorCode }) | undefined {
  if (!Object.values<ErrorCode>(unclosedCodes).includes(code)) return undefined;
  const tokens = looseTokens(text);
  const open = looseParse(tokens).states.at(-1)?.frame;
  const token = open && tokens[open.index];
  return token && { from: token.start, to: token.end, code: unclosedCodes[open.sign] };
}

/** Of what is missing at the end, the last character; of a wrong call, the name. */
function placeOf(code: ErrorCode, { start, end }: PromqlError, text: string): Place {
  const textEnd = Math.max(1, text.trimEnd().length);
  if (code === 'noExpression') return { from: 0, to: textEnd };
  // Prometheus complains behind it.
  if (code === 'strayBracket' && text[start - 1] === ')') return { from: start - 1, to: start };
  // The text up to there is in order.
  if (code === 'badCharacter' && end < textEnd) return { from: end, to: end + 1 };
  if (code === 'badEscape' && end < textEnd) return { from: end, to: Math.min(end + 2, textEnd) };
  const from = Math.min(start, textEnd - 1);
  const name = ofCalls.has(code) ? /^\w+/.exec(text.slice(from))?.[0] : undefined;
  return { from, to: name === undefined ? Math.max(from + 1, Math.min(end, textEnd)) : from + name.length };
}

const ofCalls: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'aggregateArguments',
  'argumentCount',
  'argumentsAtLeast',
  'argumentsAtMost',
  'noArguments',
  'unknownFunction',
]);

/** What most people write. */
const usualRange = '[5m]';

function fixOf(code: ErrorCode, from: number, to: number, text: string): Fix | undefined {
  const written = text.slice(from, to);
  switch (code) {
    case 'needsRange':
      return isSelector(written) ? { from: to, to, insert: usualRange, shown: usualRange } : undefined;
    case 'scalarComparison':
      return { from: to, to, insert: ' bool', shown: `${written} bool` };
    case 'rangeOfExpression': {
      // Of an expression, there are subqueries.
      const close = text.indexOf(']', from);
      return close === -1 ? undefined : { from: close, to: close, insert: ':', shown: '[…:]' };
    }
    case 'unknownFunction': {
      const [near] = nearest(written, [...functions.keys(), ...aggregations]);
      return near === undefined ? undefined : { from, to, insert: near, shown: near };
    }
    case 'trailingComma':
      return { from, to, insert: '', shown: ')' };
    case 'unclosedParen': {
      const end = looseTokens(text).findLast(({ kind }) => kind !== 'comment')?.end ?? to;
      return { from: end, to: end, insert: ')', shown: ')' };
    }
    default:
      return undefined;
  }
}

const aggregations = [...words.values()].filter(isAggregator);

/** As far as the looks of it: it stands alone and ends where a range may follow. */
function isSelector(written: string): boolean {
  return /^[a-zA-Z_:][\w:]*$/.test(written) || /^[\w:]*\s*\{[^{}]*\}$/.test(written);
}
