/** The worker's side of a source's writer: one call after the other, and in between what a history needs by itself, in slices. */
import { AppError } from '../../../../shared/base/errors.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { TaskHandler, TaskLink } from '../../base/worker-tasks.ts';
import { UnknownSeriesError } from '../store/append-scrape.ts';
import type { HistoryWriter } from '../store/history-writer.ts';
import { type SetAside, type SourceFiles, sourceFiles } from '../store/source-files.ts';
import { HeldWriter } from './held-writer.ts';
import { LogLimit, type LogStep, logHeldError } from './log-limit.ts';
import { releaseReaders } from './readers-hold.ts';
import { removeSource } from './remove-source.ts';
import { storeTroubles } from './stored-troubles.ts';
import { type Retention, Upkeep } from './upkeep.ts';
import { createUpkeepReport, type UpkeepReport, type UpkeepState } from './upkeep-report.ts';
import { createWriterCalls, type WriterCalls, type WriterFeeds } from './writer-calls.ts';
import type { FromWriter, ToWriter, WriterCall } from './writer-protocol.ts';

/** A call never waits longer for a slice. */
const sliceMs = 20;
const usualLookEveryMs = 30_000;
/** While readers are held back for a log: how often it is looked whether they have ended. */
const lookAtLogEveryMs = 20;

export interface WriterSessionOptions extends WriterFeeds {
  /** Milliseconds since the epoch. Default: this computer's. */
  readonly now?: () => number;
  /** A clock that only goes forward. Default: this computer's. */
  readonly elapsedMs?: () => number;
  /** How often it is looked whether a slot is over. */
  readonly lookEveryMs?: number;
  /** Of each of SQLite's logs. Default: as LogLimit. */
  readonly mostLogBytes?: number | undefined;
}

interface Opened {
  readonly upkeep: Upkeep;
  readonly calls: WriterCalls;
}

/** For serveWorkerTasks: one per source, for as long as it is written. */
export function openWriterSession(
  link: TaskLink<FromWriter>,
  options: WriterSessionOptions = {},
): TaskHandler<ToWriter> {
  let opened: OpenedSource | undefined;

  const open = (opening: Opening) => {
    opened = new OpenedSource(link, opening, options);
    link.send({ kind: 'opened', setAside: opened.begin() });
  };

  const answered = (id: number, call: WriterCall) => {
    try {
      if (opened === undefined) throw new Error('a call before the history is open');
      link.send({ kind: 'result', id, result: opened.answer(call) });
    } catch (error) {
      if (error instanceof UnknownSeriesError) link.send({ kind: 'unknownSeries', id, ids: error.ids });
      else link.send({ kind: 'failed', id, error: expected(error).toData() });
    }
    opened?.limitLogs();
  };

  const handle = (message: Exclude<ToWriter, { kind: 'call' }>) => {
    if (message.kind === 'retain') return opened?.retain(message.retention);
    try {
      if (message.kind === 'open') return open(message);
      removeSource(message.dataDir, message.source);
      link.send({ kind: 'removed' });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      link.send({ kind: 'failed', id: undefined, error: error.toData() });
    }
  };

  return {
    receive: (message) => (message.kind === 'call' ? answered(message.id, message.call) : handle(message)),
    dispose() {
      opened?.close();
      opened = undefined;
    },
  };
}

type Opening = Extract<ToWriter, { kind: 'open' }>;

/** The source, and what is done for it between calls. */
class OpenedSource {
  readonly #link: TaskLink<FromWriter>;
  readonly #options: WriterSessionOptions;
  readonly #files: SourceFiles;
  readonly #held: HeldWriter;
  readonly #logs: LogLimit;
  readonly #report: UpkeepReport;
  /** Of the writer that is open: one that was opened anew has its own. */
  readonly #known = new WeakMap<HistoryWriter, Opened>();
  #retention: Retention;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #logTimer: NodeJS.Timeout | undefined;
  #stored = '[]';

  constructor(link: TaskLink<FromWriter>, opening: Opening, options: WriterSessionOptions) {
    const { now = Date.now, elapsedMs = () => performance.now(), mostLogBytes } = options;
    this.#link = link;
    this.#options = options;
    this.#retention = opening.retention;
    this.#files = sourceFiles(opening.dataDir, opening.source);
    const onSetAside = (setAside: readonly SetAside[]) => link.send({ kind: 'setAside', setAside });
    this.#held = new HeldWriter({ opening, now, onSetAside });
    this.#logs = new LogLimit({ files: this.#files, elapsedMs, mostBytes: mostLogBytes });
    this.#report = createUpkeepReport({ now, onState: (state) => this.#tell(state), onTrouble: this.#onTrouble });
  }

