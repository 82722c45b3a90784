/** Secrets by reference, in the keychain where there is one that works, else in memory for this session, which is said. */
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { SecretRef, SecretsStatus } from '../../../shared/model/address.ts';

export interface Secrets extends Disposable {
  /** undefined where there is none under the reference (any more). @throws AppError secrets.unavailable; CancelledError */
  get(ref: SecretRef, signal: AbortSignal): Promise<string | undefined>;
  /** Kept for the session where the keychain does not take it. @throws CancelledError */
  set(ref: SecretRef, secret: string, signal: AbortSignal): Promise<void>;
  /** Never rejects: what cannot be removed is logged by its reference. */
  remove(ref: SecretRef): Promise<void>;
  /** Asks, once, whether there is a keychain, so that `status` promises none that is not there. Unlocks nothing, and asks nobody. */
  look(): void;
  status(): SecretsStatus;
  readonly onDidChange: Event<SecretsStatus>;
}
