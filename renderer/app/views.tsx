/** The views that work, in the order of their tabs, and the pages beside them; each is fetched when it is first shown. */
import { type ComponentType, lazy } from 'react';
import type { ContextId } from '../../shared/model/context.ts';
import type { ViewName } from '../state/routing.ts';

export interface View {
  /** After `g`. */
  readonly key: string;
  readonly component: ComponentType<{ readonly context: ContextId }>;
}

const loadOverview = async () => ({ default: (await import('./pages/computer-overview.tsx')).ComputerOverview });
const loadExplorer = async () => ({ default: (await import('../views/explorer/explorer-view.tsx')).ExplorerView });
const loadAlerts = async () => ({ default: (await import('../views/alerts/alerts-view.tsx')).AlertsView });
const loadRules = async () => ({ default: (await import('../views/rules/rules-view.tsx')).RulesView });
const loadAlertmanager = async () => ({
  default: (await import('../views/alertmanager/alertmanager-view.tsx')).AlertmanagerView,
});
const loadTargets = async () => ({ default: (await import('../views/targets/targets-view.tsx')).TargetsView });
const loadDiscovery = async () => ({ default: (await import('../views/discovery/discovery-view.tsx')).DiscoveryView });
const loadConfiguration = async () => ({
  default: (await import('../views/configuration/configuration-view.tsx')).ConfigurationView,
});
const loadStatus = async () => ({ default: (await import('../views/status/status-view.tsx')).StatusView });
const loadHistory = async () => ({ default: (await import('../views/history/history-view.tsx')).HistoryView });
const loadAddress = async () => ({ default: (await import('../views/address/address-view.tsx')).AddressView });
const loadSettings = async () => ({ default: (await import('../views/settings/settings-view.tsx')).SettingsView });

export const views: Readonly<Record<ViewName, View>> = {
  overview: {
    key: 'o',
    component: lazy(loadOverview),
  },
  explorer: {
    key: 'e',
    component: lazy(loadExplorer),
  },
  alerts: {
    key: 'a',
    component: lazy(loadAlerts),
  },
  rules: {
    key: 'u',
    component: lazy(loadRules),
  },
  alertmanager: {
    key: 'm',
    component: lazy(loadAlertmanager),
  },
  targets: {
    key: 't',
    component: lazy(loadTargets),
  },
  discovery: {
    key: 'd',
    component: lazy(loadDiscovery),
  },
  configuration: {
    key: 'c',
    component: lazy(loadConfiguration),
  },
  status: {
    key: 's',
    component: lazy(loadStatus),
  },
  history: {
    key: 'h',
    component: lazy(loadHistory),
  },
};

export const AddressView = lazy(loadAddress);
export const SettingsView = lazy(loadSettings);

/** Fetches the views' code before a context is live, so that its first graph does not wait for it. */
export function preloadViews(): void {
  // Where it fails, the view fetches it again when it is shown, and says what failed.
  const first = [loadOverview, loadExplorer, loadDiscovery, loadAlerts, loadRules, loadTargets, loadStatus];
  const loads = [...first, loadAlertmanager, loadConfiguration, loadHistory];
  for (const load of loads) load().catch(() => undefined);
}
