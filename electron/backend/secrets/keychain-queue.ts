/**
 * The keychain one call at a time. A call that hangs holds a thread of the few that Node also reads files with, and cannot be ended: a
 * second one is not begun beside it.
 */
import { CancelledError, errorText } from '../../../shared/base/errors.ts';
import { abortable } from '../base/deadline.ts';
import type { Keychain, Ports } from '../ports.ts';

/** @param limited aborts when nobody waits any more: it goes on all the same. */
export type KeychainWork<T> = (keychain: Keychain, limited: AbortSignal) => Promise<T>;

interface Waiting {
  /** Of the caller, and of the deadline. */
  readonly limited: AbortSignal;
  /** Of the caller alone: when this aborts, nothing is wrong with the keychain. */
  readonly caller: AbortSignal;
}

export interface KeychainQueue {
  /**
   * Runs `work` when those before it have ended; where nobody waits any more by then, not at all. The keychain is opened for the first.
   * @throws CancelledError when `limited` aborts; Error of the keychain, and at once where a call is under way that missed its deadline
   */
  run<T>(waiting: Waiting, work: KeychainWork<T>): Promise<T>;
}

export function createKeychainQueue(open: Ports['openKeychain']): KeychainQueue {
  let keychain: Promise<Keychain> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let underWay = false;
  /** Somebody's deadline has passed while the call that is under way was. */
  let hangs = false;

  function opened(): Promise<Keychain> {
    // In a promise of its own, so that a port that throws is one that rejects.
    keychain ??= Promise.resolve().then(open);
    return keychain;
  }

  async function turn<T>({ limited }: Waiting, work: KeychainWork<T>): Promise<T> {
    if (limited.aborted) throw new CancelledError();
    underWay = true;
    try {
      return await work(await opened(), limited);
    } catch (error) {
      throw new Error(errorText(error) || 'it gave no reason', { cause: error });
    } finally {
      underWay = false;
      hangs = false;
    }
  }

  return {
    run(waiting, work) {
      if (hangs) return Promise.reject(new Error('it has not answered an earlier call yet'));
      const { limited, caller } = waiting;
      const late = () => {
        hangs = underWay && !caller.aborted;
      };
      limited.addEventListener('abort', late, { once: true });
      const mine = last.then(() => turn(waiting, work));
      last = mine.catch(() => undefined).finally(() => limited.removeEventListener('abort', late));
      return abortable(limited, mine);
    },
  };
}
