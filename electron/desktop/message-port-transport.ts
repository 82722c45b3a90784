/** The contract's frames over Electron's MessagePortMain: structured clone, no transfer lists. */
import { toDisposable } from '../../shared/base/disposable.ts';
import { Emitter } from '../../shared/base/event.ts';
import type { Transport } from '../../shared/rpc/transport.ts';

/** What this needs of a MessagePortMain, so that a port of worker_threads can stand in for it. */
export interface MainPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** Takes the port over: it is closed with the transport. */
export function messagePortTransport(port: MainPort): Transport {
  const messages = new Emitter<unknown>();
  const closed = new Emitter<void>();
  let open = true;
  const end = toDisposable(() => {
    open = false;
    closed.fire();
    messages.dispose();
    closed.dispose();
    port.close();
  });
  port.on('message', ({ data }) => messages.fire(data));
  port.on('close', () => end.dispose());
  port.start();
  return {
    send(frame) {
      if (open) port.postMessage(withOwnBuffers(frame));
    },
    onMessage: messages.event,
    onClose: closed.event,
    close: () => end.dispose(),
  };
}

/**
 * A view into a larger buffer would be cloned with all of the buffer. Only plain objects are searched, never arrays (columns are
 * properties; arrays are labels, by the thousand).
 */
function withOwnBuffers(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const whole = value instanceof DataView || value.byteLength === value.buffer.byteLength;
    // One slice serves every typed array; a Buffer's own would be a view again.
    return whole ? value : Uint8Array.prototype.slice.call(value);
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withOwnBuffers(inner)]));
}
