/** Builds the services from the ports that a host supplies, and serves the contract on them; one disposable. */
import type { AsyncDisposable, Disposable } from '../../shared/base/disposable.ts';
import { contract } from '../../shared/contract/contract.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { createWorkerPool } from './base/worker-pool.ts';
import { closeInTime } from './close-in-time.ts';
import { createConnections } from './connections/connections.ts';
import { createContextRegistry } from './contexts/context-registry.ts';
import { watchFiles } from './contexts/watch-files.ts';
import { createHandlers } from './handlers.ts';
import { discoverPrometheus } from './kube/discovery/discover-prometheus.ts';
import { openKubeClient } from './kube/open-kube-client.ts';
import type { Ports } from './ports.ts';
import { type ServedConnection, serve } from './rpc/serve.ts';
import { createSettings } from './settings/settings-service.ts';
import { createPrometheusSource } from './sources/prometheus/prometheus-source.ts';

export interface Backend extends AsyncDisposable {
  /** Serves the contract on a connection until it closes, is disposed, or the backend closes: then it is closed. */
  serve(transport: Transport): Disposable;
}

/** How long calls under way may take to end, and then whatever is open to close: a host has 3 s for all of it. */
const drainMs = 500;
const closeMs = 1000;

export async function createBackend(ports: Ports): Promise<Backend> {
  const { log, clock, random, onPower } = ports;
  const settings = createSettings(ports.settings, log);
  const contexts = createContextRegistry({ groups: ports.kubeconfig.groups, homeDir: ports.homeDir, log });
  const parsers = createWorkerPool({ url: ports.workerUrl('parse'), log });
  const connections = createConnections({
    resolve: (id) => contexts.resolve(id),
    onContexts: contexts.onDidChange,
    openKube: (context) => {
      // Before the first answer is there, its parser is.
      parsers.warmUp();
      return openKubeClient(context);
    },
    discover: discoverPrometheus,
    openSource: (endpoint) => createPrometheusSource(endpoint, { pool: parsers, clock, log }),
    clock,
    random,
    log,
    onPower,
  });
  // Not waited for: a file on a slow disk shall not hold up the window. Whoever watches the contexts waits.
  const contextsRead = contexts.reload();
  const watching = watchFiles(ports.kubeconfig.groups.flat(), () => void contexts.reload());
  const handlers = createHandlers({ contexts, contextsRead, connections, settings }, ports);
  const served = new Set<ServedConnection>();
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    watching.dispose();
    await Promise.all([...served].map((connection) => connection.drain(drainMs)));
    const closed = (async () => {
      await connections.close();
      await parsers.close();
    })();
    if (!(await closeInTime(closed, closeMs)))
      log.write('warn', 'backend', `not everything closed within ${closeMs} ms`);
    contexts.dispose();
    settings.dispose();
  }

  return {
    serve(transport) {
      const connection = serve(contract, handlers, transport, log);
      served.add(connection);
      transport.onClose(() => served.delete(connection));
      // Whoever comes while it closes is let go at once.
      if (closing !== undefined) connection.dispose();
      return connection;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
