/** Two ends of a connection in memory: frames are cloned and arrive in order, each in a turn of its own. */
import { toDisposable } from '../../../shared/base/disposable.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { Transport } from '../../../shared/rpc/transport.ts';

export interface MemoryPair {
  readonly client: Transport;
  readonly server: Transport;
}

/** @param later runs a delivery later than now, in the order given. */
export function memoryPair(later: (deliver: () => void) => void = (deliver) => setImmediate(deliver)): MemoryPair {
  const ends = [emitters(), emitters()] as const;
  let open = true;
  const close = toDisposable(() => {
    open = false;
    // What was sent before arrives before, as on every real connection.
    later(() => {
      for (const end of ends) {
        end.closed.fire();
        end.messages.dispose();
      }
    });
  });
  const transport = (own: (typeof ends)[0], other: (typeof ends)[0]): Transport => ({
    send(frame) {
      if (!open) return;
      const copy = structuredClone(frame);
      later(() => other.messages.fire(copy));
    },
    onMessage: own.messages.event,
    onClose: own.closed.event,
    close: () => close.dispose(),
  });
  return { client: transport(ends[0], ends[1]), server: transport(ends[1], ends[0]) };
}

function emitters() {
  return { messages: new Emitter<unknown>(), closed: new Emitter<void>() };
}
