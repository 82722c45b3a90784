/** Servers by the address that the user typed: kept in the settings, their secrets by reference, opened without a cluster around them. */
import type { AddressId, AddressInput, AddressTest } from '../../../shared/model/address.ts';
import type { OpenedServer } from '../sources/source.ts';

export interface Addresses {
  /** @throws AppError address.*, secrets.unavailable; CancelledError */
  save(input: AddressInput, signal: AbortSignal): Promise<AddressId>;
  /** Removes the address, its secrets and the choices of it. Nothing where there is none. */
  remove(id: AddressId): Promise<void>;
  /** @throws AppError address.*, probe.*, api.proxy; CancelledError */
  test(input: AddressInput, signal: AbortSignal): Promise<AddressTest>;
  /** Asks it once, and keeps it open. @throws AppError address.*, probe.*, api.proxy, secrets.unavailable; CancelledError */
  open(id: AddressId, signal: AbortSignal): Promise<OpenedServer>;
}
