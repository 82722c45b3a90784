/** Builds the services from the ports that a host supplies, and serves the contract on them; one disposable. */
import type { AsyncDisposable, Disposable } from '../../shared/base/disposable.ts';
import { contract } from '../../shared/contract/contract.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { buildServices } from './build-services.ts';
import { closeInTime } from './close-in-time.ts';
import { createHandlers } from './handlers.ts';
import type { HistoryApi, HistoryApiOptions } from './history-api.ts';
import type { Ports } from './ports.ts';
import { type ServedConnection, serve } from './rpc/serve.ts';

export interface Backend extends AsyncDisposable {
  /** Serves the contract on a connection until it closes, is disposed, or the backend closes: then it is closed. */
  serve(transport: Transport): Disposable;
  /** The Prometheus HTTP API over what is recorded here, until the backend closes. @param port 0: any free one @throws where it cannot be had */
  startHistoryApi(options: HistoryApiOptions): Promise<HistoryApi>;
}

/** How long calls under way may take to end, and then whatever is open to close: a host has 3 s for all of it. */
const drainMs = 500;
const closeMs = 1000;

export async function createBackend(ports: Ports): Promise<Backend> {
  const { log } = ports;
  const services = buildServices(ports);
  services.record();
  const handlers = createHandlers(services, ports);
  const served = new Set<ServedConnection>();
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    services.stopWatching();
    await Promise.all([...served].map((connection) => connection.drain(drainMs)));
    if (!(await closeInTime(services.close(), closeMs)))
      log.write('warn', 'backend', `not everything closed within ${closeMs} ms`);
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
    startHistoryApi: (options) => services.startHistoryApi(options),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
