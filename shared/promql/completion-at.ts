/** What can stand at a place of an expression that is being written, however broken it is. Pure. */
import { functions } from './functions.ts';
import { scanString } from './lex-string.ts';
import { expectsExpression, type Frame, isList, type LooseParse, looseParse, type State } from './loose-states.ts';
import { type LooseToken, looseTokens } from './loose-tokens.ts';

/** What is typed of it, and what it takes the place of: the whole word that the cursor is in. UTF-16 offsets. */
interface Place {
  readonly from: number;
  readonly to: number;
  /** Before the cursor, and what it means where it is in quotes. */
  readonly text: string;
}

/** The quotes in which it is written already. */
export interface Quotes {
  readonly sign: '"' | "'" | '`';
  readonly closed: boolean;
}

export type Wanted =
  /** A name of a metric, a function, an aggregation: wherever an expression begins. */
  | (Place & {
      readonly kind: 'expression';
      /** `on` and `ignoring` may stand here as well; `bool`; `group_left` and `group_right`. */
      readonly mayMatch: boolean;
      readonly mayBool: boolean;
      readonly mayGroup: boolean;
      /** Parentheses follow. */
      readonly isCalled: boolean;
    })
  /** Behind an operand: an operator or a modifier. */
  | (Place & {
      readonly kind: 'operator';
      /** `by` and `without` may stand here. */
      readonly mayAggregate: boolean;
      /** A range is missing here. */
      readonly needsRange: boolean;
      /** A modifier may stand here. */
      readonly mayModify: boolean;
    })
  /** In braces, or as a text that a function takes for a label. */
  | (Place & {
      readonly kind: 'labelName';
      readonly selector: string;
      readonly quotes: Quotes | undefined;
      /** An operator is missing behind it. */
      readonly needsOperator: boolean;
      /** Where none is named yet, a metric may be, in quotes; where one is, not once more. */
      readonly metric: 'open' | 'named' | 'elsewhere';
    })
  | (Place & {
      readonly kind: 'labelValue';
      readonly label: string;
      /** With what else stands in the braces. */
      readonly selector: string;
      readonly quotes: Quotes | undefined;
      readonly isRegex: boolean;
    })
  /** In `by (…)` and its like. */
  | (Place & { readonly kind: 'grouping'; readonly selector: string; readonly quotes: Quotes | undefined })
  | (Place & { readonly kind: 'duration' })
  /** Behind `@`. */
  | (Place & { readonly kind: 'time' })
  | { readonly kind: 'nothing' };

export type WantedOf<Kind extends Wanted['kind']> = Extract<Wanted, { kind: Kind }>;

const nothing: Wanted = { kind: 'nothing' };

/** The cursor among the tokens. */
interface Cursor {
  readonly text: string;
  readonly at: number;
  readonly tokens: readonly LooseToken[];
  readonly parse: LooseParse;
  /** The token that it is in or behind, if that can go on; its place, else that of the next. */
  readonly token: LooseToken | undefined;
  readonly index: number;
}

/** @param at UTF-16 offset of the cursor */
export function completionAt(text: string, at: number): Wanted {
  const tokens = looseTokens(text);
  const index = tokens.findIndex(
    (token) => at > token.start && (at < token.end || (at === token.end && mayGoOn(token))),
  );
  const next = tokens.findIndex((token) => token.start >= at);
  const own = index === -1 ? (next === -1 ? tokens.length : next) : index;
  const cursor = { text, at, tokens, parse: looseParse(tokens), token: tokens[index], index: own };
  const state = cursor.parse.states[own];
  if (state === undefined || cursor.token?.kind === 'comment') return nothing;
  const { frame } = state;
  if (frame?.sign === '{') return inBraces(cursor, frame);
  if (frame?.sign === '[') return inBrackets(cursor);
  if (frame !== undefined && isList(frame)) return inList(cursor, frame);
  return cursor.token?.kind === 'text' ? inArgument(cursor, frame) : inExpression(cursor, state);
}

function mayGoOn({ kind, closed }: LooseToken): boolean {
  return kind === 'word' || kind === 'number' || kind === 'comment' || (kind === 'text' && !closed);
}

/** Of a word; of a place between tokens, an empty one. */
function wordPlace({ token, at }: Cursor): Place {
  if (token?.kind !== 'word' && token?.kind !== 'number') return { from: at, to: at, text: '' };
  return { from: token.start, to: token.end, text: token.written.slice(0, at - token.start) };
}

