/** The whole contract between a page and the backend: one object per domain. */
import { addressesDomain } from './addresses.ts';
import { alertmanagerDomain } from './alertmanager.ts';
import { applicationDomain } from './application.ts';
import { catalogDomain } from './catalog.ts';
import { companionsDomain } from './companions.ts';
import { connectionsDomain, contextsDomain } from './contexts.ts';
import type { Client, Handlers } from './define.ts';
import { discoveryDomain } from './discovery.ts';
import { exportersDomain } from './exporters.ts';
import { historyDomain } from './history.ts';
import { notificationsDomain } from './notifications.ts';
import { pushgatewayDomain } from './pushgateway.ts';
import { queriesDomain } from './queries.ts';
import { queryDomain } from './query.ts';
import { recorderDomain } from './recorder.ts';
import { rulesDomain } from './rules.ts';
import { settingsDomain } from './settings.ts';
import { statusDomain } from './status.ts';
import { targetsDomain } from './targets.ts';
import { tsdbAdminDomain } from './tsdb-admin.ts';
import { workspacesDomain } from './workspaces.ts';

export const contract = {
  application: applicationDomain,
  contexts: contextsDomain,
  connections: connectionsDomain,
  discovery: discoveryDomain,
  addresses: addressesDomain,
  query: queryDomain,
  catalog: catalogDomain,
  targets: targetsDomain,
  rules: rulesDomain,
  status: statusDomain,
  tsdbAdmin: tsdbAdminDomain,
  alertmanager: alertmanagerDomain,
  pushgateway: pushgatewayDomain,
  companions: companionsDomain,
  history: historyDomain,
  recorder: recorderDomain,
  exporters: exportersDomain,
  notifications: notificationsDomain,
  queries: queriesDomain,
  workspaces: workspacesDomain,
  settings: settingsDomain,
} as const;

export type Contract = typeof contract;
export type ContractHandlers = Handlers<Contract>;
export type ContractClient = Client<Contract>;
