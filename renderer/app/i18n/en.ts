/** The English catalogue: one namespace an area. */
import { addressEn } from './address.en.ts';
import { alertHistoryEn } from './alert-history.en.ts';
import { alertmanagerEn } from './alertmanager.en.ts';
import { alertsEn } from './alerts.en.ts';
import { anatomyEn } from './anatomy.en.ts';
import { appEn } from './app.en.ts';
import { chartEn } from './chart.en.ts';
import { companionPathEn } from './companion-path.en.ts';
import { configurationEn } from './configuration.en.ts';
import { discoveryEn } from './discovery.en.ts';
import { editorEn } from './editor.en.ts';
import { errorsEn } from './errors.en.ts';
import { explorerEn } from './explorer.en.ts';
import { functionsEn } from './functions.en.ts';
import { historyEn } from './history.en.ts';
import { libraryEn } from './library.en.ts';
import { metricsEn } from './metrics.en.ts';
import { overviewEn } from './overview.en.ts';
import { paletteEn } from './palette.en.ts';
import { pushgatewayEn } from './pushgateway.en.ts';
import { recordEn } from './record.en.ts';
import { resultEn } from './result.en.ts';
import { rulesEn } from './rules.en.ts';
import { settingsEn } from './settings.en.ts';
import { statusEn } from './status.en.ts';
import { targetsEn } from './targets.en.ts';
import { tryRuleEn } from './try-rule.en.ts';
import { tsdbAdminEn } from './tsdb-admin.en.ts';

export const en = {
  address: addressEn,
  alertHistory: alertHistoryEn,
  alertmanager: alertmanagerEn,
  alerts: alertsEn,
  anatomy: anatomyEn,
  app: appEn,
  chart: chartEn,
  configuration: configurationEn,
  discovery: discoveryEn,
  editor: editorEn,
  errors: errorsEn,
  explorer: explorerEn,
  functions: functionsEn,
  history: historyEn,
  library: libraryEn,
  metrics: metricsEn,
  overview: overviewEn,
  palette: paletteEn,
  pushgateway: pushgatewayEn,
  companionPath: companionPathEn,
  record: recordEn,
  result: resultEn,
  rules: rulesEn,
  settings: settingsEn,
  status: statusEn,
  targets: targetsEn,
  tryRule: tryRuleEn,
  tsdbAdmin: tsdbAdminEn,
} as const;
