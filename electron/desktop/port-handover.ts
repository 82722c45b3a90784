/** Gives our page a port to the backend when its preload script asks, and nobody else; one port a window, the newest. */
import { type IpcMainEvent, ipcMain, MessageChannelMain, type WebContents } from 'electron';
import { type Disposable, DisposableStore, toDisposable } from '../../shared/base/disposable.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import type { LogSink } from '../backend/ports.ts';
import { appOrigin } from './app-origin.ts';
import { messagePortTransport } from './message-port-transport.ts';

/** The channels of electron/preload, and all of them. */
const requestChannel = 'binnacle:request-port';
const portChannel = 'binnacle:port';

type Serve = (transport: Transport) => Disposable;

/** @param backend a page that asks before the backend stands gets its port at once; what it sends there waits. */
export function handOverPorts(backend: Promise<{ readonly serve: Serve }>, log: LogSink): Disposable {
  const open = new Map<WebContents, Disposable>();
  const closePort = (contents: WebContents) => {
    open.get(contents)?.dispose();
    open.delete(contents);
  };
  const seen = new WeakSet<WebContents>();
  const watch = (contents: WebContents) => {
    if (seen.has(contents)) return;
    seen.add(contents);
    contents.on('did-start-navigation', (event) => {
      if (event.isMainFrame && !event.isSameDocument) closePort(contents);
    });
    contents.on('render-process-gone', () => closePort(contents));
    contents.on('destroyed', () => closePort(contents));
  };
  const onRequest = (event: IpcMainEvent) => {
    const frame = event.senderFrame;
    // No frame: it has gone or moved on since it asked.
    if (frame === null || frame.parent !== null || frame.origin !== appOrigin) {
      log.write('warn', 'security', 'a request for a port was refused', { origin: frame?.origin ?? 'gone' });
      return;
    }
    closePort(event.sender);
    watch(event.sender);
    const { port1, port2 } = new MessageChannelMain();
    open.set(event.sender, servePort(messagePortTransport(port1), backend));
    frame.postMessage(portChannel, null, [port2]);
  };
  ipcMain.on(requestChannel, onRequest);
  return toDisposable(() => {
    ipcMain.removeListener(requestChannel, onRequest);
    for (const contents of [...open.keys()]) closePort(contents);
  });
}

/** Messages that come before the backend stands are kept in order; a port that closes before it is never served. */
function servePort(transport: Transport, backend: Promise<{ readonly serve: Serve }>): Disposable {
  const lifetime = new DisposableStore();
  lifetime.defer(() => transport.close());
  transport.onClose(() => lifetime.dispose());
  const early: unknown[] = [];
  const keeping = lifetime.add(transport.onMessage((message) => early.push(message)));
  backend.then(
    ({ serve }) => {
      if (lifetime.isDisposed) return;
      keeping.dispose();
      lifetime.add(serve(withEarly(transport, early)));
    },
    // The host ends with the reason: here only the page is let go.
    () => lifetime.dispose(),
  );
  return lifetime;
}

/** The first listener gets what came before it. */
function withEarly(transport: Transport, early: unknown[]): Transport {
  return {
    ...transport,
    onMessage: (listener) => {
      for (const message of early.splice(0)) listener(message);
      return transport.onMessage(listener);
    },
  };
}
