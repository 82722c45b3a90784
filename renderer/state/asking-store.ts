/** What is asked of servers outside of every connection, by this page: a search for Prometheus, the test of an address. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface AskingStore {
  /** How many are under way. */
  readonly store: StoreApi<number>;
  /** @returns what tells that it is over; a second call does nothing. */
  readonly begin: () => () => void;
}

export function createAskingStore(): AskingStore {
  const store = createStore<number>(() => 0);
  const begin = () => {
    let over = false;
    store.setState((count) => count + 1, true);
    return () => {
      if (over) return;
      over = true;
      store.setState((count) => count - 1, true);
    };
  };
  return { store, begin };
}
