/** The Alertmanagers and Pushgateways of contexts: in the clusters that they are connected to, built on those connections, and at addresses that were typed. */
import type { AsyncDisposable } from '../../shared/base/disposable.ts';
import { AppError } from '../../shared/base/errors.ts';
import type { Address } from '../../shared/model/address.ts';
import type { ContextId, ServerInfo } from '../../shared/model/context.ts';
import type { Addresses } from './addresses/addresses.ts';
import { type Alertmanagers, createAlertmanagers } from './alertmanager/alertmanagers.ts';
import { withDeadline } from './base/deadline.ts';
import { createWorkerPool } from './base/worker-pool.ts';
import { createCompanions } from './companions/companions.ts';
import { createKeptPaths, type KeptPaths, pathIn } from './companions/kept-paths.ts';
import { createMarks } from './companions/marks.ts';
import type { Connections } from './connections/connections.ts';
import { findCompanions } from './kube/companions/find-companions.ts';
import { openCompanion } from './kube/companions/open-companion.ts';
import { pathBefore } from './kube/companions/prefix.ts';
import type { Ports } from './ports.ts';
import { createPushgateways, type Pushgateways } from './pushgateway/pushgateways.ts';
import type { SettingsService } from './settings/settings-service.ts';
import { readStatus } from './status/status-service.ts';

export interface ClusterCompanions extends AsyncDisposable {
  readonly alertmanagers: Alertmanagers;
  readonly pushgateways: Pushgateways;
  readonly keptPaths: KeptPaths;
}

export interface ClusterCompanionsDeps extends Pick<Ports, 'workerUrl' | 'log' | 'clock'> {
  readonly connections: Connections;
  readonly addresses: Addresses;
  readonly settings: Pick<SettingsService, 'onDidChange' | 'snapshot' | 'change'>;
  readonly routeTo: (address: Address) => string;
  /** For tests. */
  readonly idleMs?: number | undefined;
}

export function createClusterCompanions(deps: ClusterCompanionsDeps): ClusterCompanions {
  const { connections, addresses, settings, routeTo, workerUrl, log, clock, idleMs } = deps;
  const pool = createWorkerPool({ url: workerUrl('companions'), log, size: 1 });
  const companions = createCompanions({
    ...{ pool, find: findCompanions, open: openCompanion, addresses, routeTo, markOf: createMarks() },
    ...{ onConnections: connections.onDidChange, onSettings: settings.onDidChange },
    ...(idleMs !== undefined && { idleMs }),
    isWanted: (context) => connections.state(context).kind !== 'idle',
    reach: (context) => connections.reach(context),
    server: (context) => serverOf(connections, context),
    pathOf: (place) => pathIn(settings, place),
    told: (context, signal) => toldAlertmanagers(connections, context, signal),
  });
  return {
    alertmanagers: createAlertmanagers({ companions, clock }),
    pushgateways: createPushgateways({ companions, clock }),
    keptPaths: createKeptPaths({ settings, companions, usablePath: pathBefore }),
    async close() {
      await companions.close();
      await pool.close();
    },
  };
}

function serverOf(connections: Pick<Connections, 'state'>, context: ContextId): ServerInfo | undefined {
  const state = connections.state(context);
  return state.kind === 'connected' || state.kind === 'degraded' ? state.server : undefined;
}

/** It only says it better: a server that is slow with it, or does not have it, holds nothing up. */
const toldTimeoutMs = 4000;

async function toldAlertmanagers(
  connections: Pick<Connections, 'source'>,
  context: ContextId,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const late = () =>
    new AppError('query.deadline', 'the Prometheus was slow', { details: { seconds: toldTimeoutMs / 1000 } });
  try {
    const source = connections.source(context);
    const answer = await withDeadline(signal, toldTimeoutMs, late, (limited) =>
      readStatus(source, { kind: 'alertmanagers' }, limited),
    );
    return answer.outcome === 'told' && answer.status.kind === 'alertmanagers' ? answer.status.active : [];
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}
