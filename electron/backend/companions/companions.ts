/**
 * The Alertmanagers and Pushgateways that somebody looks at: found and opened when they are first asked, kept while they are, closed when nobody
 * asks for a while, and with the connection that they go through.
 */
import type { AsyncDisposable } from '../../../shared/base/disposable.ts';
import { AppError, CancelledError, errorText, isCancellation } from '../../../shared/base/errors.ts';
import type { Event } from '../../../shared/base/event.ts';
import { type CompanionKind, type CompanionUse, companionNames } from '../../../shared/model/companion.ts';
import type { ContextId, ServerInfo } from '../../../shared/model/context.ts';
import { createShared } from '../base/shared-work.ts';
import type { WorkerPool } from '../base/worker-pool.ts';
import type { ClusterReach } from '../connections/open-prometheus.ts';
import type { CompanionSearch, FoundCompanions } from '../kube/companions/find-companions.ts';
import type { CompanionTransport, OpenCompanion, OpenCompanionOptions } from '../kube/companions/open-companion.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import type { FromReader } from './reader-protocol.ts';

interface CompanionQuestion {
  readonly context: ContextId;
  readonly kind: CompanionKind;
  /** An id; undefined: the likeliest that answers. */
  readonly chosen: string | undefined;
}

interface UsedCompanion {
  readonly open: OpenCompanion;
  readonly use: CompanionUse;
}

export interface Companions extends AsyncDisposable {
  /** @throws AppError connection.notConnected, companion.*, and what finding and opening throw; what `work` throws; CancelledError */
  use<T>(question: CompanionQuestion, signal: AbortSignal, work: (companion: UsedCompanion) => Promise<T>): Promise<T>;
  /** What a reader in the worker makes of bodies, which become the worker's. @throws AppError companion.malformed; CancelledError */
  parse<Job, Out>(job: Job, bodies: readonly Uint8Array<ArrayBuffer>[], signal: AbortSignal): Promise<readonly Out[]>;
}

export interface CompanionsDeps {
  readonly reach: (context: ContextId) => ClusterReach | undefined;
  /** Of the Prometheus that the context is connected to; undefined where it is not connected. */
  readonly server: (context: ContextId) => ServerInfo | undefined;
  /** Where that Prometheus says that it sends its alerts; nothing where it does not say it. @throws CancelledError */
  readonly told: (context: ContextId, signal: AbortSignal) => Promise<readonly string[]>;
  readonly find: (client: KubeClient, search: CompanionSearch) => Promise<FoundCompanions>;
  readonly open: (
    client: KubeClient,
    candidates: FoundCompanions['candidates'],
    options: OpenCompanionOptions,
  ) => Promise<OpenCompanion>;
  /** A connection is another one, or none any more. */
  readonly onConnections: Event<unknown>;
  readonly pool: Pick<WorkerPool, 'open'>;
  /** For tests. */
  readonly idleMs?: number;
}

/** Longer than a page waits between two readings, and no longer than a person looks elsewhere for a moment. */
const usualIdleMs = 60_000;

interface Session extends UsedCompanion {
  readonly reach: ClusterReach;
  readonly context: ContextId;
  users: number;
  idleTimer: NodeJS.Timeout | undefined;
}

export function createCompanions(deps: CompanionsDeps): Companions {
  const { idleMs = usualIdleMs } = deps;
  const sessions = new Map<string, Session>();
  /** With those that are no more asked anew, and have users still. */
  const standing = new Set<Session>();
  const leaving = new Set<Promise<unknown>>();
  const opening = createShared<string, Session>(async (key, signal) => {
    const session = await openSession(deps, questionOf(key), signal);
    if (signal.aborted) {
      await session.open.close();
      throw new CancelledError();
    }
    sessions.set(key, session);
    standing.add(session);
    rest(key, session);
    return session;
  });
  const isCutOff = ({ context, reach }: Session) => deps.reach(context) !== reach;
  const listening = deps.onConnections(() => {
    for (const [key, session] of sessions) if (isCutOff(session)) drop(key, session);
    for (const session of standing) if (isCutOff(session)) end(session);
  });

  /** Nobody gets it any more. Who has it keeps it to the end: what changes something may have been written already. */
  function drop(key: string, session: Session): void {
    clearTimeout(session.idleTimer);
    if (sessions.get(key) === session) sessions.delete(key);
    if (session.users === 0 || isCutOff(session)) end(session);
  }

  function end(session: Session): void {
    if (!standing.delete(session)) return;
    const left: Promise<unknown> = session.open.close().finally(() => leaving.delete(left));
    leaving.add(left);
  }

  function rest(key: string, session: Session): void {
    clearTimeout(session.idleTimer);
    if (session.users === 0) session.idleTimer = setTimeout(() => drop(key, session), idleMs);
  }

  function sessionOf(key: string, signal: AbortSignal): Promise<Session> | Session {
    const known = sessions.get(key);
    if (known !== undefined && deps.reach(known.context) === known.reach) return known;
    if (known !== undefined) drop(key, known);
    return opening.ask(key, signal);
  }

  return {
    async use(question, signal, work) {
      const key = keyOf(question);
      let session: Session | undefined;
      try {
        session = await sessionOf(key, signal);
        session.users += 1;
        clearTimeout(session.idleTimer);
        return await work(session);
      } catch (error) {
        // The next one looks for it anew: its pod, its path or its service may be another by then.
        if (session !== undefined && isAboutWay(error)) drop(key, session);
        throw isCancellation(error) && !signal.aborted ? connectionClosed(question) : error;
      } finally {
        if (session !== undefined) {
          session.users -= 1;
          if (sessions.get(key) === session) rest(key, session);
          else if (session.users === 0) end(session);
        }
      }
    },
    parse: (job, bodies, signal) => parseInWorker(deps.pool, job, bodies, signal),
    async close() {
      listening.dispose();
      await opening.close();
      for (const [key, session] of sessions) drop(key, session);
      for (const session of standing) end(session);
      await Promise.all(leaving);
    },
  };
}