  /** @returns what was found damaged @throws AppError history.* */
  begin(): readonly SetAside[] {
    const setAside = this.#held.open();
    // A writer that was killed may have left it.
    releaseReaders(this.#files);
    storeTroubles(this.#files, []);
    this.#timer = setInterval(() => this.#maintainSoon(), this.#options.lookEveryMs ?? usualLookEveryMs);
    this.#maintainSoon();
    return setAside;
  }

  answer(call: WriterCall): unknown {
    const result = this.#result(call);
    if (call.name === 'register') this.#held.gave(result as readonly number[]);
    if (call.name === 'delete') this.#maintainSoon();
    return result;
  }

  /** Who scraped has the body no more, so it is for us to try that again where a damaged file was set aside. */
  #result(call: WriterCall): unknown {
    const ask = () => this.#held.run((writer) => resultOf(this.#of(writer).calls, call));
    try {
      return ask();
    } catch (error) {
      if (call.name !== 'scrape' || !(error instanceof AppError) || error.code !== 'history.setAside') throw error;
      return ask();
    }
  }

  retain(wanted: Retention): void {
    this.#retention = wanted;
    this.#byItself((upkeep) => upkeep.retainSoon());
    this.#maintainSoon();
  }

  /** Where it is time for that. */
  limitLogs(): void {
    if (this.#logTimer !== undefined || !this.#logs.isDue) return;
    const step = this.#byItself((upkeep, writer) => this.#limitLog(upkeep, writer));
    if (step !== 'held') return;
    this.#logTimer = setTimeout(() => {
      this.#logTimer = undefined;
      this.limitLogs();
    }, lookAtLogEveryMs);
  }

  close(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#turn);
    clearTimeout(this.#logTimer);
    this.#logs.release();
    this.#held.close();
  }

  #of(writer: HistoryWriter): Opened {
    const there = this.#known.get(writer);
    if (there !== undefined) return there;
    const { now = Date.now } = this.#options;
    const retention = () => this.#retention;
    const upkeep = new Upkeep(writer, { now, sliceMs, retention, report: this.#report, onTrouble: this.#onTrouble });
    const made = { upkeep, calls: createWriterCalls(writer, upkeep, this.#options) };
    this.#known.set(writer, made);
    return made;
  }

  #maintainSoon(): void {
    this.#turn ??= setImmediate(() => this.#maintain());
  }

  /** What fails holds up nothing else: a fold for which the disk is full may have room after a deletion. */
  #maintain(): void {
    this.#turn = undefined;
    const folds = this.#byItself((upkeep) => upkeep.fold()) === true;
    if (folds || this.#byItself((upkeep) => upkeep.keep()) === true) this.#maintainSoon();
    this.limitLogs();
  }

  #limitLog(upkeep: Upkeep, writer: HistoryWriter): LogStep {
    try {
      const step = this.#logs.step(writer, upkeep.isAwaitingReaders);
      // One that is short, which a deletion waits for, is no trouble.
      const tooLong = step === 'gaveUp' ? this.#logs.tooLong : undefined;
      if (step === 'emptied') this.#report.worked({ work: 'log' });
      if (tooLong !== undefined) this.#report.failed({ work: 'log' }, logHeldError(tooLong));
      if (step !== 'held' && upkeep.isAwaitingReaders) this.#maintainSoon();
      return step;
    } catch (error) {
      if (error instanceof AppError) this.#report.failed({ work: 'log' }, error);
      throw error;
    }
  }

  /** Nobody waits for it: the next time may do better. @returns undefined where it failed, which is reported */
  #byItself<T>(work: (upkeep: Upkeep, writer: HistoryWriter) => T): T | undefined {
    try {
      return this.#held.run((writer) => {
        this.#report.worked({ work: 'open' });
        return work(this.#of(writer).upkeep, writer);
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Of a file that was set aside, whoever has the writer was told already.
      if (!this.#held.isOpen) this.#report.failed({ work: 'open' }, error);
      return undefined;
    }
  }

  #tell(state: UpkeepState): void {
    const troubles = JSON.stringify(state.troubles);
    if (troubles !== this.#stored) storeTroubles(this.#files, state.troubles);
    this.#stored = troubles;
    this.#link.send({ kind: 'upkeep', state });
  }

  readonly #onTrouble = (error: AppError): void => this.#link.send({ kind: 'trouble', error: error.toData() });
}

/** What a call may fail with. What it was given and cannot be stored is no bug of the writer's. @throws what is one */
function expected(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof RangeError) && !(error instanceof ChunkError)) throw error;
  const reason = error.message;
  return new AppError('history.badInput', `the history does not take this: ${reason}`, {
    details: { reason },
    cause: error,
  });
}

function resultOf(calls: WriterCalls, call: WriterCall): unknown {
  switch (call.name) {
    case 'register':
      return calls.register(...call.args);
    case 'appendScrape':
      return calls.appendScrape(...call.args);
    case 'appendColumns':
      return calls.appendColumns(...call.args);
    case 'setMetadata':
      return calls.setMetadata(...call.args);
    case 'stats':
      return calls.stats();
    case 'cover':
      return calls.cover(...call.args);
    case 'putDocument':
      return calls.putDocument(...call.args);
    case 'delete':
      return calls.delete(...call.args);
    case 'scrape':
      return calls.scrape(...call.args);
    case 'endScrapes':
      return calls.endScrapes(...call.args);
    case 'beginRead':
      return calls.beginRead(...call.args);
    case 'feedRead':
      return calls.feedRead(...call.args);
    case 'endRead':
      return calls.endRead(...call.args);
    case 'dropRead':
      return calls.dropRead(...call.args);
  }
}
