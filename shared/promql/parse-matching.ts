/** What stands between an operator and its right side: `bool`, `on`, `ignoring`, `group_left`, `group_right`, `fill`; and lists of labels. */

import type { BinaryOperator, VectorMatching } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { quoteText } from './go-text.ts';
import { parseSignedNumber } from './literal.ts';
import { mayNameLabel, startsExpression } from './tokens.ts';

/** `(a, "b.c", by)`: words mean nothing here. */
export function parseLabels(cursor: Cursor): { readonly labels: readonly string[]; readonly end: number } {
  if (!cursor.accept('(')) cursor.unexpected('grouping opts', '"("');
  const labels: string[] = [];
  while (!cursor.is(')')) {
    const token = cursor.token;
    if (token.type !== 'text' && !mayNameLabel(token.type)) cursor.unexpected('grouping opts', 'label');
    cursor.take();
    const label = token.type === 'text' ? token.value : cursor.text.slice(token.start, token.end);
    if (label === '' || !label.isWellFormed())
      cursor.fail(`invalid label name for grouping: ${quoteText(label)}`, token);
    labels.push(label);
    if (cursor.is(')')) break;
    if (!cursor.accept(',')) cursor.unexpected('grouping opts', '"," or ")"');
  }
  const { end } = cursor.take();
  return { labels, end };
}

interface Matching {
  readonly bool: boolean;
  readonly matching: VectorMatching;
}

const setOperators: ReadonlySet<BinaryOperator> = new Set(['and', 'or', 'unless']);

export function parseMatching(cursor: Cursor, op: BinaryOperator): Matching {
  const bool = cursor.accept('bool');
  let on = false;
  let labels: readonly string[] = [];
  let include: readonly string[] = [];
  let cardinality: VectorMatching['cardinality'] = setOperators.has(op) ? 'many-to-many' : 'one-to-one';
  if (cursor.is('on') || cursor.is('ignoring')) {
    on = cursor.take().type === 'on';
    labels = parseLabels(cursor).labels;
    const group = cursor.token.type;
    if (group === 'group_left' || group === 'group_right') {
      cursor.take();
      cardinality = group === 'group_left' ? 'many-to-one' : 'one-to-many';
      // What cannot be an operand was meant to be labels.
      const isOperand = startsExpression(cursor.token.type) || cursor.token.type.startsWith('fill');
      if (cursor.is('(') || !isOperand) include = parseLabels(cursor).labels;
    }
  }
  const [fillLeft, fillRight] = parseFill(cursor);
  return { bool, matching: { cardinality, on, labels, include, fillLeft, fillRight } };
}

function parseFill(cursor: Cursor): readonly [left: number | undefined, right: number | undefined] {
  if (cursor.is('fill')) {
    const both = parseFillValue(cursor);
    return [both, both];
  }
  if (cursor.is('fill_left')) {
    const left = parseFillValue(cursor);
    return [left, cursor.is('fill_right') ? parseFillValue(cursor) : undefined];
  }
  if (!cursor.is('fill_right')) return [undefined, undefined];
  const right = parseFillValue(cursor);
  return [cursor.is('fill_left') ? parseFillValue(cursor) : undefined, right];
}

function parseFillValue(cursor: Cursor): number {
  cursor.take();
  if (!cursor.accept('(')) cursor.unexpected();
  const { value } = parseSignedNumber(cursor, () => cursor.unexpected());
  if (!cursor.accept(')')) cursor.unexpected();
  return value;
}
