/** A port of worker_threads in the shape of Electron's MessagePortMain. */
import type { MessagePort } from 'node:worker_threads';
import type { MainPort } from '../../../electron/desktop/message-port-transport.ts';

export function mainPort(port: MessagePort): MainPort {
  return {
    on(event: 'message' | 'close', listener: (message: { readonly data: unknown }) => void) {
      if (event === 'message') port.on('message', (data: unknown) => listener({ data }));
      else port.on('close', () => listener({ data: undefined }));
    },
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  };
}
