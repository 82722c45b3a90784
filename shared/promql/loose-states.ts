/** How far an expression that is being written has come, token by token: what may follow, and which selectors there are. Pure. */
import type { LooseToken } from './loose-tokens.ts';
import { isAggregator, words } from './tokens.ts';

/** What stands last. */
export type After =
  /** The begin of an expression. */
  | 'start'
  | 'setOperator'
  | 'operator'
  | 'comparison'
  | 'bool'
  /** `on (…)` or `ignoring (…)` */
  | 'matching'
  /** `group_left` and its like: a list may follow, or the right side. */
  | 'joinWord'
  | 'selector'
  /** Any other operand. */
  | 'operand'
  /** The word alone. */
  | 'aggregator'
  /** With its arguments, without a grouping. */
  | 'aggregation'
  /** The word and its grouping, without arguments. */
  | 'grouped'
  /** `by` and `without`, without their list: before the arguments, or behind them. */
  | 'groupingBefore'
  | 'groupingBehind'
  | 'matchingWord'
  | 'offset'
  | 'at';

/** An open bracket. */
export interface Frame {
  readonly sign: '(' | '{' | '[';
  /** Its place among the tokens. */
  readonly index: number;
  /** The word that it belongs to, a metric, a function, `by`, and its place; '' and its own place where there is none. */
  readonly word: string;
  readonly from: number;
  /** How many commas there were. */
  readonly argument: number;
  /** What stood before it. */
  readonly before: After;
  /** What it is in. */
  readonly outer: Frame | undefined;
}

export interface State {
  readonly after: After;
  /** The innermost that is open. */
  readonly frame: Frame | undefined;
}

/** Places among the tokens, `last` inclusive. */
interface FoundSelector {
  readonly first: number;
  readonly last: number;
}

export interface LooseParse {
  /** Before each token, and behind the last. */
  readonly states: readonly State[];
  readonly selectors: readonly FoundSelector[];
}

const expressionFollows: ReadonlySet<After> = new Set<After>([
  'start',
  'setOperator',
  'operator',
  'comparison',
  'bool',
  'matching',
  'joinWord',
]);

export function expectsExpression(after: After): boolean {
  return expressionFollows.has(after);
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', '</', '>/']);
const joinWords: ReadonlySet<string> = new Set(['group_left', 'group_right', 'fill', 'fill_left', 'fill_right']);

/** After these, parentheses hold a list. */
const listFollows: ReadonlySet<After> = new Set<After>([
  'groupingBefore',
  'groupingBehind',
  'matchingWord',
  'joinWord',
]);

export function isList({ before }: Frame): boolean {
  return listFollows.has(before);
}

export function looseParse(tokens: readonly LooseToken[]): LooseParse {
  const selectors: FoundSelector[] = [];
  const states: State[] = [];
  let state: State = { after: 'start', frame: undefined };
  tokens.forEach((token, index) => {
    states.push(state);
    const { frame } = state;
    state = step(state, token, index, tokens);
    if (token.kind === 'word' && state.after === 'selector' && frame?.sign !== '{')
      selectors.push({ first: index, last: index });
    if (token.written === '}' && frame?.sign === '{') {
      if (selectors.at(-1)?.first === frame.from) selectors.pop();
      selectors.push({ first: frame.from, last: index });
    }
  });
  states.push(state);
  return { states, selectors };
}

function step(state: State, token: LooseToken, index: number, tokens: readonly LooseToken[]): State {
  const { after, frame } = state;
  if (token.kind === 'comment') return state;
  if (token.kind === 'sign') return afterSign(state, token.written, index, tokens);
  if (frame !== undefined && (frame.sign !== '(' || isList(frame))) return state;
  if (token.kind !== 'word') return { after: 'operand', frame };
  return { after: afterWord(after, token.written, tokens[index + 1]?.written === '('), frame };
}

function afterWord(after: After, written: string, isCalled: boolean): After {
  const word = written.toLowerCase();
  if (!expectsExpression(after)) {
    if (word === 'and' || word === 'or' || word === 'unless') return 'setOperator';
    if (word === 'atan2') return 'operator';
    if (word === 'by' || word === 'without') return after === 'aggregator' ? 'groupingBefore' : 'groupingBehind';
    if (after === 'offset' || after === 'at' || word === 'anchored' || word === 'smoothed') return 'operand';
    if (word === 'offset') return 'offset';
  } else if (after !== 'start') {
    if (word === 'bool') return 'bool';
    if (word === 'on' || word === 'ignoring') return 'matchingWord';
    if (joinWords.has(word)) return 'joinWord';
  }
  const type = words.get(word);
  if (type !== undefined && isAggregator(type)) return 'aggregator';
  return isCalled ? 'operand' : 'selector';
}

function afterSign(state: State, sign: string, index: number, tokens: readonly LooseToken[]): State {
  const { after, frame } = state;
  switch (sign) {
    case '(':
    case '{':
    case '[':
      return { after: 'start', frame: openFrame(state, sign, index, tokens) };
    case ')':
    case '}':
    case ']':
      return close(state, sign);
    case ',':
      return { after: 'start', frame: frame && { ...frame, argument: frame.argument + 1 } };
    default:
      return frame?.sign === '{' || frame?.sign === '[' ? state : { after: afterOperator(after, sign), frame };
  }
}

function afterOperator(after: After, sign: string): After {
  if (sign === '@') return 'at';
  // A sign before an operand changes nothing.
  const isSign = (sign === '+' || sign === '-') && (expectsExpression(after) || after === 'offset' || after === 'at');
  if (isSign) return after;
  return comparisons.has(sign) ? 'comparison' : 'operator';
}

function openFrame(
  { after: before, frame: outer }: State,
  sign: Frame['sign'],
  index: number,
  tokens: readonly LooseToken[],
): Frame {
  const frame = { sign, index, word: '', from: index, argument: 0, before, outer };
  const isOwned =
    sign === '{'
      ? before === 'selector' || before === 'aggregator'
      : !expectsExpression(before) || listFollows.has(before);
  if (sign === '[' || !isOwned) return frame;
  // Between an aggregation and its arguments stands its grouping.
  const isOwner = ({ kind, written }: LooseToken) =>
    kind === 'word' && (before !== 'grouped' || isAggregatorWord(written));
  let from = index - 1;
  for (let token = tokens[from]; token !== undefined && !isOwner(token); token = tokens[from]) from -= 1;
  const word = tokens[from]?.written;
  return word === undefined ? frame : { ...frame, word, from };
}

function isAggregatorWord(word: string): boolean {
  const type = words.get(word.toLowerCase());
  return type !== undefined && isAggregator(type);
}

const opening: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' };

function close(state: State, sign: string): State {
  const { frame } = state;
  // A closing bracket without an opening one: as if it were not there.
  if (frame === undefined || frame.sign !== opening[sign]) return state;
  return { after: afterClosing(frame), frame: frame.outer };
}

function afterClosing({ sign, before }: Frame): After {
  if (sign === '{') return 'selector';
  if (sign === '[') return 'operand';
  switch (before) {
    case 'aggregator':
      return 'aggregation';
    case 'groupingBefore':
      return 'grouped';
    case 'matchingWord':
      return 'matching';
    case 'joinWord':
      return 'operator';
    default:
      return 'operand';
  }
}
