/**
 * Something that is fetched at great cost and holds for a while: kept until it is stale or was refused, and fetched by one for all who
 * wait for it.
 */
import { CancelledError } from '../../../../shared/base/errors.ts';
import { abortable } from '../../base/deadline.ts';

export interface RenewableOptions<T> {
  /** `refused`: what was kept, and is not wanted any more. The signal aborts when nobody waits any more. */
  readonly fetch: (signal: AbortSignal, refused: T | undefined) => Promise<T>;
  readonly isFresh: (value: T) => boolean;
}

export interface Renewable<T> {
  get(signal: AbortSignal): Promise<T>;
  /** @param refused what was got before; where another has come since then, that one is given out. */
  renew(refused: T, signal: AbortSignal): Promise<T>;
  /** Forgets what is kept. */
  reset(): void;
  /** Ends what is under way, and waits for its end. */
  close(): Promise<void>;
}

interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

export function createRenewable<T>({ fetch, isFresh }: RenewableOptions<T>): Renewable<T> {
  let kept: T | undefined;
  let refusedOne: T | undefined;
  let flight: Flight<T> | undefined;
  /** What was begun last; never rejects. */
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  function begin(): Flight<T> {
    const controller = new AbortController();
    const before = last;
    const begun: Flight<T> = {
      controller,
      waiting: 0,
      result: (async () => {
        // One that nobody waited for any more may still be ending.
        await before;
        if (kept !== undefined && isFresh(kept)) return kept;
        const value = await fetch(controller.signal, refusedOne);
        kept = value;
        refusedOne = undefined;
        return value;
      })(),
    };
    last = begun.result.then(
      () => forget(begun),
      () => forget(begun),
    );
    return begun;
  }

  function forget(ended: Flight<T>): void {
    if (flight === ended) flight = undefined;
  }

  async function join(signal: AbortSignal): Promise<T> {
    if (signal.aborted || closed) throw new CancelledError();
    flight ??= begin();
    const joined = flight;
    joined.waiting += 1;
    try {
      return await abortable(signal, joined.result);
    } finally {
      joined.waiting -= 1;
      if (joined.waiting === 0) {
        forget(joined);
        joined.controller.abort();
      }
    }
  }

  return {
    get: async (signal) => (kept !== undefined && isFresh(kept) ? kept : join(signal)),
    async renew(refused, signal) {
      if (kept !== undefined && kept !== refused && isFresh(kept)) return kept;
      if (kept === refused) {
        kept = undefined;
        refusedOne = refused;
      }
      return join(signal);
    },
    reset() {
      kept = undefined;
    },
    async close() {
      closed = true;
      flight?.controller.abort();
      await last;
    },
  };
}
