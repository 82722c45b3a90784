/**
 * The client's end of one stream: items wait here until the consumer asks for them, never more than the credit it gave. Leaving
 * early (return), aborting or losing the connection ends it at once; what still waited is dropped.
 */
import { AppError, CancelledError } from '../base/errors.ts';
import { initialCredit } from './frames.ts';

export interface StreamLink {
  /** Allows the server so many more items. */
  readonly grant: (count: number) => void;
  /** Tells the server that nobody listens any more. */
  readonly cancel: () => void;
  /** The stream is over on this side: forget its id, stop listening to its signal. */
  readonly forget: () => void;
}

interface Waiter {
  readonly resolve: (result: IteratorResult<unknown, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const done: IteratorResult<unknown, undefined> = { done: true, value: undefined };

/** The consumer's credit is topped up when this many items are used up, so that half of it is always on its way. */
const topUpAt = initialCredit / 2;

export class ClientStream implements AsyncIterator<unknown, undefined> {
  readonly #link: StreamLink;
  readonly #queue: unknown[] = [];
  readonly #waiters: Waiter[] = [];
  #open = true;
  #failure: { readonly error: unknown } | undefined;
  /** What the server may still send. */
  #credit = initialCredit;
  /** Handed to the consumer since the last top-up. */
  #handed = 0;

  constructor(link: StreamLink) {
    this.#link = link;
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    // Asking again means that the item before is used up; one that is still being worked on is not.
    this.#topUp();
    if (this.#queue.length > 0) {
      this.#handed += 1;
      return Promise.resolve({ done: false, value: this.#queue.shift() });
    }
    if (this.#failure !== undefined) {
      const { error } = this.#failure;
      this.#failure = undefined;
      return Promise.reject(error);
    }
    if (!this.#open) return Promise.resolve(done);
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    if (this.#open) this.#link.cancel();
    this.#queue.length = 0;
    this.#failure = undefined;
    this.#finish();
    return Promise.resolve(done);
  }

  /** @returns false where the server had no credit left: the wire's rule is broken, and the stream fails. */
  deliver(item: unknown): boolean {
    if (this.#credit === 0) {
      this.#link.cancel();
      this.fail(new AppError('rpc.internal', 'The backend sent more of a stream than it was asked for.'));
      return false;
    }
    this.#credit -= 1;
    const waiter = this.#waiters.shift();
    if (waiter === undefined) {
      this.#queue.push(item);
    } else {
      this.#handed += 1;
      waiter.resolve({ done: false, value: item });
    }
    return true;
  }

  /** The server ended it; what still waits is handed out first. */
  end(): void {
    this.#finish();
  }

  /** The server failed it; what still waits is handed out first. */
  fail(error: unknown): void {
    if (!this.#open) return;
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#failure = { error };
    else waiter.reject(error);
    this.#finish();
  }

  /** The caller aborted. */
  abort(): void {
    if (!this.#open) return;
    this.#link.cancel();
    this.#queue.length = 0;
    this.fail(new CancelledError());
  }

  /** The connection went: at once, ahead of what still waits. */
  disconnect(error: AppError): void {
    this.#queue.length = 0;
    this.fail(error);
  }

  #topUp(): void {
    if (!this.#open || this.#handed < topUpAt) return;
    this.#credit += this.#handed;
    this.#link.grant(this.#handed);
    this.#handed = 0;
  }

  #finish(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#link.forget();
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(done);
  }
}
