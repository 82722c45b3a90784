/** The connections to all contexts: made on demand only, one state machine each. Receives everything it stands on by constructor. */
import type { Disposable } from '../../../shared/base/disposable.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../shared/base/event.ts';
import type { ConnectionUpdate } from '../../../shared/contract/contexts.ts';
import type { ConnectionState, ContextId, ContextsSnapshot } from '../../../shared/model/context.ts';
import type { ClusterKey } from '../../../shared/model/source-choice.ts';
import type { PowerEvent } from '../ports.ts';
import type { Source } from '../sources/source.ts';
import {
  type Connection,
  type ConnectionServices,
  createConnection,
  type RemoteSource,
  standsOn,
} from './connection.ts';
import type { Timing } from './connection-machine.ts';
import type { ClusterReach } from './open-prometheus.ts';

export interface Connections {
  /** Starts to connect, or tries again at once when backing off or stopped. Nothing where it is connected or on its way. */
  connect(id: ContextId): void;
  /** Resolves when every socket of the connection is closed. */
  disconnect(id: ContextId): Promise<void>;
  /** Another Prometheus was chosen for the cluster: connects the context anew, and whatever else is connected to the cluster. */
  reconnect(id: ContextId, cluster: ClusterKey): void;
  state(id: ContextId): ConnectionState;
  /** Every context that is not idle. */
  states(): readonly ConnectionUpdate[];
  readonly onDidChange: Event<ConnectionUpdate>;
  /** The cluster that the context is connected to, where it is and that is known. */
  clusterOf(id: ContextId): ClusterKey | undefined;
  /** Which cluster it is has become known, which may be after the connection stands; or it is another one. */
  readonly onDidLearnCluster: Event<ContextId>;
  /** Undefined where it is not connected, or where nobody else's Prometheus is behind it. */
  remote(id: ContextId): RemoteSource | undefined;
  /** Undefined where it is not connected, or where it is no cluster's. Another object for each connection. */
  reach(id: ContextId): ClusterReach | undefined;
  /** @throws AppError connection.notConnected */
  source(id: ContextId): Source;
  close(): Promise<void>;
}

export interface ConnectionsOptions extends ConnectionServices {
  readonly onPower: Event<PowerEvent>;
  /** The contexts, whenever the kubeconfig files or the addresses say something new. */
  readonly onContexts: Event<ContextsSnapshot>;
  /** Another text where a context of a kubeconfig means something else; undefined where there is none. */
  readonly meaningOf: (id: ContextId) => string | undefined;
  /** Whenever what `address` or `routeOf` say, or what may run, may be something else. */
  readonly onSettings: Event<unknown>;
}

/** However many contexts wait for a retry when the machine wakes: the last is tried by then. */
const longestSpreadMs = 5000;

