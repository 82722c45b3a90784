/** The list of kept queries, and what is done to it. Pure. */
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import {
  isKept,
  type LibraryQuery,
  longestKeptExpr,
  mostKeptQueries,
  mostPastQueries,
} from '../../../shared/model/query-library.ts';

/** Each expression once; the order means nothing. */
export type LibraryList = readonly LibraryQuery[];

/** The list goes to a page whole, and a frame of the contract has 1 MiB. As `sizeOf` counts. */
const mostPastBytes = 384 * 1024;
const mostKeptBytes = 448 * 1024;

/** What it takes in a frame: its texts, the keys and the numbers. */
function sizeOf({ expr, name, context }: LibraryQuery): number {
  return Buffer.byteLength(expr) + Buffer.byteLength(name) + Buffer.byteLength(context ?? '') + 80;
}

const sizeOfAll = (list: LibraryList) => list.reduce((sum, query) => sum + sizeOf(query), 0);

/** Those that ran last first; those that never ran last, by name. */
export function orderedLibrary(list: LibraryList): LibraryList {
  const name = (query: LibraryQuery) => query.name || query.expr;
  return list.toSorted((a, b) => b.lastRunMs - a.lastRunMs || compare(name(a), name(b)) || compare(a.expr, b.expr));
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

export interface Run {
  readonly expr: string;
  readonly context: ContextId;
  readonly nowMs: number;
  /** False: only what is named or starred is kept up. */
  readonly all: boolean;
}

export function recordedRun(list: LibraryList, { expr, context, nowMs, all }: Run): LibraryList {
  if (expr === '' || expr.length > longestKeptExpr) return list;
  const known = list.find((query) => query.expr === expr);
  if (!all && (known === undefined || !isKept(known))) return list;
  const { name = '', starred = false, runs = 0 } = known ?? {};
  const query: LibraryQuery = { expr, name, starred, lastRunMs: nowMs, runs: runs + 1, context };
  return trimmed([query, ...list.filter((one) => one !== known)]);
}

/** The oldest of those that are neither named nor starred go. */
export function trimmed(list: LibraryList): LibraryList {
  const past = list.filter((query) => !isKept(query));
  let bytes = sizeOfAll(past);
  let count = past.length;
  if (count <= mostPastQueries && bytes <= mostPastBytes) return list;
  const gone = new Set<LibraryQuery>();
  for (const query of orderedLibrary(past).toReversed()) {
    if (count <= mostPastQueries && bytes <= mostPastBytes) break;
    gone.add(query);
    count -= 1;
    bytes -= sizeOf(query);
  }
  return list.filter((query) => !gone.has(query));
}

/** All that are neither named nor starred; of the others the first, as far as there is room. */
export function withinRoom(list: LibraryList): LibraryList {
  let count = 0;
  let bytes = 0;
  return list.filter((query) => {
    if (!isKept(query)) return true;
    const size = sizeOf(query);
    if (count >= mostKeptQueries || bytes + size > mostKeptBytes) return false;
    count += 1;
    bytes += size;
    return true;
  });
}

/** @throws AppError queries.tooMany */
function withRoom(list: LibraryList, before: LibraryList): LibraryList {
  if (withinRoom(list).length === list.length) return list;
  const limit = before.filter(isKept).length;
  const message = `${limit} queries have a name or a star: there is no room for another.`;
  throw new AppError('queries.tooMany', message, { details: { limit } });
}

export interface KeepChange {
  readonly name?: string | undefined;
  readonly starred?: boolean | undefined;
}

/** @throws AppError queries.tooLong, queries.tooMany */
export function keptQuery(list: LibraryList, expr: string, { name, starred }: KeepChange): LibraryList {
  if (expr === '') return list;
  if (expr.length > longestKeptExpr) {
    const message = `An expression of more than ${longestKeptExpr} characters is not kept.`;
    throw new AppError('queries.tooLong', message, { details: { limit: longestKeptExpr } });
  }
  const known = list.find((query) => query.expr === expr);
  const before = known ?? { expr, name: '', starred: false, lastRunMs: 0, runs: 0, context: undefined };
  const query: LibraryQuery = { ...before, name: name?.trim() ?? before.name, starred: starred ?? before.starred };
  const rest = list.filter((one) => one !== known);
  // One that never ran and is kept by nothing any more is nothing.
  if (!isKept(query)) return query.lastRunMs === 0 ? rest : trimmed([query, ...rest]);
  return withRoom([query, ...rest], rest);
}

export function withoutQuery(list: LibraryList, expr: string): LibraryList {
  return list.filter((query) => query.expr !== expr);
}

export function withoutPast(list: LibraryList): LibraryList {
  return list.filter(isKept);
}

/** What is there meanwhile stays as it is. @throws AppError queries.tooMany */
export function restoredQueries(list: LibraryList, back: LibraryList): LibraryList {
  const there = new Set(list.map(({ expr }) => expr));
  return withRoom(trimmed([...list, ...back.filter(({ expr }) => !there.has(expr))]), list);
}
