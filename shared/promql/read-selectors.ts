/** Which selectors an expression reads, and of what time: those without whose samples it can come to nothing. What it computes is not looked at. */

import {
  type Binary,
  type Call,
  childrenOf,
  type DurationExpr,
  type Expr,
  type LabelMatcher,
  type Modifiers,
} from './ast.ts';

export interface TimeReach {
  readonly startMs: number;
  readonly endMs: number;
}

export interface ReadSelector {
  /** The metric's name among them, where it is before the braces, too. */
  readonly matchers: readonly LabelMatcher[];
  /** The times that are evaluated, each for itself. */
  readonly evaluated: TimeReach;
  /** A sample counts where it is so long before an evaluated time, or less; undefined where only the newest one counts. */
  readonly rangeMs: number | undefined;
}

/** Where these have no samples, there is more in the answer, not less. */
const absences: ReadonlySet<string> = new Set(['absent', 'absent_over_time']);

/**
 * @param span of the query; both ends count.
 * @returns in the order of the text; undefined for one whose times cannot be told (`step()` is not known here).
 */
export function readSelectors(expr: Expr, span: TimeReach): readonly (ReadSelector | undefined)[] {
  return selectorsIn(expr, { span, now: span });
}

interface Place {
  /** Of the whole query: `start()`, `end()` and `range()` are its own wherever they stand. */
  readonly span: TimeReach;
  /** The times at which the expression is evaluated. */
  readonly now: TimeReach;
}

type Found = readonly (ReadSelector | undefined)[];

function selectorsIn(expr: Expr, place: Place): Found {
  switch (expr.kind) {
    case 'vectorSelector':
      return [readOf(expr, undefined, place)];
    case 'matrixSelector': {
      const rangeMs = durationMs(expr.range, place.span);
      return [rangeMs === undefined ? undefined : readOf(expr.selector, rangeMs, place)];
    }
    case 'subquery': {
      const now = shifted(expr, place);
      const rangeMs = durationMs(expr.range, place.span);
      if (now === undefined || rangeMs === undefined) return [undefined];
      return selectorsIn(expr.expr, { ...place, now: { ...now, startMs: now.startMs - rangeMs } });
    }
    default:
      return neededParts(expr).flatMap((part) => selectorsIn(part, place));
  }
}

function neededParts(expr: Exclude<Expr, { kind: 'vectorSelector' | 'matrixSelector' | 'subquery' }>): readonly Expr[] {
  if (expr.kind === 'call') return neededArguments(expr);
  return expr.kind === 'binary' ? neededSides(expr) : childrenOf(expr);
}

/** The second argument of info() names labels to add: series without them stay. */
function neededArguments({ name, args }: Call): readonly Expr[] {
  if (absences.has(name)) return [];
  return name === 'info' ? args.slice(0, 1) : args;
}

/** What is taken away may be missing, and what is filled in where it is missing. */
function neededSides({ op, left, right, matching }: Binary): readonly Expr[] {
  const sides = matching.fillLeft === undefined ? [left] : [];
  return op === 'unless' || matching.fillRight !== undefined ? sides : [...sides, right];
}

interface Selection extends Modifiers {
  readonly name: string | undefined;
  readonly matchers: readonly LabelMatcher[];
}

function readOf(selection: Selection, rangeMs: number | undefined, place: Place): ReadSelector | undefined {
  const evaluated = shifted(selection, place);
  if (evaluated === undefined) return undefined;
  const named = selection.name === undefined ? [] : [{ name: '__name__', op: '=', value: selection.name } as const];
  const matchers = selection.matchers.map(({ name, op, value }) => ({ name, op, value }));
  return { matchers: [...named, ...matchers], evaluated, rangeMs };
}

/** @returns undefined where the offset is not known */
function shifted({ at, offset }: Modifiers, { span, now }: Place): TimeReach | undefined {
  const offsetMs = offset === undefined ? 0 : durationMs(offset, span);
  if (offsetMs === undefined) return undefined;
  const fixedMs = at === undefined ? undefined : at.kind === 'time' ? at.timeMs : span[`${at.kind}Ms`];
  return { startMs: (fixedMs ?? now.startMs) - offsetMs, endMs: (fixedMs ?? now.endMs) - offsetMs };
}

/** @returns milliseconds; undefined where it hangs on the step */
function durationMs(duration: DurationExpr, span: TimeReach): number | undefined {
  const seconds = durationSeconds(duration, (span.endMs - span.startMs) / 1000);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
}

/** NaN where it is not known. */
function durationSeconds(duration: DurationExpr, rangeSeconds: number): number {
  const of = (part: DurationExpr) => durationSeconds(part, rangeSeconds);
  switch (duration.kind) {
    case 'number':
      return duration.value;
    case 'durationCall':
      return duration.name === 'range' ? rangeSeconds : Number.NaN;
    case 'durationNegation':
      return -of(duration.operand);
    case 'durationParen':
      return of(duration.inner);
    case 'durationChoice':
      return (duration.name === 'min_of' ? Math.min : Math.max)(of(duration.left), of(duration.right));
    case 'durationBinary':
      return arithmetic[duration.op](of(duration.left), of(duration.right));
  }
}

const arithmetic: Readonly<
  Record<Extract<DurationExpr, { kind: 'durationBinary' }>['op'], (a: number, b: number) => number>
> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};