export function createConnections(options: ConnectionsOptions): Connections {
  const changed = new Emitter<ConnectionUpdate>();
  const learnt = new Emitter<ContextId>();
  const connections = new Map<ContextId, Connection>();
  let closed = false;

  function connectionOf(id: ContextId): Connection {
    const known = connections.get(id);
    if (known !== undefined) return known;
    const onState = (state: ConnectionState) => {
      const why = 'why' in state ? { why: state.why.code } : {};
      options.log.write('info', 'connections', state.kind, { context: id, ...why });
      changed.fire({ context: id, state });
    };
    const made = createConnection(id, options, onState, () => learnt.fire(id));
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

  const listening = [
    followContexts(connections, options, disconnect),
    followSettings(connections, options),
    followPower(connections, options, options.timing),
  ];

  return {
    connect(id) {
      if (!closed) connectionOf(id).send({ kind: 'connect' });
    },
    disconnect,
    reconnect(id, cluster) {
      if (closed) return;
      for (const [other, connection] of connections) {
        if (other !== id && connection.target()?.cluster === cluster) connection.send({ kind: 'changed' });
      }
      const { kind } = connectionOf(id).state();
      connectionOf(id).send({ kind: kind === 'idle' || kind === 'stopped' ? 'connect' : 'changed' });
    },
    state: (id) => connections.get(id)?.state() ?? { kind: 'idle' },
    states: () =>
      [...connections]
        .map(([context, connection]) => ({ context, state: connection.state() }))
        .filter(({ state }) => state.kind !== 'idle'),
    onDidChange: changed.event,
    clusterOf: (id) => connections.get(id)?.target()?.cluster,
    onDidLearnCluster: learnt.event,
    remote: (id) => connections.get(id)?.remote(),
    reach: (id) => connections.get(id)?.reach(),
    source(id) {
      const source = connections.get(id)?.source();
      if (source !== undefined) return source;
      throw new AppError('connection.notConnected', 'The context is not connected.', { details: { context: id } });
    },
    async close() {
      closed = true;
      for (const one of listening) one.dispose();
      changed.dispose();
      learnt.dispose();
      const open = [...connections.values()];
      for (const connection of open) connection.send({ kind: 'disconnect' });
      await Promise.all(open.map((connection) => connection.settled()));
    },
  };
}

type Open = ReadonlyMap<ContextId, Connection>;

/** A context that means something else is connected anew; one that is back has not stopped any more. */
function followContexts(
  connections: Open,
  { onContexts, meaningOf, addressOf }: Pick<ConnectionsOptions, 'onContexts' | 'meaningOf' | 'addressOf'>,
  disconnect: (id: ContextId) => Promise<void>,
): Disposable {
  let known: ReadonlyMap<ContextId, KnownContext> = new Map();
  return onContexts((snapshot) => {
    const before = known;
    known = contextsOf(snapshot, before, meaningOf);
    for (const [id, connection] of connections) {
      const [was, is] = [before.get(id)?.meaning, known.get(id)?.meaning];
      if (addressOf(id) !== undefined) {
        // Removed, or a cluster's from now on. What else may change in it is the settings' to tell.
        if (was !== undefined && is === undefined) void disconnect(id);
      } else if (was !== undefined && was !== is) {
        // One that is gone is told so as every attempt at it is: by reading the files.
        connection.send({ kind: 'changed' });
      } else if (was === undefined && is !== undefined && connection.state().kind === 'stopped') {
        // What it stopped for, that there is no such context, is true no longer.
        void disconnect(id);
      }
    }
  });
}

interface KnownContext {
  readonly file: string;
  readonly meaning: string;
}

/** A file that cannot be read (half-written, or not mended yet) says nothing of its contexts: they stay what they were. */
function contextsOf(
  { files, contexts }: ContextsSnapshot,
  before: ReadonlyMap<ContextId, KnownContext>,
  meaningOf: ConnectionsOptions['meaningOf'],
): ReadonlyMap<ContextId, KnownContext> {
  const broken = files.filter(({ problem }) => problem !== undefined && problem.code !== 'kubeconfig.notFound');
  const isBroken = (file: string) =>
    broken.some(({ path, kind }) => file === path || (kind === 'folder' && isIn(path, file)));
  const kept = [...before].filter(([, { file }]) => isBroken(file));
  const read = contexts.map(({ id, file, problem }) => {
    const meaning = JSON.stringify([meaningOf(id), problem?.code]);
    return [id, { file, meaning }] as const;
  });
  return new Map([...kept, ...read]);
}

/** As the user wrote them. */
function isIn(folder: string, file: string): boolean {
  return file.startsWith(folder) && /[\\/]/.test(folder.slice(-1) + file.charAt(folder.length));
}

/** What stands on an address, a proxy, authorities or a consent that are others now is connected anew, as far as it still may be. */
function followSettings(
  connections: Open,
  options: Pick<ConnectionsOptions, 'onSettings' | 'address' | 'routeOf'>,
): Disposable {
  return options.onSettings(() => {
    for (const connection of connections.values()) {
      const target = connection.target();
      if (target !== undefined && standsOn(target, options) !== target.standsOn) connection.send({ kind: 'changed' });
    }
  });
}

/** Before sleep there is nothing to do: what is open then is doubted afterwards. */
function followPower(
  connections: Open,
  { onPower }: Pick<ConnectionsOptions, 'onPower'>,
  { spreadMs }: Timing,
): Disposable {
  return onPower((event) => {
    if (event === 'suspend') return;
    const waiting = [...connections.values()].filter((connection) => connection.state().kind === 'backingOff').length;
    const spread = waiting > 1 ? Math.min(longestSpreadMs, waiting * spreadMs) : 0;
    const kind = event === 'resume' ? 'resumed' : 'networkChanged';
    for (const connection of connections.values()) connection.send({ kind, spreadMs: spread });
  });
}
