/** Follows a stream across lost connections: it is opened again when the link is open again. */
import type { Disposable } from '../../shared/base/disposable.ts';
import { AppError, isCancellation } from '../../shared/base/errors.ts';
import type { CallOptions, Client, ContractShape } from '../../shared/contract/define.ts';
import type { Link } from './link.ts';

export interface StreamObserver<T> {
  /** A stream begins, at first and after every lost connection: its items start from the beginning. */
  onStart?(): void;
  onItem(item: T): void;
  /** The connection went; it starts again by itself when the link is open. */
  onLost?(): void;
  /** The backend failed it: it is not tried again. */
  onFail?(error: AppError): void;
  /** The backend ended it. */
  onEnd?(): void;
}

/** `options` carries the signal and has to be passed on: `(client, options) => client.contexts.watch({}, options)`. */
export type OpenStream<C extends ContractShape, T> = (client: Client<C>, options: CallOptions) => AsyncIterable<T>;

/** Disposing cancels the stream; the observer hears nothing after it. */
export function subscribe<C extends ContractShape, T>(
  link: Pick<Link<C>, 'client' | 'state' | 'onState'>,
  open: OpenStream<C, T>,
  observer: StreamObserver<T>,
): Disposable {
  const controller = new AbortController();
  const { signal } = controller;
  let running = false;
  const run = async () => {
    running = true;
    observer.onStart?.();
    try {
      for await (const item of open(link.client, { signal })) {
        // Disposed between the item's arrival and this turn.
        if (signal.aborted) return;
        observer.onItem(item);
      }
      if (!signal.aborted) observer.onEnd?.();
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return;
      if (!(error instanceof AppError)) throw error;
      if (error.code !== 'rpc.disconnected') observer.onFail?.(error);
      else {
        running = false;
        observer.onLost?.();
      }
    }
  };
  const listening = link.onState((state) => {
    if (state.kind === 'open' && !running) void run();
  });
  void run();
  return {
    dispose() {
      listening.dispose();
      controller.abort();
    },
  };
}
