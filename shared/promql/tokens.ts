/** What the lexer yields: the kinds of tokens, the words with a meaning, and how an error message names a token. */

import { quoteText } from './go-text.ts';

const aggregators = [
  'avg',
  'bottomk',
  'count',
  'count_values',
  'group',
  'limit_ratio',
  'limitk',
  'max',
  'min',
  'quantile',
  'stddev',
  'stdvar',
  'sum',
  'topk',
] as const;

const wordOperators = ['and', 'or', 'unless', 'atan2'] as const;

const modifierWords = [
  'offset',
  'smoothed',
  'anchored',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'bool',
  'fill',
  'fill_left',
  'fill_right',
] as const;

/** Words for a time that only the query knows; functions as well, where a parenthesis follows. */
const queryWords = ['start', 'end', 'step', 'range', 'min_of', 'max_of'] as const;

type Word =
  | (typeof aggregators)[number]
  | (typeof wordOperators)[number]
  | (typeof modifierWords)[number]
  | (typeof queryWords)[number];

type Sign =
  | '('
  | ')'
  | '{'
  | '}'
  | '['
  | ']'
  | ','
  | ':'
  | '='
  | '@'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '=='
  | '!='
  | '=~'
  | '!~'
  | '<='
  | '<'
  | '</'
  | '>='
  | '>'
  | '>/';

/** A word or sign is its own kind. `metricIdentifier` has a colon in it. */
export type TokenType =
  | Word
  | Sign
  | 'identifier'
  | 'metricIdentifier'
  | 'number'
  | 'duration'
  | 'text'
  | 'eof'
  | 'error';

export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** Of a string: what it means. Of an error: what is wrong. Else ''. */
  readonly value: string;
}

const aggregatorSet: ReadonlySet<string> = new Set(aggregators);
const wordOperatorSet: ReadonlySet<string> = new Set(wordOperators);
const modifierWordSet: ReadonlySet<string> = new Set(modifierWords);
const signOperatorSet: ReadonlySet<string> = new Set(
  '+ - * / % ^ == != =~ !~ <= < </ >= > >/ @'.split(' ') satisfies string[],
);

/** Word in small letters → kind. The case does not matter. */
export const words: ReadonlyMap<string, TokenType> = new Map<string, TokenType>([
  ...[...aggregators, ...wordOperators, ...modifierWords, ...queryWords].map((word) => [word, word] as const),
  ['inf', 'number'],
  ['nan', 'number'],
]);

export function isAggregator(type: TokenType): type is (typeof aggregators)[number] {
  return aggregatorSet.has(type);
}

/** These words and no others are modifiers wherever they stand: they can name no metric. */
const neverMetrics: ReadonlySet<string> = new Set([
  'atan2',
  'bool',
  'fill',
  'fill_left',
  'fill_right',
  'group_left',
  'group_right',
  'ignoring',
  'on',
]);

/** Whether the token may be a metric's name: Prometheus takes most of its own words for names where nothing else fits. */
export function mayNameMetric(type: TokenType): boolean {
  if (type === 'identifier' || type === 'metricIdentifier') return true;
  return words.has(type) && !neverMetrics.has(type);
}

/** Whether the token may be a label's name in `by (…)` and its like. That `without` may not is an oversight of Prometheus. */
export function mayNameLabel(type: TokenType): boolean {
  if (type === 'identifier' || type === 'metricIdentifier') return true;
  return words.has(type) && type !== 'without' && type !== 'fill' && type !== 'fill_left' && type !== 'fill_right';
}

/** What an expression may begin with, besides names. */
const expressionStarts: ReadonlySet<TokenType> = new Set(['number', 'duration', 'text', '(', '{', '+', '-']);

/** Whether an expression may begin with the token. */
export function startsExpression(type: TokenType): boolean {
  return expressionStarts.has(type) || mayNameMetric(type);
}

const kindNames: Partial<Record<TokenType, string>> = {
  identifier: 'identifier',
  metricIdentifier: 'metric identifier',
  number: 'number',
  duration: 'duration',
  text: 'string',
};

/** More than ten bytes are cut to ten characters. */
function quoteWithin(text: string): string {
  const start = text.slice(0, 24);
  const isLong = text.length > 10 || new TextEncoder().encode(start).length > 10;
  return isLong ? `${quoteText([...start].slice(0, 10).join(''))}...` : quoteText(text);
}

/** How Prometheus names a token that it did not expect: `identifier "foo"`, `<op:+>`, `<by>`, `end of input`. */
export function describeToken(token: Token, text: string): string {
  if (token.type === 'eof') return 'end of input';
  const written = text.slice(token.start, token.end);
  const kind = kindNames[token.type];
  if (kind !== undefined)
    return `${kind} ${token.type.endsWith('dentifier') ? quoteText(written) : quoteWithin(written)}`;
  if (modifierWordSet.has(token.type)) return `<${written}>`;
  if (wordOperatorSet.has(token.type) || signOperatorSet.has(token.type)) return `<op:${written}>`;
  if (aggregatorSet.has(token.type)) return `<aggr:${written}>`;
  return quoteWithin(written);
}
