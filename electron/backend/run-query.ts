/** One query on the connection that a context has now. */
import { AppError, isCancellation } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { QueryItem, QueryRequest } from '../../shared/model/query.ts';
import type { Connections } from './connections/connections.ts';
import type { QueryOptions } from './sources/source.ts';

/** @throws AppError connection.notConnected, prometheus.*, query.deadline; CancelledError where the asker gave it up */
export async function* runQuery(
  connections: Pick<Connections, 'source' | 'state'>,
  context: ContextId,
  request: QueryRequest,
  options: QueryOptions,
): AsyncGenerator<QueryItem, void, undefined> {
  const source = connections.source(context);
  try {
    yield* source.query(request, options);
  } catch (error) {
    if (!isCancellation(error) || options.signal.aborted) throw error;
    // Not the asker gave it up: its connection was closed beneath it.
    const state = connections.state(context);
    if (state.kind === 'idle') throw disconnected(context);
    throw connectionLost(state.kind === 'stopped' ? state.why.message.replace(/\.$/, '') : 'it is being made anew');
  }
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
