/**
 * The Explorer of each context, as its address was last, for as long as the window lives. The shell carries an address over to the next
 * context (the same instrument on another ship); a context that has an Explorer of its own gets that one back.
 */
import type { ContextId } from '../../../shared/model/context.ts';

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const prefix = 'binnacle.explorer.';
/** Which context wrote the address that is there now. */
const lastKey = `${prefix}last`;

export function rememberSearch(store: Store, context: ContextId, search: string): void {
  store.setItem(lastKey, search);
  if (search === '') store.removeItem(prefix + context);
  else store.setItem(prefix + context, search);
}

function recallSearch(store: Store, context: ContextId): string | undefined {
  return store.getItem(prefix + context) ?? undefined;
}

/**
 * The address with which a context's Explorer begins. An address that was typed, followed or reloaded counts; one that was only carried
 * over, or an empty one, gives way to what the context had before.
 */
export function searchFor(store: Store, context: ContextId, address: string): string {
  const own = recallSearch(store, context);
  const carried = address !== '' && address === store.getItem(lastKey);
  return own !== undefined && (address === '' || carried) ? own : address;
}
