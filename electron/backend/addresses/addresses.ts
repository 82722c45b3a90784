/** Servers by the address that the user typed: kept in the settings, their secrets by reference, opened without a cluster around them. */
import type {
  Address,
  AddressId,
  AddressInput,
  AddressTest,
  Beside,
  CompanionTest,
} from '../../../shared/model/address.ts';
import type { OpenCompanion } from '../kube/companions/open-companion.ts';
import type { OpenedServer } from '../sources/source.ts';

export interface Addresses {
  /** @throws AppError address.*, secrets.unavailable; CancelledError */
  save(input: AddressInput, signal: AbortSignal): Promise<AddressId>;
  /** Removes the address, its secrets and the choices of it. Nothing where there is none. */
  remove(id: AddressId): Promise<void>;
  /** @throws AppError address.*, probe.*, companion.*, api.proxy; CancelledError */
  test(input: AddressInput, signal: AbortSignal): Promise<AddressTest | CompanionTest>;
  /** Asks it once, and keeps it open. @throws AppError address.*, probe.*, api.proxy, secrets.unavailable; CancelledError */
  open(id: AddressId, signal: AbortSignal): Promise<OpenedServer>;
  /** What was typed for a context's Alertmanager or Pushgateway; undefined where nothing was. */
  beside(place: Beside): Address | undefined;
  /** Asks that one once, and keeps it open. @throws AppError address.*, companion.*, api.proxy, secrets.unavailable; CancelledError */
  openBeside(id: AddressId, signal: AbortSignal): Promise<OpenCompanion>;
}
