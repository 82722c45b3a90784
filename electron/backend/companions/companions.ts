/**
 * The Alertmanagers and Pushgateways that somebody looks at: found, or taken where they were typed, and opened when they are first asked; kept while
 * they are, and closed when nobody asks for a while. One that was found goes with the connection that it was found through; one that was typed needs
 * none, and stays while its context is to be connected.
 */
import type { AsyncDisposable } from '../../../shared/base/disposable.ts';
import { AppError, CancelledError, errorText, isCancellation } from '../../../shared/base/errors.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { CompanionKind, CompanionPath } from '../../../shared/model/companion.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { createShared } from '../base/shared-work.ts';
import type { WorkerPool } from '../base/worker-pool.ts';
import {
  type CompanionQuestion,
  type OpeningDeps,
  openSession,
  type Session,
  standsOn,
  tryPath,
  type UsedCompanion,
} from './open-session.ts';
import type { FromReader } from './reader-protocol.ts';

export interface Companions extends AsyncDisposable {
  /** @throws AppError connection.notConnected, companion.*, and what finding and opening throw; what `work` throws; CancelledError */
  use<T>(question: CompanionQuestion, signal: AbortSignal, work: (companion: UsedCompanion) => Promise<T>): Promise<T>;
  /** Asks one of the cluster under a path alone. @throws AppError as `use`, where it does not answer there; CancelledError */
  tryPath(path: CompanionPath, signal: AbortSignal): Promise<void>;
  /** What a reader in the worker makes of bodies, which become the worker's. @throws AppError companion.malformed; CancelledError */
  parse<Job, Out>(job: Job, bodies: readonly Uint8Array<ArrayBuffer>[], signal: AbortSignal): Promise<readonly Out[]>;
}

export interface CompanionsDeps extends OpeningDeps {
  /** A connection is another one, or none any more. */
  readonly onConnections: Event<unknown>;
  /** What was typed may be something else. */
  readonly onSettings: Event<unknown>;
  readonly pool: Pick<WorkerPool, 'open'>;
  /** For tests. */
  readonly idleMs?: number;
}

/** Longer than a page waits between two readings, and no longer than a person looks elsewhere for a moment. */
const usualIdleMs = 60_000;

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
  const isCutOff = ({ about: { question, reach, typed } }: Session) =>
    typed === undefined
      ? deps.server(question.context) === undefined || deps.reach(question.context) !== reach
      : !deps.isWanted(question.context);
  /** Something else is to be asked now. */
  const isOutdated = ({ about }: Session) => about.standsOn !== standsOn(deps, about.question);
  const look = () => {
    for (const [key, session] of sessions) if (isCutOff(session) || isOutdated(session)) drop(key, session);
    for (const session of standing) if (isCutOff(session)) end(session);
  };
  const listening = [deps.onConnections(look), deps.onSettings(look)];

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
    if (known !== undefined && !isCutOff(known) && !isOutdated(known)) return known;
    if (known !== undefined) drop(key, known);
    return opening.ask(key, signal);
  }

  return {
    async use(question, signal, work) {
      const key = keyOf(question);
      let session: Session | undefined;
      try {
        session = await sessionOf(key, signal);
        // What was typed while it was opened counts.
        if (isOutdated(session)) session = await sessionOf(key, signal);
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
    tryPath: (path, signal) => tryPath(deps, path, signal),
    parse: (job, bodies, signal) => parseInWorker(deps.pool, job, bodies, signal),
    async close() {
      for (const one of listening) one.dispose();
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

function connectionClosed({ context }: CompanionQuestion): AppError {
  return new AppError('connection.notConnected', 'The connection was closed while it was asked.', {
    details: { context },
    retryable: true,
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
