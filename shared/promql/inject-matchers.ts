/**
 * Forces label matchers into a query: every selector of it gets them, and the rest of its text stays as it is. What a selector asks for
 * itself of the same label stays as well, and both hold.
 *
 * The server may be of any version, so functions are not known by name and types are not checked; that is the server's part.
 */

import { type Expr, type LabelMatcher, type VectorSelector, walk } from './ast.ts';
import { parseUnchecked } from './parser.ts';
import { printMatcher } from './print.ts';
import { PromqlError } from './promql-error.ts';

/**
 * Reads matchers as they stand in a selector, with or without its braces: `cluster="a",env=~"prod|stage"`. '' is none.
 * @throws PromqlError, its place being that in the text
 */
export function parseMatchers(text: string): readonly LabelMatcher[] {
  if (text.trim() === '') return [];
  const isBraced = text.trimStart().startsWith('{');
  const shift = isBraced ? 0 : 1;
  const selector = parseSelector(isBraced ? text : `{${text}\n}`, text, shift);
  if (selector.kind !== 'vectorSelector' || selector.end !== selector.braces?.end) {
    throw new PromqlError('expected label matchers only', text, 0, text.length);
  }
  return selector.matchers.map(({ name, op, value }) => ({ name, op, value }));
}

function parseSelector(selector: string, text: string, shift: number): Expr {
  try {
    return parseUnchecked(selector);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    // The brace that was put behind the text is its end.
    const reason =
      error.start > text.length ? error.reason.replace('unexpected "}"', 'unexpected end of input') : error.reason;
    const within = (offset: number) => Math.min(Math.max(offset - shift, 0), text.length);
    throw new PromqlError(reason, text, within(error.start), within(error.end));
  }
}

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/**
 * Adds the matchers to every vector selector of the expression, that of `info()`'s labels included. A selector that has one of them
 * already does not get it again. Without matchers the expression is not looked at.
 * @throws PromqlError where the expression does not parse, or reads what no matcher can be put to
 */
export function injectMatchers(expr: string, matchers: readonly LabelMatcher[]): string {
  if (matchers.length === 0) return expr;
  const edits: Edit[] = [];
  walk(parseUnchecked(expr), (node) => {
    if (node.kind === 'vectorSelector') edits.push(...editsOf(node, matchers));
    if (node.kind === 'call' && node.name === 'info' && node.args.length === 1) {
      // It reads target_info by itself, of every tenant; a selector of its own would also choose the labels, which is not ours to do.
      throw new PromqlError(
        `info() without label matchers reads every info series and cannot be limited to {${matchers.map(printMatcher).join(',')}}: say which labels it is to add, as in info(…, {version=~".+"})`,
        expr,
        node.start,
        node.end,
      );
    }
  });
  return applied(expr, edits);
}

function applied(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.at - b.at)) {
    result += text.slice(at, edit.at) + edit.insert;
    at = edit.at + edit.remove;
  }
  return result + text.slice(at);
}

const isSame = (a: LabelMatcher, b: LabelMatcher): boolean => a.name === b.name && a.op === b.op && a.value === b.value;

function editsOf(selector: VectorSelector, matchers: readonly LabelMatcher[]): readonly Edit[] {
  const { name, start } = selector;
  const own: LabelMatcher[] = [...selector.matchers];
  if (name !== undefined) own.push({ name: '__name__', op: '=', value: name });
  const missing: LabelMatcher[] = [];
  for (const matcher of matchers) {
    if (![...own, ...missing].some((other) => isSame(other, matcher))) missing.push(matcher);
  }
  if (missing.length === 0) return [];
  if (name === undefined || missing.every((matcher) => matcher.name !== '__name__')) {
    return [insertion(selector, missing, start + (name ?? '').length)];
  }
  // A name before the braces allows no other matcher of the name: it moves into them, where it means the same.
  const moved: LabelMatcher = { name: '__name__', op: '=', value: name };
  const removal: Edit = { at: start, remove: name.length, insert: '' };
  return [removal, insertion(selector, [moved, ...missing], start + name.length)];
}

/** Behind the last matcher, so that a comma at the end stays; else into empty braces; else into new ones. */
function insertion({ matchers, braces }: VectorSelector, added: readonly LabelMatcher[], nameEnd: number): Edit {
  const printed = added.map(printMatcher).join(',');
  const last = matchers.at(-1);
  if (last !== undefined) return { at: last.end, remove: 0, insert: `,${printed}` };
  if (braces !== undefined) return { at: braces.start + 1, remove: 0, insert: printed };
  return { at: nameEnd, remove: 0, insert: `{${printed}}` };
}
