/** The rules of the source that a context has now, and their alerts, reading after reading, in pieces that no window stalls on. */
import { AppError, isCancellation } from '../../shared/base/errors.ts';
import type { AlertListsItem } from '../../shared/model/alert-lists.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { RulesItem } from '../../shared/model/rule.ts';
import type { NotTold } from '../../shared/model/server-status.ts';
import { Waker } from './base/waker.ts';
import { askSource, type SourceAsked, streamOf } from './run-query.ts';
import type { RulesReading, TimeSpan } from './sources/source.ts';

interface RulesQuestion {
  readonly everyMs: number;
  /** Of a record: as of then, once; absent: the newest, again and again. */
  readonly atMs?: number | undefined;
}

/** However long a reading takes: a server is left in peace between two of them. */
const leastBetweenMs = 250;

/**
 * Yields a reading whole, and the next one so much later, until the signal aborts. Of a record that is as it was before, only that. One that fails is
 * told, and the next is tried. @throws AppError connection.notConnected, history.gone
 */
export async function* watchRules(
  connections: SourceAsked,
  context: ContextId,
  { everyMs, atMs }: RulesQuestion,
  signal: AbortSignal,
): AsyncGenerator<RulesItem, void, undefined> {
  let mark: string | undefined;
  while (!signal.aborted) {
    const begunMs = performance.now();
    const read = await readOrFail(connections, context, atMs, signal);
    if (read === undefined) return;
    yield* itemsOf(read, mark);
    if (atMs !== undefined) return;
    // Of one that failed, what was shown before it still stands.
    if (!(read instanceof AppError)) mark = read.outcome === 'told' ? read.mark : undefined;
    await new Waker().wait(Math.max(leastBetweenMs, everyMs - (performance.now() - begunMs)), signal);
  }
}

/** @returns undefined where nobody wants it any more */
async function readOrFail(
  connections: SourceAsked,
  context: ContextId,
  atMs: number | undefined,
  signal: AbortSignal,
): Promise<RulesReading | NotTold | AppError | undefined> {
  try {
    const notTold: NotTold = { outcome: 'notTold' };
    return await askSource(connections, context, signal, async ({ rules }) => rules?.read({ atMs, signal }) ?? notTold);
  } catch (error) {
    if (signal.aborted && isCancellation(error)) return undefined;
    if (error instanceof AppError && !lasting.has(error.code)) return error;
    throw error;
  }
}

/** None where nobody kept any. @throws AppError connection.notConnected, history.* */
export function readAlertLists(
  connections: SourceAsked,
  { context, ...window }: TimeSpan & { readonly context: ContextId },
  signal: AbortSignal,
): AsyncIterable<AlertListsItem> {
  return streamOf(connections, context, signal, ({ rules }) => rules?.lists?.(window, signal) ?? nothing());
}

async function* nothing(): AsyncGenerator<never, void> {}

/** Asking again changes nothing. */
const lasting = new Set<string>(['connection.notConnected', 'history.gone']);

function* itemsOf(read: RulesReading | NotTold | AppError, before: string | undefined): Generator<RulesItem, void> {
  if (read instanceof AppError) return yield { kind: 'failed', error: read.toData() };
  if (read.outcome !== 'told') return yield { kind: 'none', why: read };
  const { readAtMs, held, counts, leftOut, mark } = read;
  if (mark !== undefined && mark === before) return yield { kind: 'same', readAtMs, held };
  yield { kind: 'begin', readAtMs, held, counts, leftOut };
  yield* read.parts();
  yield { kind: 'end' };
}
