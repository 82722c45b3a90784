/** The contract's handlers over the services: each is a few words, what is behind them is the services'. */
import { AppError, isCancellation } from '../../shared/base/errors.ts';
import type { ContractHandlers } from '../../shared/contract/contract.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { QueryItem, QueryRequest } from '../../shared/model/query.ts';
import { abortable } from './base/deadline.ts';
import type { Connections } from './connections/connections.ts';
import type { ContextRegistry } from './contexts/context-registry.ts';
import type { Ports } from './ports.ts';
import { follow, followState } from './rpc/follow.ts';
import type { SettingsService } from './settings/settings-service.ts';

export interface Services {
  readonly contexts: ContextRegistry;
  /** The first reading of the kubeconfig files has ended. */
  readonly contextsRead: Promise<void>;
  readonly connections: Connections;
  readonly settings: SettingsService;
}

/** Where the page names none: Prometheus's own default. */
const queryTimeoutMs = 120_000;

export function createHandlers(services: Services, ports: Pick<Ports, 'version' | 'host' | 'clock'>): ContractHandlers {
  const { contexts, contextsRead, connections, settings } = services;
  return {
    application: {
      info: () => ({ version: ports.version, host: ports.host, nowMs: ports.clock.now() }),
    },
    contexts: {
      async *watch(_input, { signal }) {
        // An empty list before the first reading would be shown as "no contexts".
        await abortable(signal, contextsRead);
        yield* followState(contexts.onDidChange, () => contexts.snapshot(), signal);
      },
      reload: () => contexts.reload(),
    },
    connections: {
      watch: (_input, { signal }) =>
        follow(
          connections.onDidChange,
          () => connections.states(),
          ({ context }) => context,
          signal,
        ),
      connect: ({ context }) => connections.connect(context),
      disconnect: ({ context }) => connections.disconnect(context),
    },
    query: {
      run: ({ context, request, timeoutMs = queryTimeoutMs }, { signal }) =>
        runQuery(connections, context, request, { signal, timeoutMs }),
    },
    settings: {
      watch: (_input, { signal }) => followState(settings.onDidChange, () => settings.snapshot(), signal),
      update: (part) => settings.update(part),
    },
  };
}

async function* runQuery(
  connections: Connections,
  context: ContextId,
  request: QueryRequest,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): AsyncGenerator<QueryItem, void, undefined> {
  const source = connections.source(context);
  try {
    yield* source.query(request, options);
  } catch (error) {
    if (!isCancellation(error) || options.signal.aborted) throw error;
    // Not the asker gave it up: its connection was closed beneath it.
    throw new AppError('connection.notConnected', 'The context was disconnected while the query ran.', {
      details: { context },
      retryable: true,
    });
  }
}
