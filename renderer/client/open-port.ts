/**
 * Opens the desktop's connection: the page asks the preload script for a MessagePort, which arrives as a window message (a port
 * cannot pass the context bridge).
 */
import type { Transport } from '../../shared/rpc/transport.ts';
import { messagePortTransport } from './message-port-transport.ts';

/** What electron/preload exposes, and all of it. */
export interface DesktopBridge {
  requestPort(): void;
}

type MessageTarget = Pick<Window, 'addEventListener' | 'removeEventListener'> & { readonly origin: string };

/** @param page its window; only messages from itself are taken. */
export function openPort(bridge: DesktopBridge, page: MessageTarget, signal: AbortSignal): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      page.removeEventListener('message', receive);
      signal.removeEventListener('abort', abort);
    };
    const receive = (event: MessageEvent) => {
      const port = event.ports[0];
      if (event.source !== page || event.origin !== page.origin) return;
      if (event.data?.kind !== 'binnacle:port' || port === undefined) return;
      stop();
      resolve(messagePortTransport(port));
    };
    const abort = () => {
      stop();
      reject(new Error('no port in time'));
    };
    page.addEventListener('message', receive);
    signal.addEventListener('abort', abort, { once: true });
    bridge.requestPort();
  });
}