function inExpression(cursor: Cursor, state: State): Wanted {
  const { after } = state;
  if (after === 'offset') return durationAt(cursor);
  if (after === 'at') return { kind: 'time', ...wordPlace(cursor) };
  if (cursor.token?.kind === 'number' || cursor.token?.kind === 'sign') return nothing;
  const place = wordPlace(cursor);
  if (expectsExpression(after)) {
    return {
      kind: 'expression',
      ...place,
      mayMatch: after === 'operator' || after === 'comparison' || after === 'bool' || after === 'setOperator',
      mayBool: after === 'comparison',
      mayGroup: after === 'matching',
      isCalled: nextTo(cursor)?.written === '(',
    };
  }
  if (after === 'grouped' || after === 'groupingBefore' || after === 'groupingBehind' || after === 'matchingWord')
    return nothing;
  return {
    kind: 'operator',
    ...place,
    mayAggregate: after === 'aggregator' || after === 'aggregation',
    needsRange: after === 'selector' && takesRange(state.frame),
    mayModify: after === 'selector' || isBehind(cursor, ']'),
  };
}

/** What follows the word that the cursor is in. */
function nextTo({ tokens, token, index }: Cursor): LooseToken | undefined {
  return tokens[token === undefined ? index : index + 1];
}

function isBehind({ tokens, index }: Cursor, sign: string): boolean {
  return tokens[index - 1]?.written === sign;
}

function takesRange(frame: Frame | undefined): boolean {
  const args = frame?.word === undefined ? undefined : functions.get(frame.word)?.args;
  return args?.[Math.min(frame?.argument ?? 0, args.length - 1)] === 'matrix';
}

function durationAt({ text, at }: Cursor): Wanted {
  // By hand: a pattern that ends at the cursor would be tried from every place before it.
  let from = at;
  while (from > 0 && /[\d.a-z]/i.test(text.charAt(from - 1))) from -= 1;
  const behind = /^[\da-z]*/i.exec(text.slice(at))?.[0] ?? '';
  return { kind: 'duration', from, to: at + behind.length, text: text.slice(from, at) };
}

/** A duration, and behind the colon of a subquery another one. */
function inBrackets(cursor: Cursor): Wanted {
  return cursor.token?.kind === 'text' ? nothing : durationAt(cursor);
}

/** The parts of what is in the braces, between commas. */
interface Part {
  readonly tokens: readonly LooseToken[];
  readonly isOwn: boolean;
}

const inBracesSigns: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~']);

/** As far as the braces go: to their end, or to what cannot stand in them. */
function partsOf({ tokens, index }: Cursor, { index: open }: Frame): readonly Part[] {
  const parts: Part[] = [];
  for (let first = open + 1, i = first; i <= tokens.length; i += 1) {
    const token = tokens[i];
    const isComma = token?.written === ',';
    if (token !== undefined && !isComma && (token.kind !== 'sign' || inBracesSigns.has(token.written))) continue;
    const own = tokens.slice(first, i).filter(({ kind }) => kind !== 'comment');
    parts.push({ tokens: own, isOwn: index >= first && index <= i });
    if (!isComma) break;
    first = i + 1;
  }
  return parts;
}

function inBraces(cursor: Cursor, frame: Frame): Wanted {
  const parts = partsOf(cursor, frame);
  const own = parts.find(({ isOwn }) => isOwn)?.tokens;
  if (own === undefined) return nothing;
  const before = own.filter(({ end, start }) => end <= cursor.at && start !== cursor.token?.start);
  const others = parts.filter(({ isOwn }) => !isOwn).map((part) => part.tokens);
  const kept = others.filter(isFinished);
  const isNamed = frame.word !== '' || kept.some(({ length }) => length === 1);
  const selector = selectorText(cursor.text, frame.word, kept);
  const [name, operator, ...rest] = before;
  if (name === undefined) {
    const needsOperator = !inBracesSigns.has(nextTo(cursor)?.written ?? '');
    const place = cursor.token?.kind === 'text' ? quotedPlace(cursor) : { ...wordPlace(cursor), quotes: undefined };
    if (cursor.token?.kind === 'sign') return nothing;
    return { kind: 'labelName', ...place, selector, needsOperator, metric: isNamed ? 'named' : 'open' };
  }
  const isValue = operator !== undefined && inBracesSigns.has(operator.written) && rest.length === 0;
  if (!isValue || cursor.token?.kind === 'word') return nothing;
  const place = cursor.token?.kind === 'text' ? quotedPlace(cursor) : { ...wordPlace(cursor), quotes: undefined };
  const isRegex = operator.written.endsWith('~');
  const value = { kind: 'labelValue', label: meaningOf(name), selector, isRegex } as const;
  return { ...value, ...(isRegex ? lastAlternative(place, cursor) : place) };
}

/** `name op "value"`, or a quoted metric alone. */
function isFinished(part: readonly LooseToken[]): boolean {
  const [name, operator, value, more] = part;
  if (more !== undefined || name === undefined) return false;
  if (operator === undefined) return name.kind === 'text' && name.closed;
  return inBracesSigns.has(operator.written) && value?.kind === 'text' && value.closed;
}

