/** The writer of a source as the main thread has it: calls that resolve when their samples are on the disk. */
import { randomUUID } from 'node:crypto';
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { Emitter, type Event } from '../../../../shared/base/event.ts';
import { createWorkerPool, outOfMemoryCode } from '../../base/worker-pool.ts';
import type { LogSink } from '../../ports.ts';
import type { SetAside } from '../store/source-files.ts';
import { withBuffers } from './call-buffers.ts';
import { folderName, type HistoryOrigin, originText } from './history-identity.ts';
import type { Retention } from './upkeep.ts';
import type { UpkeepState } from './upkeep-report.ts';
import { createWaitingCalls } from './waiting-calls.ts';
import type { WriterCalls } from './writer-calls.ts';
import type { FromWriter, ToWriter, WriterCall } from './writer-protocol.ts';

type Async<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

/**
 * Calls are done in the order in which they were made. Each is acknowledged after its commit. Ids of series are this writer's: one that is
 * opened anew may have another history. A call that finds a file damaged fails with history.setAside, and may be made again at once. What cannot
 * be stored as it is fails with history.badInput; what the disk has no time for, with history.behind. `close` lets the calls that wait end.
 * The bytes of a scrape's body (`ScrapeAnswer`), and of `feedRead`, are given away: so of a scrape it is the writer that tries it again where a file was set aside.
 */
export interface SourceWriter extends Async<WriterCalls>, AsyncDisposable {
  /** The folder's name. */
  readonly source: string;
  /** Damaged files that were found until now, and have other names. */
  readonly setAside: readonly SetAside[];
  /** One more of them: recording goes on without what it had. */
  readonly onSetAside: Event<SetAside>;
  /** From now on. */
  retain(retention: Retention): void;
  /** The worker has ended by itself, or it is being closed: every further call fails, and it is to be opened anew. */
  readonly failure: () => Error | undefined;
}

export interface OpenWriterOptions {
  readonly dataDir: string;
  readonly origin: HistoryOrigin;
  /** The folder's name, where an import was told another one than the identity's. */
  readonly source?: string | undefined;
  /** Of the entry that serves `openWriterSession`. */
  readonly workerUrl: URL;
  readonly log: LogSink;
  readonly retention: Retention;
  /** How what it does by itself is doing, where that has changed; undefined once it is closed. */
  readonly onUpkeep?: ((state: UpkeepState | undefined) => void) | undefined;
  /** Of its worker's heap. Default: as much as Node gives. */
  readonly heapMiB?: number | undefined;
}

/** Calls that are waiting when it is closed have so long to end: the rest is refused. */
const closeMs = 3000;

/** Its samples are not in the heap. With 100,000 series 60 MiB less are resident than with Node's own, and it writes as fast. */
const youngMiB = 12;

/** @throws AppError history.* where it cannot be opened */
export async function openSourceWriter(options: OpenWriterOptions): Promise<SourceWriter> {
  const { log, origin } = options;
  const source = options.source ?? folderName(origin);
  // Its own thread for as long as it is open: a source has one writer.
  const pool = createWorkerPool({ url: options.workerUrl, log, size: 1, youngMiB, ...heapOf(options) });
  const waiting = createWaitingCalls(source);
  const aside = asideKeeper(log);
  let broken: Error | undefined;
  let closing: Promise<void> | undefined;
  const opened = Promise.withResolvers<void>();
  // Whoever waits for it hears of it, if somebody does.
  opened.promise.catch(() => undefined);
  const fail = (cause: Error) => {
    const error = endOfWorker(cause, source);
    broken ??= error;
    opened.reject(error);
    waiting.fail(error);
  };
  const onMessage = (message: FromWriter) => {
    if (message.kind === 'opened') opened.resolve(aside.add(message.setAside));
    else if (message.kind === 'setAside') aside.add(message.setAside);
    else if (message.kind === 'trouble') log.write('warn', 'history', message.error.message, { source });
    else if (message.kind === 'upkeep') options.onUpkeep?.(message.state);
    else if (message.kind === 'failed' && message.id === undefined) fail(AppError.fromData(message.error));
    else if (message.kind !== 'removed') waiting.settle(message);
  };
  const task = pool.open<ToWriter, FromWriter>({ onMessage, onFailure: fail });
  const end = async () => {
    if (broken === undefined) await waiting.whenNone(closeMs);
    task.dispose();
    fail(closedError(source));
    aside.dispose();
    await pool.close();
    options.onUpkeep?.(undefined);
  };
  const close = () => {
    closing ??= end();
    return closing;
  };
  const failure = () => broken ?? (closing === undefined ? undefined : closedError(source));
  try {
    const { dataDir, retention } = options;
    task.post({ kind: 'open', dataDir, source, origin: originText(origin), newPair: randomUUID(), retention });
    await opened.promise;
  } catch (error) {
    await close();
    throw error;
  }
  const call = (made: WriterCall) => {
    const error = failure();
    if (error !== undefined) return Promise.reject(error);
    return waiting.add(made, (id) => {
      const { call: posted, transfer } = withBuffers(made);
      task.post({ kind: 'call', id, call: posted }, transfer);
    });
  };
  const retain = (retention: Retention) => task.post({ kind: 'retain', retention });
  return { ...callsOver(call), retain, source, ...aside.told, failure, close };
}

/** The default where there is none. */
export function heapOf({ heapMiB }: { readonly heapMiB?: number | undefined }): { readonly heapMiB?: number } {
  return heapMiB === undefined ? {} : { heapMiB };
}

/** What else ends it is a bug, which keeps its stack. */
function endOfWorker(error: Error, path: string): Error {
  if (!('code' in error) || error.code !== outOfMemoryCode) return error;
  const message = `the writer of the history ${path} ran out of memory: what was acknowledged is kept, the rest is to be written again`;
  return new AppError('history.outOfMemory', message, { details: { path }, retryable: true, cause: error });
}

export function closedError(path: string): AppError {
  const message = `the history ${path} was closed before this was done: open it again`;
  return new AppError('history.closed', message, { details: { path } });
}

/** Keeps what was set aside, writes it down, and tells whoever wants to know. */
function asideKeeper(log: LogSink) {
  const setAside: SetAside[] = [];
  const emitter = new Emitter<SetAside>();
  return {
    told: { setAside, onSetAside: emitter.event },
    add(found: readonly SetAside[]): void {
      for (const one of found) {
        const { path, keptAs, reason } = one;
        log.write('error', 'history', 'a damaged file was set aside', { path, keptAs, reason });
        setAside.push(one);
        emitter.fire(one);
      }
    },
    dispose: () => emitter.dispose(),
  };
}

function callsOver(call: (made: WriterCall) => Promise<unknown>): Async<WriterCalls> {
  const of =
    (name: keyof WriterCalls) =>
    (...args: unknown[]) =>
      call({ name, args } as WriterCall);
  return {
    register: of('register'),
    appendScrape: of('appendScrape'),
    appendColumns: of('appendColumns'),
    setMetadata: of('setMetadata'),
    stats: of('stats'),
    cover: of('cover'),
    putDocument: of('putDocument'),
    delete: of('delete'),
    scrape: of('scrape'),
    endScrapes: of('endScrapes'),
    beginRead: of('beginRead'),
    feedRead: of('feedRead'),
    endRead: of('endRead'),
    dropRead: of('dropRead'),
  } as Async<WriterCalls>;
}
