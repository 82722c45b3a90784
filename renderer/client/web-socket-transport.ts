/** The contract's frames over a browser's WebSocket: binary messages in MessagePack. What cannot be read closes the connection. */
import { Packr } from 'msgpackr';
import { toDisposable } from '../../shared/base/disposable.ts';
import { Emitter } from '../../shared/base/event.ts';
import { frameTooLarge, maxFrameBytes } from '../../shared/rpc/frames.ts';
import type { Transport } from '../../shared/rpc/transport.ts';

const packr = new Packr({ structuredClone: true, useRecords: false });

/** @param socket open already; its binaryType is set here. */
export function webSocketTransport(socket: WebSocket): Transport {
  const messages = new Emitter<unknown>();
  const closed = new Emitter<void>();
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }) => {
    let frame: unknown;
    try {
      if (!(data instanceof ArrayBuffer)) throw new Error('a text message');
      frame = packr.unpack(new Uint8Array(data));
    } catch {
      // 4400: our own code for a frame that cannot be read; there is no way to know what it was an answer to.
      socket.close(4400, 'unreadable frame');
      return;
    }
    messages.fire(frame);
  });
  const end = toDisposable(() => {
    closed.fire();
    messages.dispose();
    closed.dispose();
  });
  socket.addEventListener('close', () => end.dispose(), { once: true });
  return {
    send(frame) {
      if (socket.readyState !== WebSocket.OPEN) return;
      const bytes = packr.pack(frame) as Uint8Array<ArrayBuffer>;
      if (bytes.byteLength > maxFrameBytes) throw frameTooLarge();
      socket.send(bytes);
    },
    onMessage: messages.event,
    onClose: closed.event,
    close() {
      socket.close(1000);
      // The closing handshake may take long where the other side hangs; for this side the connection is over now.
      end.dispose();
    },
  };
}