function keyOf({ context, kind, chosen = '' }: CompanionQuestion): string {
  return JSON.stringify([context, kind, chosen]);
}

function questionOf(key: string): CompanionQuestion {
  const [context, kind, chosen] = JSON.parse(key) as [ContextId, CompanionKind, string];
  return { context, kind, chosen: chosen === '' ? undefined : chosen };
}

/** Not about what was asked, or what it answered. */
function isAboutWay(error: unknown): boolean {
  if (isCancellation(error) || !(error instanceof AppError)) return false;
  return !error.code.startsWith('silence.') && !['companion.malformed', 'companion.tooLarge'].includes(error.code);
}

async function openSession(
  deps: CompanionsDeps,
  { context, kind, chosen }: CompanionQuestion,
  signal: AbortSignal,
): Promise<Session> {
  const what = companionNames[kind];
  const server = deps.server(context);
  if (server === undefined) throw notConnected(context);
  const reach = deps.reach(context);
  if (reach === undefined) throw noCluster(what);
  const { client, namespace } = reach;
  const told = kind === 'alertmanager' ? await deps.told(context, signal) : [];
  const near = 'namespace' in server ? server.namespace : undefined;
  const { candidates, denied, elsewhere } = await deps.find(client, { kind, signal, namespace, near, told });
  if (candidates.length === 0)
    throw denied ?? (elsewhere[0] === undefined ? none(what, client) : outside(what, elsewhere[0]));
  const wanted = chosen === undefined ? candidates : candidates.filter(({ id }) => id === chosen);
  if (chosen !== undefined && wanted.length === 0) throw chosenGone(what, chosen);
  const open = await deps.open(client, wanted, { kind, signal, transports: transportsOf(server, reach) });
  const { id, transport, pathPrefix } = open;
  const found = candidates.map(({ id: foundId, foundBy }) => ({ id: foundId, foundBy }));
  const use = { id, transport, pathPrefix, found: found.slice(0, mostFound) };
  return {
    ...{ open, reach, context, users: 0, idleTimer: undefined },
    // The pod may be another one by now.
    get use() {
      return { ...use, pod: open.pod() };
    },
  };
}

/** To choose from. */
const mostFound = 50;

/** As the Prometheus is reached: what was chosen for it holds here too, and the way that led to it is tried first. */
function transportsOf(server: ServerInfo, { choice }: ClusterReach): readonly CompanionTransport[] {
  const fixed = choice?.kind === 'service' ? choice.transport : 'auto';
  if (fixed === 'port-forward' || fixed === 'proxy') return [fixed];
  return server.transport === 'proxy' ? ['proxy', 'port-forward'] : ['port-forward', 'proxy'];
}

function notConnected(context: ContextId): AppError {
  return new AppError('connection.notConnected', 'The context is not connected.', { details: { context } });
}

function connectionClosed({ context }: CompanionQuestion): AppError {
  return new AppError('connection.notConnected', 'The connection was closed while it was asked.', {
    details: { context },
    retryable: true,
  });
}

function noCluster(what: string): AppError {
  return new AppError('companion.noCluster', `The context has no cluster in which ${what} could be looked for.`, {
    details: { what },
  });
}

function none(what: string, { server }: KubeClient): AppError {
  return new AppError('companion.none', `No ${what} was found in the cluster ${server}.`, {
    details: { what, server },
  });
}

function outside(what: string, url: string): AppError {
  const text = `The Prometheus sends its alerts to ${url}, which is nothing in the cluster.`;
  return new AppError('companion.elsewhere', text, { details: { what, url } });
}

function chosenGone(what: string, candidate: string): AppError {
  return new AppError('companion.chosenGone', `${candidate} is not in the cluster any more.`, {
    details: { what, candidate },
  });
}

function parseInWorker<Job, Out>(
  pool: CompanionsDeps['pool'],
  job: Job,
  bodies: readonly Uint8Array<ArrayBuffer>[],
  signal: AbortSignal,
): Promise<readonly Out[]> {
  return new Promise((resolve, reject) => {
    const read: Out[] = [];
    const task = pool.open<Job, FromReader<Out>>(
      {
        onMessage(message) {
          if (message.kind === 'item') return void read.push(message.item);
          task.dispose();
          if (message.kind === 'done') resolve(read);
          else reject(AppError.fromData(message.error));
        },
        onFailure: (error) => reject(isCancellation(error) ? error : new Error(errorText(error), { cause: error })),
      },
      signal,
    );
    task.post(
      job,
      bodies.map(({ buffer }) => buffer),
    );
  });
}
