/**
 * Deletions that were asked for and are not done: kept in the history, so that one that a kill ended goes on with the next start. What was
 * recorded in the window counts as deleted from the moment it is asked for.
 */
import { AppError, errorText } from '../../../../shared/base/errors.ts';
import type { LabelMatcher, MatchOperator } from '../../../../shared/promql/ast.ts';
import { seriesMatcher } from '../../../../shared/promql/engine/series-matcher.ts';
import type { SeriesMatcher } from '../../../../shared/promql/queryable.ts';
import { fieldOf, saidOf } from '../../base/read-fields.ts';
import { createCoverageWriter } from '../coverage/coverage-writer.ts';
import type { TimeWindow } from '../coverage/spans.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import type { KeepParts } from './keep-parts.ts';

export interface Deletion {
  /** Both ends inclusive. Samples that come later are none of it: what is still recorded has an end that is now. */
  readonly window: TimeWindow;
  /** Of which series: those that all of these select; undefined for all series, and then the window is a gap in the coverage. */
  readonly matchers?: readonly LabelMatcher[] | undefined;
  /** In words, for the coverage. */
  readonly detail: string;
}

export interface PendingDeletion extends Deletion {
  readonly id: number;
}

const journalStatements = {
  add: 'INSERT INTO deletion (what) VALUES (?)',
  all: 'SELECT id, what FROM deletion ORDER BY id',
  drop: 'DELETE FROM deletion WHERE id = ?',
};

/**
 * @param nowMs for the coverage: what is recorded and not told of yet ends there. Default: all of it was told of
 * @returns once it is on the disk. @throws RangeError for a window that is none, or matchers that select nothing; AppError history.*
 */
export function requestDeletion({ history, inHistory }: KeepParts, given: Deletion, nowMs = 0): PendingDeletion {
  const deletion = checked(given);
  const { window, matchers, detail } = deletion;
  const add = history.prepare<[string]>(journalStatements.add);
  const coverage = createCoverageWriter(history);
  const id = inHistory.run(() => {
    if (matchers === undefined) coverage.deleted(window, nowMs, detail);
    return Number(add.run(JSON.stringify({ window, matchers, detail })).lastInsertRowid);
  });
  return { id, ...deletion };
}

/** Those that are not done, the oldest first; `asked` is an AppError where it cannot be understood. @throws AppError history.* */
export function storedDeletions(
  db: ReadableDatabase<'history'>,
): readonly { readonly id: number; readonly asked: Deletion | AppError }[] {
  const rows = db.prepare<[], { readonly id: number; readonly what: string }>(journalStatements.all).all();
  return rows.map(({ id, what }) => {
    try {
      return { id, asked: checked(JSON.parse(what)) };
    } catch (error) {
      return { id, asked: notUnderstood(id, db.name, error) };
    }
  });
}

/**
 * Those that are to be gone on with, the oldest first.
 * @param onTrouble of one that cannot be understood: a newer Binnacle may have asked for it, so it stays, and is left out
 * @throws AppError history.*
 */
export function pendingDeletions(
  db: ReadableDatabase<'history'>,
  onTrouble: (error: AppError) => void = () => undefined,
): readonly PendingDeletion[] {
  return storedDeletions(db).flatMap(({ id, asked }) => {
    if (!(asked instanceof AppError)) return { id, ...asked };
    onTrouble(asked);
    return [];
  });
}

export function deletionIsDone({ history, inHistory }: KeepParts, id: number): void {
  inHistory.run(() => history.prepare<[number]>(journalStatements.drop).run(id));
}

/** As `seriesMatcher` makes them; the `.` of a pattern is any character. @throws RangeError for a pattern that is none */
export function matchersOf(matchers: readonly LabelMatcher[]): readonly SeriesMatcher[] {
  return matchers.map((matcher) => {
    try {
      return seriesMatcher(matcher, true);
    } catch (error) {
      throw new RangeError(`the pattern ${JSON.stringify(matcher.value)} is none: ${errorText(error)}`, {
        cause: error,
      });
    }
  });
}

/** @throws RangeError */
function checked(given: unknown): Deletion {
  if (!isDeletion(given))
    throw new RangeError('what is to be deleted has no window of time, or matchers that are none');
  const { startMs, endMs } = given.window;
  if (endMs < startMs) throw new RangeError(`${startMs} to ${endMs} is no window of time`);
  if (given.matchers?.length === 0) throw new RangeError('a deletion of some series needs matchers');
  // Of a matcher that was written in an expression not its place there.
  const matchers = given.matchers?.map(({ name, op, value }) => ({ name, op, value }));
  matchersOf(matchers ?? []);
  return { window: { startMs, endMs }, matchers, detail: given.detail };
}

const operators: ReadonlySet<unknown> = new Set<MatchOperator>(['=', '!=', '=~', '!~']);

/** By hand: zod would cost each writer's thread 4 MiB. */
function isDeletion(given: unknown): given is Deletion {
  const said = saidOf(given);
  const window = saidOf(fieldOf(said, 'window'));
  const matchers = fieldOf(said, 'matchers');
  const areMatchers = matchers === undefined || (Array.isArray(matchers) && matchers.every(isMatcher));
  const areTimes = ['startMs', 'endMs'].every((end) => Number.isSafeInteger(fieldOf(window, end)));
  return areTimes && areMatchers && typeof fieldOf(said, 'detail') === 'string';
}

function isMatcher(given: unknown): given is LabelMatcher {
  const said = saidOf(given);
  return ['name', 'value'].every((key) => typeof fieldOf(said, key) === 'string') && operators.has(fieldOf(said, 'op'));
}

function notUnderstood(id: number, path: string, cause: unknown): AppError {
  const reason = `deletion ${id} in ${path} is not understood, and is left undone: ${errorText(cause)}`;
  return new AppError('history.badInput', reason, { details: { path, reason }, cause });
}
