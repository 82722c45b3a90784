/** The page's shared stores, handed to the views by React's context: no module keeps one for itself. */
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { ContextId, ContextSummary } from '../../shared/model/context.ts';
import type { AlertCounts } from '../../shared/model/notice.ts';
import type { Settings } from '../../shared/model/settings.ts';
import { type AlertsStore, createAlertsStore } from './alerts-store.ts';
import { type AskingStore, createAskingStore } from './asking-store.ts';
import { type Connection, type ConnectionsStore, createConnectionsStore, neverConnected } from './connections-store.ts';
import { type ContextsState, type ContextsStore, createContextsStore } from './contexts-store.ts';
import { type CoverageAsks, createCoverageAsks } from './coverage-asks.ts';
import { createDeletions, type Deletion, type Deletions } from './deletions-store.ts';
import { createEstimates, type Estimates } from './estimates-store.ts';
import { createExplorerRequests, type ExplorerRequests } from './explorer-requests.ts';
import { createImports, type ImportJob, type Imports } from './imports-store.ts';
import { createQueriesStore, type QueriesState, type QueriesStore } from './queries-store.ts';
import {
  createRecordsStore,
  type ReadableRecord,
  type RecordsState,
  type RecordsStore,
  recordOf,
  recordRows,
} from './records-store.ts';
import { createRuleDrafts, type RuleDrafts } from './rules-draft.ts';
import { createSettingsStore, type SettingsState, type SettingsStore } from './settings-store.ts';
import { createViewFacts, type ViewFact, type ViewFacts } from './view-facts.ts';
import { createViewWindows, type ViewWindow, type ViewWindows } from './view-window.ts';

export interface Stores {
  readonly contexts: ContextsStore;
  readonly connections: ConnectionsStore;
  readonly alerts: AlertsStore;
  readonly settings: SettingsStore;
  readonly asking: AskingStore;
  readonly queries: QueriesStore;
  readonly records: RecordsStore;
  readonly explorerRequests: ExplorerRequests;
  readonly viewFacts: ViewFacts;
  readonly imports: Imports;
  readonly deletions: Deletions;
  readonly ruleDrafts: RuleDrafts;
  readonly estimates: Estimates;
  readonly coverageAsks: CoverageAsks;
  readonly viewWindows: ViewWindows;
}

/** @param initial what the page remembers from last time, until the host has told the settings. */
export function createStores(initial: Settings): Stores {
  return {
    contexts: createContextsStore(),
    connections: createConnectionsStore(),
    alerts: createAlertsStore(),
    settings: createSettingsStore(initial),
    asking: createAskingStore(),
    queries: createQueriesStore(),
    records: createRecordsStore(),
    explorerRequests: createExplorerRequests(),
    viewFacts: createViewFacts(),
    imports: createImports(),
    deletions: createDeletions(),
    ruleDrafts: createRuleDrafts(),
    estimates: createEstimates(),
    coverageAsks: createCoverageAsks(),
    viewWindows: createViewWindows(),
  };
}

const StoresContext = createContext<Stores | undefined>(undefined);

export function StoresProvider({ stores, children }: { readonly stores: Stores; readonly children: ReactNode }) {
  return <StoresContext value={stores}>{children}</StoresContext>;
}

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (stores === undefined) throw new Error('useStores outside of a StoresProvider');
  return stores;
}

/** The connection of one context; idle where the backend has not named it. */
export function useConnection(context: ContextId): Connection {
  return useStore(useStores().connections, ({ byContext }) => byContext.get(context) ?? neverConnected);
}

export function useConnections(): ReadonlyMap<ContextId, Connection> {
  return useStore(useStores().connections, ({ byContext }) => byContext);
}

/** Of each context that is connected, where there is anything to tell. */
export function useAlertCounts(): ReadonlyMap<ContextId, AlertCounts> {
  return useStore(useStores().alerts, ({ byContext }) => byContext);
}

export function useContexts(): ContextsState {
  return useStore(useStores().contexts);
}

/** Everything that is recorded on this computer. */
export function useRecords(): RecordsState {
  return useStore(useStores().records);
}

/** The record of a context; undefined where there is none, or none yet. */
export function useRecordOf(context: ContextId): ReadableRecord | undefined {
  const { sources } = useRecords();
  return useMemo(() => recordOf(sources, context), [sources, context]);
}

/** What the rail lists: the contexts, then the records that none of them shows. */
export function useListedContexts(): readonly ContextSummary[] {
  const { snapshot } = useContexts();
  const { sources } = useRecords();
  return useMemo(() => {
    const contexts = snapshot?.contexts ?? [];
    // Before the contexts are known, every record would seem to be nobody's.
    return snapshot === undefined ? contexts : [...contexts, ...recordRows(sources, contexts)];
  }, [snapshot, sources]);
}

export function useSettings(): Settings {
  return useStore(useStores().settings, ({ settings }) => settings);
}

/** False until the host has told the settings: what is shown before is what the page remembers. */
export function useSettingsKnown(): boolean {
  return useStore(useStores().settings, ({ known }) => known);
}

/** Where they are kept. */
export function useSettingsPath(): string | undefined {
  return useStore(useStores().settings, ({ path }) => path);
}

export function useSettingsProblem(): SettingsState['problem'] {
  return useStore(useStores().settings, ({ problem }) => problem);
}

/** The queries that were run, named or starred. */
export function useQueryLibrary(): QueriesState {
  return useStore(useStores().queries);
}

/** What the view that is shown says in the header; undefined where it says nothing. */
export function useViewFacts(): readonly ViewFact[] | undefined {
  return useStore(useStores().viewFacts, ({ facts }) => facts);
}

/** Files that are brought into the history, or that were and are still listed. */
export function useImportJobs(): readonly ImportJob[] {
  return useStore(useStores().imports.store, ({ jobs }) => jobs);
}

/** What is to be deleted from the history, and can still be taken back. */
export function useDeletions(): readonly Deletion[] {
  return useStore(useStores().deletions.store, ({ deletions }) => deletions);
}

/** The window of the view that is shown; undefined where it has none. */
export function useViewWindow(): ViewWindow | undefined {
  return useStore(useStores().viewWindows, ({ shown }) => shown);
}

/** Whether a server is being asked that no connection is about. */
export function useIsAsking(): boolean {
  return useStore(useStores().asking.store, (count) => count > 0);
}

/** Tells the page of such a question for as long as it is under way. */
export function useTellAsking(underWay: boolean): void {
  const { begin } = useStores().asking;
  useEffect(() => (underWay ? begin() : undefined), [underWay, begin]);
}
