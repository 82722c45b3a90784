/** Hands the sockets that somebody else connects to an HTTP client. */
import type net from 'node:net';

/**
 * undici's `connect` option. undici forgets a socket that is still connecting when its pool is destroyed: whoever gives `connect` ends it.
 * @param connect resolves with a socket that is ready to be written to.
 */
export function poolConnector(connect: () => Promise<net.Socket>) {
  return (_to: unknown, callback: (...result: [Error, null] | [null, net.Socket]) => void): void => {
    connect().then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}
