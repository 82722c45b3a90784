/**
 * An expression over several lines, as Prometheus's `/api/v1/format_query` writes it: what fits into a line of 100 characters stays in one;
 * what does not has its parts below it, each two spaces further in. Comments, which Prometheus drops, stay with what they are about. Here
 * characters are counted, there bytes; and a subquery is indented, which Prometheus forgets.
 */
import { type Aggregate, type Binary, childrenOf, type Expr, type NumberLiteral, type Unary, walk } from './ast.ts';
import { type Comment, commentsOf } from './comments.ts';
import { parseUnchecked } from './parser.ts';
import { printExpr } from './print.ts';

const longestLine = 100;
const indentation = '  ';

/** @throws PromqlError */
export function formatExpr(text: string): string {
  const expr = parseUnchecked(text);
  const layout = new Layout(text, expr);
  layout.comments(Number.NEGATIVE_INFINITY, expr.start, 0);
  layout.expr(expr, 0);
  layout.comments(expr.end, text.length, 0);
  return layout.text();
}

interface Line {
  level: number;
  /** '' where a comment stands alone. */
  code: string;
  comment: string;
}

/** A comment, and the place between two parts that it is written to. */
interface PlacedComment {
  readonly at: number;
  readonly comment: Comment;
}

class Layout {
  readonly #text: string;
  readonly #comments: readonly Comment[];
  readonly #placed: readonly PlacedComment[];
  readonly #lines: Line[] = [];

  constructor(text: string, expr: Expr) {
    this.#text = text;
    this.#comments = commentsOf(text);
    this.#placed = this.#comments.length === 0 ? [] : placed(this.#comments, expr);
  }

  text(): string {
    return this.#lines
      .map(
        ({ level, code, comment }) =>
          indentation.repeat(level) + [code, comment].filter((part) => part !== '').join(' '),
      )
      .join('\n');
  }

  /** Those that are placed there: behind the last line where they stood behind something, else in lines of their own. */
  comments(from: number, to: number, level: number): void {
    for (const { comment } of this.#within(from, to)) {
      const last = this.#lines.at(-1);
      if (!comment.ownLine && last !== undefined && last.comment === '') last.comment = comment.text;
      else this.#lines.push({ level, code: '', comment: comment.text });
    }
  }

  expr(expr: Expr, level: number): void {
    const printed = this.#within(expr.start, expr.end).length === 0 ? shortLine(expr) : undefined;
    if (printed !== undefined) this.#line(printed, level);
    else this.#broken(expr, level);
  }

  #broken(expr: Expr, level: number): void {
    switch (expr.kind) {
      case 'aggregate':
        this.#parts(expr, headOf(expr), expr.param === undefined ? [expr.expr] : [expr.param, expr.expr], level);
        return;
      case 'call':
        this.#parts(expr, expr.name, expr.args, level);
        return;
      case 'paren':
        this.#parts(expr, '', [expr.expr], level);
        return;
      case 'binary':
        this.#binary(expr, level);
        return;
      case 'unary':
        this.#unary(expr, level);
        return;
      case 'subquery':
        this.expr(expr.expr, level);
        this.#append(printExpr({ ...expr, expr: nought }).slice(1));
        return;
      default:
        this.#line(printExpr(expr), level);
    }
  }

  #within(from: number, to: number): readonly PlacedComment[] {
    return this.#placed.filter(({ at }) => at >= from && at < to);
  }

  #line(code: string, level: number): void {
    this.#lines.push({ level, code, comment: '' });
  }

  #parts(expr: Expr, head: string, parts: readonly Expr[], level: number): void {
    this.#line(`${head}(`, level);
    let from = expr.start;
    for (const [index, part] of parts.entries()) {
      if (index > 0) this.#append(',');
      this.comments(from, part.start, level + 1);
      this.expr(part, level + 1);
      from = part.end;
    }
    this.comments(from, expr.end, level + 1);
    this.#line(')', level);
  }

  #binary(expr: Binary, level: number): void {
    const { left, right } = expr;
    this.expr(left, level + 1);
    const operatorAt = this.#codeFrom(left.end);
    this.comments(left.end, operatorAt, level + 1);
    this.#line(operatorOf(expr), level);
    this.comments(operatorAt, right.start, level + 1);
    this.expr(right, level + 1);
  }

  #unary({ op, expr }: Unary, level: number): void {
    const first = this.#lines.length;
    this.expr(expr, level);
    const line = this.#lines[first];
    if (line === undefined) return;
    line.code = op + line.code;
    line.level = level;
  }

  /** Behind the last line that is no comment alone. */
  #append(code: string): void {
    const line = this.#lines.findLast((one) => one.code !== '');
    if (line !== undefined) line.code += code;
  }

  /** The next place that is neither white space nor in a comment. */
  #codeFrom(from: number): number {
    let at = from;
    for (;;) {
      const comment = this.#comments.find(({ start }) => start >= at);
      const code = at + this.#text.slice(at).search(/\S/);
      if (comment === undefined || comment.start !== code) return code;
      at = comment.end;
    }
  }
}

/** Where nothing can be broken up, between a sign and its operand, in brackets and braces, a comment goes before all of it. */
function placed(comments: readonly Comment[], expr: Expr): readonly PlacedComment[] {
  const moved = new Map<Comment, number>();
  /** Where the sign stands before what begins there. */
  const signs = new Map<number, number>();
  const move = (from: number, to: number, part: Expr) => {
    const before = signs.get(part.start) ?? part.start;
    for (const comment of comments) {
      if (comment.start >= from && comment.start < to) moved.set(comment, before - 0.5);
    }
  };
  walk(expr, (part) => {
    const { start, end } = part;
    if (part.kind === 'unary') {
      move(start, part.expr.start, part);
      signs.set(part.expr.start, signs.get(start) ?? start);
    } else if (part.kind === 'subquery') move(part.expr.end, end, part);
    else if (part.kind === 'matrixSelector' || childrenOf(part).length === 0) move(start, end, part);
  });
  const all = comments.map((comment) => {
    const before = moved.get(comment);
    return before === undefined
      ? { at: comment.start, comment }
      : { at: before, comment: { ...comment, ownLine: true } };
  });
  return all.sort((a, b) => a.at - b.at);
}

const nought: NumberLiteral = { kind: 'number', value: 0, isDuration: false, start: 0, end: 0 };

/** A chain of so many operators is longer than a line, whatever stands between them. */
const mostInLine = longestLine / 4;

function shortLine(expr: Expr): string | undefined {
  let rest = expr;
  for (let count = 0; rest.kind === 'binary'; count += 1) {
    if (count > mostInLine) return undefined;
    rest = rest.left;
  }
  const printed = printExpr(expr);
  return printed.length <= longestLine ? printed : undefined;
}

/** `/ on (job) group_left ()` */
function operatorOf(expr: Binary): string {
  return printExpr({ ...expr, left: nought, right: nought }).slice(2, -2);
}

/** `sum by (job) `: what stands before the parentheses of the arguments. */
function headOf(expr: Aggregate): string {
  const printed = printExpr({ ...expr, param: undefined, expr: nought });
  return printed.slice(0, -'(0)'.length);
}
