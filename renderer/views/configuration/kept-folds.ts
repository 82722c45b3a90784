/** What was folded in the configuration of each context, for as long as the window lives. */
import type { ContextId } from '../../../shared/model/context.ts';

/** Of a configuration all of whose pools are folded there are some hundreds. */
const mostKept = 5000;

const keyOf = (context: ContextId) => `binnacle.configuration.folds.${context}`;

export function keptFolds(context: ContextId): ReadonlySet<number> {
  const said = sessionStorage.getItem(keyOf(context)) ?? '';
  return new Set(said.split(' ').map(Number).filter(isPath).slice(0, mostKept));
}

/** @param folded numbers of paths */
export function keepFolds(context: ContextId, folded: ReadonlySet<number>): void {
  const key = keyOf(context);
  const isKept = folded.size > 0 && folded.size <= mostKept;
  try {
    if (isKept) sessionStorage.setItem(key, [...folded].join(' '));
    else sessionStorage.removeItem(key);
  } catch {
    // There is no more room: what is folded stays so for as long as the view is shown.
    sessionStorage.removeItem(key);
  }
}

const isPath = (path: number) => Number.isSafeInteger(path) && path > 0;
