/** The contract's frames over a DOM MessagePort (the desktop's page): structured clone, no transfer lists. */
import { toDisposable } from '../../shared/base/disposable.ts';
import { Emitter } from '../../shared/base/event.ts';
import type { Transport } from '../../shared/rpc/transport.ts';

/** Takes the port over: it is closed with the transport. */
export function messagePortTransport(port: MessagePort): Transport {
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
  port.addEventListener('message', (event) => messages.fire(event.data));
  // What cannot be cloned back here is lost, and with it an answer that somebody waits for.
  port.addEventListener('messageerror', () => end.dispose());
  port.addEventListener('close', () => end.dispose());
  port.start();
  return {
    send(frame) {
      if (open) port.postMessage(frame);
    },
    onMessage: messages.event,
    onClose: closed.event,
    close: () => end.dispose(),
  };
}
