/** What is asked of the connection that a context has now, or of a record: one query, or something else. */
import { AppError, isCancellation } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { QueryItem, QueryRequest } from '../../shared/model/query.ts';
import type { Connections } from './connections/connections.ts';
import type { QueryOptions, Source } from './sources/source.ts';

export interface SourceAsked extends Pick<Connections, 'state'> {
  /** The connection's, or the record that the context names. @throws AppError connection.notConnected, history.* */
  source(context: ContextId): Source | Promise<Source>;
}

/** @throws AppError connection.notConnected, prometheus.*, query.*, history.*; CancelledError where the asker gave it up */
export async function* runQuery(
  connections: SourceAsked,
  context: ContextId,
  request: QueryRequest,
  options: QueryOptions,
): AsyncGenerator<QueryItem, void, undefined> {
  yield* streamOf(connections, context, options.signal, (source) => source.query(request, options));
}

/** @throws the same */
export async function* streamOf<Item>(
  connections: SourceAsked,
  context: ContextId,
  signal: AbortSignal,
  open: (source: Source) => AsyncIterable<Item>,
): AsyncGenerator<Item, void, undefined> {
  const source = await connections.source(context);
  try {
    yield* open(source);
  } catch (error) {
    throw explained(connections, context, signal, error);
  }
}

/** @throws the same */
export async function askSource<T>(
  connections: SourceAsked,
  context: ContextId,
  signal: AbortSignal,
  ask: (source: Source) => Promise<T>,
): Promise<T> {
  const source = await connections.source(context);
  try {
    return await ask(source);
  } catch (error) {
    throw explained(connections, context, signal, error);
  }
}

/** A cancellation that is not the asker's: its connection was closed beneath it. */
function explained(connections: SourceAsked, context: ContextId, signal: AbortSignal, error: unknown): unknown {
  if (!isCancellation(error) || signal.aborted) return error;
  const state = connections.state(context);
  if (state.kind === 'idle') return disconnected(context);
  return connectionLost(state.kind === 'stopped' ? state.why.message.replace(/\.$/, '') : 'it is being made anew');
}

function disconnected(context: ContextId): AppError {
  return new AppError('connection.notConnected', 'The context was disconnected while the query ran.', {
    details: { context },
    retryable: true,
  });
}

/** @param reason without a full stop. */
function connectionLost(reason: string): AppError {
  return new AppError('prometheus.connectionLost', `The connection was lost while the query ran: ${reason}.`, {
    details: { reason },
    retryable: true,
  });
}
