/** The Korean catalogue: one namespace an area. */
import { addressKo } from './address.ko.ts';
import { alertHistoryKo } from './alert-history.ko.ts';
import { alertmanagerKo } from './alertmanager.ko.ts';
import { alertsKo } from './alerts.ko.ts';
import { anatomyKo } from './anatomy.ko.ts';
import { appKo } from './app.ko.ts';
import { chartKo } from './chart.ko.ts';
import { companionPathKo } from './companion-path.ko.ts';
import { configurationKo } from './configuration.ko.ts';
import { discoveryKo } from './discovery.ko.ts';
import { editorKo } from './editor.ko.ts';
import { errorsKo } from './errors.ko.ts';
import { explorerKo } from './explorer.ko.ts';
import { functionsKo } from './functions.ko.ts';
import { historyKo } from './history.ko.ts';
import { libraryKo } from './library.ko.ts';
import { metricsKo } from './metrics.ko.ts';
import { overviewKo } from './overview.ko.ts';
import { paletteKo } from './palette.ko.ts';
import { pushgatewayKo } from './pushgateway.ko.ts';
import { recordKo } from './record.ko.ts';
import { resultKo } from './result.ko.ts';
import { rulesKo } from './rules.ko.ts';
import { settingsKo } from './settings.ko.ts';
import { statusKo } from './status.ko.ts';
import { targetsKo } from './targets.ko.ts';
import { tryRuleKo } from './try-rule.ko.ts';
import { tsdbAdminKo } from './tsdb-admin.ko.ts';

export const ko = {
  address: addressKo,
  alertHistory: alertHistoryKo,
  alertmanager: alertmanagerKo,
  alerts: alertsKo,
  anatomy: anatomyKo,
  app: appKo,
  chart: chartKo,
  configuration: configurationKo,
  discovery: discoveryKo,
  editor: editorKo,
  errors: errorsKo,
  explorer: explorerKo,
  functions: functionsKo,
  history: historyKo,
  library: libraryKo,
  metrics: metricsKo,
  overview: overviewKo,
  palette: paletteKo,
  pushgateway: pushgatewayKo,
  companionPath: companionPathKo,
  record: recordKo,
  result: resultKo,
  rules: rulesKo,
  settings: settingsKo,
  status: statusKo,
  targets: targetsKo,
  tryRule: tryRuleKo,
  tsdbAdmin: tsdbAdminKo,
} as const;
