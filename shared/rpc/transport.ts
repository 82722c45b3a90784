import type { Event } from '../base/event.ts';

/**
 * One connection that carries frames in order, whole, both ways. An adapter only moves them: it neither validates nor keeps
 * them, and stays under 60 lines. After a close, send does nothing.
 */
export interface Transport {
  send(frame: unknown): void;
  readonly onMessage: Event<unknown>;
  /** Fires once; a late listener is not called, so listen before anything is sent. */
  readonly onClose: Event<void>;
  close(): void;
}
