/** Opens the web host's WebSocket: the token goes as the first frame, never in the address. */
import { closeCodeRefused, type HelloFrame, welcomeFrame } from '../../shared/rpc/frames.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { RefusedError } from './link.ts';
import { webSocketTransport } from './web-socket-transport.ts';

/** @returns the address of the contract's WebSocket on the origin that served the page. */
export function rpcAddress(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/rpc`;
}

/** @throws RefusedError where the backend knows another token; any other error where it cannot be reached. */
export function openWebSocket(address: string, token: string, signal: AbortSignal): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const transport = webSocketTransport(socket);
    const giveUp = (error: Error) => {
      signal.removeEventListener('abort', abort);
      reject(error);
      socket.close();
    };
    const abort = () => giveUp(new Error('no answer in time'));
    signal.addEventListener('abort', abort, { once: true });
    socket.addEventListener('open', () => transport.send({ kind: 'hello', token } satisfies HelloFrame));
    socket.addEventListener('close', ({ code }) =>
      giveUp(code === closeCodeRefused ? new RefusedError('wrongToken') : new Error(`closed with ${code}`)),
    );
    const first = transport.onMessage((message) => {
      first.dispose();
      if (!welcomeFrame.safeParse(message).success) return giveUp(new Error('not a Binnacle backend'));
      signal.removeEventListener('abort', abort);
      resolve(transport);
    });
  });
}
