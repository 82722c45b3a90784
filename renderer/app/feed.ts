/** Lets the backend's streams into the shared stores, for as long as the page lives. */
import i18next from 'i18next';
import { type Disposable, DisposableStore } from '../../shared/base/disposable.ts';
import type { AppError } from '../../shared/base/errors.ts';
import type { ConnectionUpdate } from '../../shared/contract/contexts.ts';
import type { ContextId, ContextsSnapshot } from '../../shared/model/context.ts';
import type { BackendLink } from '../client/connect.ts';
import { subscribe } from '../client/subscribe.ts';
import { applyAlerts } from '../state/alerts-store.ts';
import {
  applyConnection,
  beginConnections,
  settleConnections,
  signInMs,
  tellSignIn,
} from '../state/connections-store.ts';
import { recordOf } from '../state/records-store.ts';
import { applySettings } from '../state/settings-store.ts';
import type { Stores } from '../state/stores.tsx';

/** How long the beginning of the stream of connections may take: one item a context, over loopback. */
const settleMs = 1000;

/** How old the last times and the sizes of records may be. */
const recordsEveryMs = 10_000;

export function feedStores(link: BackendLink, stores: Stores): Disposable {
  const feeds = new DisposableStore();
  const { contexts, connections, settings, queries, records, alerts } = stores;
  feeds.add(
    subscribe(link, (client, options) => client.contexts.watch({}, options), {
      onItem: (snapshot) => contexts.setState({ snapshot: named(snapshot), failure: undefined }),
      onFail: (error: AppError) => contexts.setState({ failure: error.toData() }),
    }),
  );
  const rename = () => {
    const { snapshot } = contexts.getState();
    // Before it is known, there is nothing to tell of it.
    if (snapshot !== undefined) contexts.setState({ snapshot: named(snapshot) });
  };
  i18next.on('languageChanged', rename);
  feeds.defer(() => i18next.off('languageChanged', rename));
  feeds.add(
    subscribe(link, (client, options) => client.settings.watch({}, options), {
      onItem: (snapshot) => applySettings(settings, snapshot),
      onFail: (error: AppError) => settings.setState({ problem: error.toData() }),
    }),
  );
  feeds.add(
    subscribe(link, (client, options) => client.queries.watch({}, options), {
      onItem: (library) => queries.setState({ ...library, known: true }),
      onFail: (error: AppError) => queries.setState({ problem: error.toData() }),
    }),
  );
  feeds.add(
    subscribe(link, (client, options) => client.history.sources({ everyMs: recordsEveryMs }, options), {
      onItem: (sources) => records.setState({ sources, known: true, problem: undefined }),
      // Without the list there is only what is live; why it cannot be read is said where records are looked after.
      onFail: (error) => records.setState({ known: true, problem: error.toData() }),
    }),
  );
  feeds.add(
    subscribe(link, (client, options) => client.notifications.counts({}, options), {
      onStart: () => alerts.setState({ byContext: new Map() }),
      onItem: (update) => applyAlerts(alerts, update),
      // A rail without numbers is one all the same.
      onFail: () => undefined,
    }),
  );
  const apply = feeds.add(createConnectionFeed(stores));
  let settling: ReturnType<typeof setTimeout> | undefined;
  feeds.defer(() => clearTimeout(settling));
  feeds.add(
    subscribe(link, (client, options) => client.connections.watch({}, options), {
      onStart: () => {
        beginConnections(connections);
        clearTimeout(settling);
        settling = setTimeout(() => settleConnections(connections, Date.now()), settleMs);
      },
      onItem: (update) => apply.take(update),
      onLost: () => clearTimeout(settling),
      onFail: (error: AppError) => contexts.setState({ failure: error.toData() }),
    }),
  );
  return feeds;
}

interface ConnectionFeed extends Disposable {
  readonly take: (update: ConnectionUpdate) => void;
}

/** A login that lasts is told, though nothing more comes of it. */
function createConnectionFeed({ connections, records }: Pick<Stores, 'connections' | 'records'>): ConnectionFeed {
  const logins = new Map<ContextId, ReturnType<typeof setTimeout>>();
  return {
    take(update) {
      const { context, state } = update;
      applyConnection(connections, update, Date.now(), recordOf(records.getState().sources, context) !== undefined);
      clearTimeout(logins.get(context));
      logins.delete(context);
      const sinceMs = connections.getState().byContext.get(context)?.sinceMs;
      if (state.kind !== 'authenticating' || sinceMs === undefined) return;
      const left = Math.max(0, sinceMs + signInMs - Date.now());
      logins.set(
        context,
        setTimeout(() => tellSignIn(connections, context, sinceMs), left),
      );
    },
    dispose() {
      for (const timer of logins.values()) clearTimeout(timer);
    },
  };
}

/** Of all contexts this computer alone has no name that somebody gave it: it has the page's word. */
function named(snapshot: ContextsSnapshot): ContextsSnapshot {
  const contexts = snapshot.contexts.map((context) =>
    context.isComputer === true ? { ...context, name: i18next.t('rail.computer') } : context,
  );
  return { ...snapshot, contexts };
}
