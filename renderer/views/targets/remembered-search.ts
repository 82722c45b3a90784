/**
 * The Targets view of each context, as its address was last, for as long as the window lives. The shell carries an address over to the
 * next context: there, only what does not name anything of the last one holds.
 */
import type { ContextId } from '../../../shared/model/context.ts';
import { isOwnSearch, withoutNames } from './targets-url.ts';

type Store = Pick<Storage, 'getItem' | 'setItem'>;

const prefix = 'binnacle.targets.';
/** What the address says last, of whichever context. */
const lastKey = `${prefix}last`;

export function rememberSearch(store: Store, context: ContextId, search: string): void {
  store.setItem(prefix + context, search);
}

/** The address says this now: another context that begins with it was led to it by the shell, not by a person. */
export function addressed(store: Store, search: string): void {
  store.setItem(lastKey, search);
}

/** The address with which a context's view begins. One that was typed, followed or reloaded counts. */
export function searchFor(store: Store, context: ContextId, address: string): string {
  const own = store.getItem(prefix + context);
  if (!isOwnSearch(address)) return own ?? '';
  if (address !== store.getItem(lastKey) || address === own) return address;
  return own ?? withoutNames(address);
}
