/** How many alerts fire in each context that is connected, for the rail, the title and whoever shows it beside a name. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ContextId } from '../../shared/model/context.ts';
import type { AlertCounts, ContextAlerts } from '../../shared/model/notice.ts';

interface AlertsState {
  readonly byContext: ReadonlyMap<ContextId, AlertCounts>;
}

export type AlertsStore = StoreApi<AlertsState>;

export function createAlertsStore(): AlertsStore {
  return createStore<AlertsState>(() => ({ byContext: new Map() }));
}

export function applyAlerts(store: AlertsStore, { context, counts }: ContextAlerts): void {
  store.setState(({ byContext }) => {
    const next = new Map(byContext);
    if (counts === undefined) next.delete(context);
    else next.set(context, counts);
    return { byContext: next };
  });
}
