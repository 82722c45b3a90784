/** The contract's frames over a server's WebSocket (ws): binary messages in MessagePack. What cannot be read closes the connection. */
import { Packr } from 'msgpackr';
import type { RawData, WebSocket } from 'ws';
import { toDisposable } from '../../shared/base/disposable.ts';
import { Emitter } from '../../shared/base/event.ts';
import { frameTooLarge, maxFrameBytes } from '../../shared/rpc/frames.ts';
import type { Transport } from '../../shared/rpc/transport.ts';

const packr = new Packr({ structuredClone: true, useRecords: false });

/** Streams pause while more than this waits for the page: four of the largest frames. */
const highWaterBytes = 4 * maxFrameBytes;

export function webSocketTransport(socket: WebSocket): Transport {
  const messages = new Emitter<unknown>();
  const closed = new Emitter<void>();
  /** Fires when what waited has left, and at the close. */
  const room = new Emitter<void>();
  const end = toDisposable(() => {
    closed.fire();
    room.fire();
    for (const emitter of [messages, closed, room]) emitter.dispose();
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    try {
      if (!isBinary || !(data instanceof Uint8Array)) throw new Error('a text message');
      messages.fire(packr.unpack(data));
    } catch {
      socket.close(4400, 'unreadable frame');
    }
  });
  // Its reason (a reset, a frame over the limit) has no reader: the close that follows is what counts.
  socket.on('error', () => socket.terminate());
  socket.once('close', () => end.dispose());
  const isFull = () => socket.readyState === socket.OPEN && socket.bufferedAmount > highWaterBytes;
  return {
    send(frame) {
      if (socket.readyState !== socket.OPEN) return;
      const bytes = packr.pack(frame);
      if (bytes.byteLength > maxFrameBytes) throw frameTooLarge();
      socket.send(bytes, () => isFull() || room.fire());
    },
    onMessage: messages.event,
    onClose: closed.event,
    close: () => socket.close(1000),
    drained: () => (isFull() ? nextOf(room) : undefined),
  };
}

function nextOf(emitter: Emitter<void>): Promise<void> {
  return new Promise((resolve) => {
    const listening = emitter.event(() => {
      listening.dispose();
      resolve();
    });
  });
}
