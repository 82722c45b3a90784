/** A transport before there is a connection: what is sent waits, and goes out in order once one is attached. */
import { Emitter } from '../../shared/base/event.ts';
import type { Transport } from '../../shared/rpc/transport.ts';

export interface QueueingTransport {
  readonly transport: Transport;
  /** @returns false where it was attached or closed before, and nothing was done. */
  attach(inner: Transport): boolean;
  /** Does nothing once attached: the connection's own close is then the close. */
  close(): void;
}

export function queueingTransport(): QueueingTransport {
  const messages = new Emitter<unknown>();
  const closed = new Emitter<void>();
  const waiting: unknown[] = [];
  let inner: Transport | undefined;
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    waiting.length = 0;
    closed.fire();
  };
  return {
    transport: {
      send(frame) {
        if (inner !== undefined) inner.send(frame);
        else if (!over) waiting.push(frame);
      },
      onMessage: messages.event,
      onClose: closed.event,
      close: () => (inner === undefined ? end() : inner.close()),
    },
    attach(connection) {
      if (over || inner !== undefined) return false;
      inner = connection;
      connection.onMessage((message) => messages.fire(message));
      connection.onClose(end);
      for (const frame of waiting.splice(0)) connection.send(frame);
      return true;
    },
    close() {
      if (inner === undefined) end();
    },
  };
}
