/** Reads what a proxy answers, piece by piece, and leaves what comes after it to the socket's next reader. */
import type net from 'node:net';

export interface SocketReader {
  /** Exactly so many bytes. @throws the socket's error; an Error with code ECONNRESET where it ends before */
  take(count: number): Promise<Buffer>;
  /** Up to and with `end`, which has to come within `most` bytes. */
  takeUntil(end: string, most: number): Promise<Buffer>;
  /** To be called when all is read: gives back what was read too much, and stops listening. */
  release(): void;
}

export function socketReader(socket: net.Socket): SocketReader {
  let bytes = Buffer.alloc(0);
  let failure: Error | undefined;
  let wake = () => {};
  // By "readable", not "data": without its listener the socket is as it was before, neither flowing nor paused.
  const onReadable = () => {
    for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) {
      bytes = Buffer.concat([bytes, chunk]);
    }
    wake();
  };
  const onError = (error: Error) => {
    failure = error;
    wake();
  };
  const onEnd = () => onError(Object.assign(new Error('it closed the connection'), { code: 'ECONNRESET' }));
  socket.on('readable', onReadable).once('error', onError).once('end', onEnd).once('close', onEnd);

  /** @param enough how many of the bytes are wanted, undefined while that is not known. */
  async function read(enough: (bytes: Buffer) => number | undefined): Promise<Buffer> {
    for (;;) {
      const count = enough(bytes);
      if (count !== undefined) {
        const taken = bytes.subarray(0, count);
        bytes = bytes.subarray(count);
        return taken;
      }
      if (failure !== undefined) throw failure;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    take: (count) => read((all) => (all.length >= count ? count : undefined)),
    takeUntil: (end, most) =>
      read((all) => {
        const at = all.indexOf(end);
        if (at >= 0) return at + end.length;
        if (all.length > most) throw Object.assign(new Error('its answer is too long'), { code: 'EPROTO' });
        return undefined;
      }),
    release() {
      socket.off('readable', onReadable).off('error', onError).off('end', onEnd).off('close', onEnd);
      if (bytes.length > 0) socket.unshift(bytes);
    },
  };
}
