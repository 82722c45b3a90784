/** The states of one query of a panel, as a reducer: what is running, what is shown, what went wrong. Pure. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { QueryProgress, QueryRequest } from '../../../shared/model/query.ts';
import type { Answer } from './run-query.ts';
import type { Span } from './time-window.ts';

/** What was asked: the request, and the window that it was asked for. */
export interface Question {
  readonly request: QueryRequest;
  readonly span: Span;
  /** When it was asked: the window's now. */
  readonly nowMs: number;
}

export interface Running {
  readonly id: number;
  readonly question: Question;
  readonly startedAtMs: number;
  /** It has lasted long enough to be shown: what is quick would only flicker. */
  readonly noticed: boolean;
  readonly progress: QueryProgress | undefined;
}

export interface Shown {
  readonly answer: Answer;
  readonly question: Question;
  readonly receivedAtMs: number;
}

export type Problem =
  | { readonly kind: 'failed'; readonly error: AppErrorData; readonly question: Question }
  | { readonly kind: 'cancelled'; readonly question: Question; readonly afterMs: number };

export interface QueryState {
  readonly running: Running | undefined;
  /** The latest whole answer. It stays while another is awaited, and when that fails. */
  readonly shown: Shown | undefined;
  /** How the latest run ended, where it did not end well. */
  readonly problem: Problem | undefined;
}

/** Every event but `start` and `clear` names its run: what comes from a run that is over is dropped. */
export type QueryEvent =
  | { readonly kind: 'start'; readonly id: number; readonly question: Question; readonly atMs: number }
  | { readonly kind: 'noticed'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: QueryProgress }
  | { readonly kind: 'answered'; readonly id: number; readonly answer: Answer; readonly atMs: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: AppErrorData }
  | { readonly kind: 'cancelled'; readonly id: number; readonly atMs: number }
  | { readonly kind: 'clear' };

export const noQuery: QueryState = { running: undefined, shown: undefined, problem: undefined };

export function reduceQuery(state: QueryState, event: QueryEvent): QueryState {
  if (event.kind === 'clear') return noQuery;
  if (event.kind === 'start') return start(state, event);
  const { running } = state;
  if (running === undefined || running.id !== event.id) return state;
  const { question } = running;
  switch (event.kind) {
    case 'noticed':
      return { ...state, running: { ...running, noticed: true } };
    case 'progress':
      return { ...state, running: { ...running, progress: event.progress } };
    case 'answered':
      return {
        running: undefined,
        shown: { answer: event.answer, question, receivedAtMs: event.atMs },
        problem: undefined,
      };
    case 'failed':
      return { ...state, running: undefined, problem: { kind: 'failed', error: event.error, question } };
    case 'cancelled': {
      const afterMs = event.atMs - running.startedAtMs;
      return { ...state, running: undefined, problem: { kind: 'cancelled', question, afterMs } };
    }
  }
}

function start(state: QueryState, { id, question, atMs }: Extract<QueryEvent, { kind: 'start' }>): QueryState {
  const running: Running = { id, question, startedAtMs: atMs, noticed: false, progress: undefined };
  // A failure is shown until there is an answer, so that a refresh does not make it flicker; a cancellation is over now.
  const problem = state.problem?.kind === 'failed' ? state.problem : undefined;
  return { ...state, running, problem };
}

/** What a panel shows, exactly one of them. */
export type QueryView =
  | { readonly kind: 'blank' }
  | { readonly kind: 'loading'; readonly running: Running }
  | { readonly kind: 'failed'; readonly error: AppErrorData; readonly question: Question }
  /** Cancelled with nothing to show. */
  | { readonly kind: 'cancelled'; readonly afterMs: number }
  | { readonly kind: 'empty'; readonly shown: Shown }
  | {
      readonly kind: 'answer';
      readonly shown: Shown;
      /** Being asked again for longer than a moment. */
      readonly running: Running | undefined;
      /** Why it is not the latest. */
      readonly problem: Problem | undefined;
    };

export function viewOf(state: QueryState): QueryView {
  const { problem } = state;
  const running = state.running?.noticed === true ? state.running : undefined;
  const latest = (state.running ?? problem ?? state.shown)?.question;
  // An answer to another expression is kept only for the moment in which nothing would be shown.
  const shown =
    sameExpression(state.shown?.question, latest) || state.running?.noticed === false ? state.shown : undefined;
  if (running !== undefined && shown === undefined) return { kind: 'loading', running };
  if (problem?.kind === 'failed' && (shown === undefined || !keepsData(problem.error))) {
    return running === undefined ? problem : { kind: 'loading', running };
  }
  if (shown === undefined) return problem?.kind === 'cancelled' ? problem : { kind: 'blank' };
  if (isEmpty(shown)) return running === undefined ? { kind: 'empty', shown } : { kind: 'loading', running };
  return { kind: 'answer', shown, running, problem };
}

function sameExpression(a: Question | undefined, b: Question | undefined): boolean {
  return a?.request.expr === b?.request.expr && a?.request.kind === b?.request.kind;
}

/** The source went away while one looks: the data stays. What the server refuses replaces what it gave before. */
function keepsData(error: AppErrorData): boolean {
  return error.retryable || /^(rpc\.disconnected|connection\.|portForward\.|api\.)/.test(error.code);
}

function isEmpty({ answer }: Shown): boolean {
  const { labels } = answer.columns;
  return answer.done.text === undefined && labels.length === 0 && answer.columns.histograms.length === 0;
}
