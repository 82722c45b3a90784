import type { Event } from '../base/event.ts';

/**
 * One connection that carries frames in order, whole, both ways. An adapter only moves them: it neither validates nor keeps
 * them, and stays under 60 lines. After a close, send does nothing.
 */
export interface Transport {
  /**
   * Where the adapter measures (a WebSocket does, a MessagePort cannot), a frame over maxFrameBytes is not sent and throws AppError
   * rpc.tooLarge; what cannot be cloned throws what the platform throws.
   */
  send(frame: unknown): void;
  readonly onMessage: Event<unknown>;
  /** Fires once; a late listener is not called, so listen before anything is sent. */
  readonly onClose: Event<void>;
  close(): void;
  /**
   * Where the adapter can tell: a promise while so much waits to be sent that a stream should pause. It resolves when there is
   * room again or the connection has closed.
   */
  readonly drained?: () => Promise<void> | undefined;
}
