/** Alerts and readings for the tests of the Alertmanager view. */
import type { Reading } from '../../../renderer/views/alertmanager/reading.ts';
import type { AlertGroup, ManagedAlert, Silence } from '../../../shared/model/alertmanager.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';

export function madeAlert(
  fingerprint: string,
  labels: Readonly<Record<string, string>>,
  more: Partial<ManagedAlert> = {},
): ManagedAlert {
  return {
    ...{ fingerprint, labels: labelsFromPairs(Object.entries(labels)), annotations: [], state: 'active' },
    ...{ startsAtMs: 1000, endsAtMs: undefined, generatorUrl: '', silencedBy: [], inhibitedBy: [], mutedBy: [] },
    ...more,
  };
}

export function madeReading(
  alerts: readonly ManagedAlert[],
  groups: readonly AlertGroup[],
  silences: readonly Silence[] = [],
): Reading {
  return {
    readAtMs: 0,
    use: { id: 'a/b:1', transport: 'proxy', pod: '', pathPrefix: '', found: [] },
    status: {
      ...{ version: '0.25.0', revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' },
      ...{ startMs: 0, clusterStatus: '', clusterName: '', peers: [], config: '', configLeftOut: 0 },
    },
    receivers: ['r', 's'],
    alerts: new Map(alerts.map((alert) => [alert.fingerprint, alert])),
    groups,
    silences: new Map(silences.map((silence) => [silence.id, silence])),
    ...{ alertsLeftOut: 0, groupsLeftOut: 0, silencesLeftOut: 0 },
  };
}
