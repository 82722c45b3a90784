/** What a panel shows, of the states of its expressions: exactly one thing. Pure. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { valueType } from '../../../shared/promql/type-check.ts';
import { type PanelSpec, type PanelTab, type QuerySpec, queryLetter } from './explorer-state.ts';
import {
  noQuery,
  type Problem,
  type QueryState,
  type Question,
  type Running,
  type Shown,
  viewOf,
} from './query-state.ts';

export interface AnsweredQuery {
  readonly letter: string;
  readonly query: QuerySpec;
  readonly shown: Shown;
}

export interface FailedQuery {
  readonly letter: string;
  readonly query: QuerySpec;
  readonly error: AppErrorData;
  readonly question: Question;
}

interface CancelledQuery {
  readonly letter: string;
  readonly query: QuerySpec;
  readonly afterMs: number;
}

/** A range or a text: over a range of times it cannot be asked for. */
export interface OddQuery {
  readonly letter: string;
  readonly query: QuerySpec;
  readonly type: 'matrix' | 'string';
}

/** The expressions of which nothing came. */
export interface Beside {
  readonly empties: readonly AnsweredQuery[];
  readonly cancelled: readonly CancelledQuery[];
  readonly odd: readonly OddQuery[];
}

export type PanelView =
  | { readonly kind: 'blank' }
  | { readonly kind: 'loading'; readonly running: Running }
  | ({ readonly kind: 'failed'; readonly failures: readonly FailedQuery[] } & Beside)
  /** Cancelled with nothing to show. */
  | { readonly kind: 'cancelled'; readonly afterMs: number }
  /** One at least, and nothing else but what was cancelled. */
  | ({ readonly kind: 'empty' } & Beside)
  /** Nothing else was asked for. */
  | { readonly kind: 'notGraphable'; readonly first: OddQuery }
  | ({
      readonly kind: 'answer';
      /** One at least, those of which something came back. */
      readonly answers: readonly AnsweredQuery[];
      /** Being asked again for longer than a moment. */
      readonly running: Running | undefined;
      /** Why it is not the latest. */
      readonly problem: Problem | undefined;
      readonly failures: readonly FailedQuery[];
    } & Beside);

export type QueryStates = ReadonlyMap<number, QueryState>;

export function panelView(panel: PanelSpec, panelIndex: number, states: QueryStates, tab: PanelTab): PanelView {
  const shown = panel.queries.flatMap((query, index) =>
    query.hidden || query.expr.trim() === '' ? [] : [{ query, letter: queryLetter(panelIndex, index) }],
  );
  const odd = tab === 'graph' ? shown.flatMap(oddOf) : [];
  const [firstOdd] = odd;
  if (firstOdd !== undefined && shown.length === odd.length) return { kind: 'notGraphable', first: firstOdd };
  const views = shown.map((one) => ({ ...one, view: viewOf(states.get(one.query.id) ?? noQuery) }));
  const failures: FailedQuery[] = [];
  const answers: AnsweredQuery[] = [];
  const empties: AnsweredQuery[] = [];
  const cancelled: CancelledQuery[] = [];
  let running: Running | undefined;
  let problem: Problem | undefined;
  for (const { letter, query, view } of views) {
    if (view.kind === 'failed') failures.push({ letter, query, error: view.error, question: view.question });
    else if (view.kind === 'answer') {
      answers.push({ letter, query, shown: view.shown });
      problem ??= view.problem;
    } else if (view.kind === 'empty') empties.push({ letter, query, shown: view.shown });
    else if (view.kind === 'cancelled') cancelled.push({ letter, query, afterMs: view.afterMs });
    if ('running' in view && view.running !== undefined) running = slower(running, view.running);
  }
  const beside = { empties, cancelled, odd };
  if (answers.length > 0) return { kind: 'answer', answers, running, problem, failures, ...beside };
  if (running !== undefined) return { kind: 'loading', running };
  if (failures.length > 0) return { kind: 'failed', failures, ...beside };
  if (empties.length > 0) return { kind: 'empty', ...beside };
  const [first] = cancelled;
  return first === undefined ? { kind: 'blank' } : { kind: 'cancelled', afterMs: first.afterMs };
}

/** Of which it is told what was recorded: nothing is drawn of a collapsed panel. */
export function coveredExprs({ collapsed, queries }: Pick<PanelSpec, 'collapsed' | 'queries'>): readonly string[] {
  if (collapsed) return [];
  return queries.filter(({ hidden, expr }) => !hidden && expr.trim() !== '').map(({ expr }) => expr);
}

function oddOf({ query, letter }: Omit<OddQuery, 'type'>): readonly OddQuery[] {
  const type = oddType(query.expr);
  return type === undefined ? [] : [{ letter, query, type }];
}

/** The one that has been running for longer. */
function slower(a: Running | undefined, b: Running): Running {
  return a === undefined || b.startedAtMs < a.startedAtMs ? b : a;
}

/** What Prometheus refuses to evaluate over a range; undefined for everything else, and for what is not understood. */
export function oddType(expr: string): 'matrix' | 'string' | undefined {
  try {
    const type = valueType(parseUnchecked(expr));
    return type === 'matrix' || type === 'string' ? type : undefined;
  } catch {
    // The server says what is wrong with it.
    return undefined;
  }
}
