/** The page's way to its backend: a MessagePort in the desktop's window, a WebSocket in a browser. */
import { type Contract, contract } from '../../shared/contract/contract.ts';
import { type Link, type OpenTransport, openLink, RefusedError } from './link.ts';
import { type DesktopBridge, openPort } from './open-port.ts';
import { openWebSocket, rpcAddress } from './open-web-socket.ts';
import { takeToken } from './token.ts';

declare global {
  interface Window {
    /** Only in the desktop's window. */
    readonly binnacle?: DesktopBridge;
  }
}

export type BackendLink = Link<Contract>;

/** To be called once, before anything renders: it takes the token out of the address. Lives as long as the page. */
export function connect(): BackendLink {
  const bridge = window.binnacle;
  const open: OpenTransport = bridge === undefined ? webOpener() : (signal) => openPort(bridge, window, signal);
  const link = openLink(contract, open, {
    now: () => Date.now(),
    random: () => Math.random(),
    // A bug of one side or the other: shown where a page's bugs are shown, without stopping it.
    onMalformed: (reason) => reportError(new Error(`a frame from the backend was dropped: ${reason}`)),
  });
  // A new address with a new token, pasted over the old one, only changes the fragment: the page is not loaded again.
  if (bridge === undefined) window.addEventListener('hashchange', () => link.retry());
  return link;
}

function webOpener(): OpenTransport {
  takeToken(window);
  return async (signal) => {
    const token = takeToken(window);
    if (token === undefined) throw new RefusedError('noToken');
    return openWebSocket(rpcAddress(window.location), token, signal);
  };
}
