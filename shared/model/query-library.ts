/** The queries that a person ran, named or starred: one list for all contexts, kept on this computer. */
import type { ContextId } from './context.ts';

export interface LibraryQuery {
  /** What it is known by: the expression, without white space at its ends. */
  readonly expr: string;
  /** '' where it was given none. */
  readonly name: string;
  readonly starred: boolean;
  /** Milliseconds since the epoch; 0: never run, only kept. */
  readonly lastRunMs: number;
  readonly runs: number;
  /** Where it ran last. */
  readonly context: ContextId | undefined;
}

/** So many that are neither named nor starred are kept: those that ran last. */
export const mostPastQueries = 1000;
/** Longer expressions run, but are not kept. */
export const longestKeptExpr = 16_384;
/** So many names and stars: far more than a person finds again. */
export const mostKeptQueries = 2000;

export function isKept({ name, starred }: LibraryQuery): boolean {
  return name !== '' || starred;
}