function selectorText(text: string, metric: string, kept: readonly (readonly LooseToken[])[]): string {
  const inside = kept.map((part) => text.slice(part[0]?.start, part.at(-1)?.end)).join(',');
  return inside === '' ? metric : `${metric}{${inside}}`;
}

type QuotedPlace = Place & { readonly quotes: Quotes | undefined };

/** Inside quotes: from the first to the last, or to the cursor where that is missing. */
function quotedPlace({ token, at }: Cursor): QuotedPlace {
  if (token === undefined) return { from: at, to: at, text: '', quotes: undefined };
  const sign = token.written.charAt(0) as Quotes['sign'];
  const from = token.start + 1;
  const typed = token.written.slice(1, at - token.start);
  return {
    from,
    to: token.closed ? token.end - 1 : at,
    text: unescaped(typed, sign),
    quotes: { sign, closed: token.closed },
  };
}

/** What it means; half an escape is taken as it is. */
function unescaped(typed: string, sign: string): string {
  const scanned = scanString(`${sign}${typed}${sign}`, 0);
  return scanned.ok ? scanned.value : typed;
}

function meaningOf({ kind, written }: LooseToken): string {
  return kind === 'text' ? unescaped(written.slice(1, -1), written.charAt(0)) : written;
}

/** Of a regular expression, what stands behind the last `|` or parenthesis is being written; what is escaped means itself. */
function lastAlternative(place: QuotedPlace, { text, at, token }: Cursor): QuotedPlace {
  if (place.quotes === undefined) return place;
  const written = text.slice(place.from, at);
  const start = /^(?:[\s\S]*(?:^|[^\\])[|(])?/.exec(written)?.[0].length ?? 0;
  const rest = text.slice(at, token?.closed === true ? place.to : at);
  const end = /^[^|()]*/.exec(rest)?.[0].length ?? 0;
  const typed = unescaped(written.slice(start), place.quotes.sign).replace(/\\([^\w\s])/g, '$1');
  return { ...place, from: place.from + start, to: at + end, text: typed };
}

function inList(cursor: Cursor, frame: Frame): Wanted {
  const word = frame.word.toLowerCase();
  if (word.startsWith('fill') || cursor.token?.kind === 'number' || cursor.token?.kind === 'sign') return nothing;
  const place = cursor.token?.kind === 'text' ? quotedPlace(cursor) : { ...wordPlace(cursor), quotes: undefined };
  return { kind: 'grouping', ...place, selector: groupedSelector(cursor, frame) };
}

/** The selector whose labels are meant by a list: that of the arguments, or of the side that the labels are of. */
function groupedSelector({ text, tokens, parse }: Cursor, frame: Frame): string {
  const { selectors } = parse;
  const behind = selectors.find(({ first }) => first > frame.index);
  const before = selectors.findLast(({ last }) => last < frame.index);
  const isOfLeft = frame.before === 'matchingWord' || frame.word.toLowerCase() === 'group_right';
  const near = frame.before === 'groupingBehind' ? argumentBefore(frame, tokens, parse) : isOfLeft ? before : behind;
  const found = near ?? behind ?? before;
  return found === undefined ? '' : text.slice(tokens[found.first]?.start, tokens[found.last]?.end);
}

/** The first selector of the arguments that a grouping stands behind. */
function argumentBefore({ index, from }: Frame, tokens: readonly LooseToken[], { states, selectors }: LooseParse) {
  const close = tokens.findLastIndex(({ kind }, at) => at < Math.min(index, from) && kind !== 'comment');
  const open = states[close]?.frame?.index ?? 0;
  return selectors.find(({ first }) => first > open);
}

/** Which arguments of a function are names of labels. A map, since a person may write `__proto__(`. */
const labelArguments: ReadonlyMap<string, (argument: number) => boolean> = new Map([
  ['label_replace', (argument) => argument === 1 || argument === 3],
  ['label_join', (argument) => argument === 1 || argument > 2],
  ['sort_by_label', (argument) => argument > 0],
  ['sort_by_label_desc', (argument) => argument > 0],
]);

function inArgument(cursor: Cursor, frame: Frame | undefined): Wanted {
  if (frame === undefined || labelArguments.get(frame.word)?.(frame.argument) !== true) return nothing;
  const selector = cursor.parse.selectors.find(({ first }) => first > frame.index);
  const { text, tokens } = cursor;
  return {
    kind: 'labelName',
    ...quotedPlace(cursor),
    selector: selector === undefined ? '' : text.slice(tokens[selector.first]?.start, tokens[selector.last]?.end),
    needsOperator: false,
    metric: 'elsewhere',
  };
}
