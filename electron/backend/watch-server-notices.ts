/** What the server warns of that a context is connected to, from one connection to the next. */
import type { ContextId } from '../../shared/model/context.ts';
import type { ServerNoticesItem } from '../../shared/model/server-status.ts';
import type { SourceAsked } from './run-query.ts';
import type { ServerNotices } from './status/server-notices.ts';

/** @throws AppError connection.notConnected, history.* */
export async function* watchServerNotices(
  connections: SourceAsked,
  notices: ServerNotices,
  context: ContextId,
  signal: AbortSignal,
): AsyncGenerator<ServerNoticesItem, void, undefined> {
  for (let isOver = false; !isOver; ) {
    isOver = true;
    const { status } = await connections.source(context);
    for await (const item of notices.watch(status, signal)) {
      // Nothing comes any more from a connection that was closed: there may be another one.
      isOver = item.kind !== 'failed' || (await connections.source(context)).status === status;
      if (!isOver) break;
      yield item;
    }
  }
}
