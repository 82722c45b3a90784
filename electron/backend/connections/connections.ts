/** The connections to all contexts: made on demand only, one state machine each. Receives everything it stands on by constructor. */
import { AppError } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { ConnectionUpdate } from '../../../shared/contract/contexts.ts';
import type { ConnectionState, ContextId, ContextSummary, ContextsSnapshot } from '../../../shared/model/context.ts';
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
  /** The contexts, whenever the kubeconfig files say something new. */
  readonly onContexts: Event<ContextsSnapshot>;
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

  /** Never rejects. */
  async function disconnect(id: ContextId): Promise<void> {
    const connection = connections.get(id);
    connection?.send({ kind: 'disconnect' });
    await connection?.settled();
    // Unless it was wanted again meanwhile.
    if (connection?.state().kind === 'idle') connections.delete(id);
  }

  /** As the kubeconfig files last said. */
  let known: ReadonlyMap<ContextId, ContextSummary> = new Map();
  const kubeconfig = options.onContexts((snapshot) => {
    const before = known;
    known = contextsOf(snapshot, before);
    for (const [id, connection] of connections) {
      const was = meaning(before.get(id));
      const is = meaning(known.get(id));
      // One that is gone is told so as every attempt at it is: by reading the files.
      if (was !== undefined && was !== is) connection.send({ kind: 'changed' });
      // What it stopped for, that there is no such context, is true no longer.
      if (was === undefined && is !== undefined && connection.state().kind === 'stopped') void disconnect(id);
    }
  });

  const power = options.onPower((event) => {
    // Before sleep there is nothing to do: what is open then is doubted afterwards.
    if (event === 'resume') for (const connection of connections.values()) connection.send({ kind: 'resumed' });
  });

  return {
    connect(id) {
      if (!closed) connectionOf(id).send({ kind: 'connect' });
    },
    disconnect,
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
      kubeconfig.dispose();
      changed.dispose();
      const open = [...connections.values()];
      for (const connection of open) connection.send({ kind: 'disconnect' });
      await Promise.all(open.map((connection) => connection.settled()));
    },
  };
}

/** A file that cannot be read (half-written, or not mended yet) says nothing of its contexts: they stay what they were. */
function contextsOf(
  { files, contexts }: ContextsSnapshot,
  before: ReadonlyMap<ContextId, ContextSummary>,
): ReadonlyMap<ContextId, ContextSummary> {
  const broken = new Set(
    files.flatMap(({ path, problem }) =>
      problem === undefined || problem.code === 'kubeconfig.notFound' ? [] : [path],
    ),
  );
  const kept = [...before.values()].filter(({ file }) => broken.has(file));
  return new Map([...kept, ...contexts].map((context) => [context.id, context]));
}

/** Not the namespace, which is changed often and only says where to begin. Renewed credentials are read when the old ones fail. */
function meaning(context: ContextSummary | undefined): string | undefined {
  if (context === undefined) return undefined;
  const { server, cluster, user, auth, problem } = context;
  return JSON.stringify([server, cluster, user, auth, problem?.code]);
}
