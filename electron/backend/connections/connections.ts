/** The connections to all contexts: made on demand only, one state machine each. Receives everything it stands on by constructor. */
import { AppError } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { ConnectionUpdate } from '../../../shared/contract/contexts.ts';
import type { ConnectionState, ContextId } from '../../../shared/model/context.ts';
import type { PowerEvent } from '../ports.ts';
import type { Source } from '../sources/source.ts';
import { type Connection, type ConnectionServices, createConnection } from './connection.ts';
import { defaultTiming, type Timing } from './connection-machine.ts';

export interface Connections {
  /** Starts to connect, or tries again at once when backing off or stopped. Nothing where it is connected or on its way. */
  connect(id: ContextId): void;
  /** Resolves when every socket of the connection is closed. */
  disconnect(id: ContextId): Promise<void>;
  state(id: ContextId): ConnectionState;
  /** Every context that is not idle. */
  states(): readonly ConnectionUpdate[];
  readonly onDidChange: Event<ConnectionUpdate>;
  /** @throws AppError connection.notConnected */
  source(id: ContextId): Source;
  close(): Promise<void>;
}

export interface ConnectionsOptions extends Omit<ConnectionServices, 'timing'> {
  readonly onPower: Event<PowerEvent>;
  /** For tests. */
  readonly timing?: Timing;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const services: ConnectionServices = { ...options, timing: options.timing ?? defaultTiming };
  const changed = new Emitter<ConnectionUpdate>();
  const connections = new Map<ContextId, Connection>();
  let closed = false;

  function connectionOf(id: ContextId): Connection {
    const known = connections.get(id);
    if (known !== undefined) return known;
    const made = createConnection(id, services, (state) => {
      const why = 'why' in state ? { why: state.why.code } : {};
      services.log.write('info', 'connections', state.kind, { context: id, ...why });
      changed.fire({ context: id, state });
    });
    connections.set(id, made);
    return made;
  }

  const power = options.onPower((event) => {
    // Before sleep there is nothing to do: what is open then is doubted afterwards.
    if (event === 'resume') for (const connection of connections.values()) connection.send({ kind: 'resumed' });
  });

  return {
    connect(id) {
      if (!closed) connectionOf(id).send({ kind: 'connect' });
    },
    async disconnect(id) {
      const connection = connections.get(id);
      connection?.send({ kind: 'disconnect' });
      await connection?.settled();
    },
    state: (id) => connections.get(id)?.state() ?? { kind: 'idle' },
    states: () =>
      [...connections]
        .map(([context, connection]) => ({ context, state: connection.state() }))
        .filter(({ state }) => state.kind !== 'idle'),
    onDidChange: changed.event,
    source(id) {
      const source = connections.get(id)?.source();
      if (source !== undefined) return source;
      throw new AppError('connection.notConnected', 'The context is not connected.', { details: { context: id } });
    },
    async close() {
      closed = true;
      power.dispose();
      changed.dispose();
      const open = [...connections.values()];
      for (const connection of open) connection.send({ kind: 'disconnect' });
      await Promise.all(open.map((connection) => connection.settled()));
    },
  };
}
