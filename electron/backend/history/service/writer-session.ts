/** The worker's side of a source's writer: one call after the other, and in between what a history needs by itself, in slices. */
import { AppError } from '../../../../shared/base/errors.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { TaskHandler, TaskLink } from '../../base/worker-tasks.ts';
import { UnknownSeriesError } from '../store/append-scrape.ts';
import type { HistoryWriter } from '../store/history-writer.ts';
import { HeldWriter } from './held-writer.ts';
import { removeSource } from './remove-source.ts';
import { type Retention, Upkeep } from './upkeep.ts';
import { createWriterCalls, type WriterCalls } from './writer-calls.ts';
import type { FromWriter, ToWriter, WriterCall } from './writer-protocol.ts';

/** A call never waits longer for a slice. */
const sliceMs = 20;

export interface WriterSessionOptions {
  /** Milliseconds since the epoch. Default: this computer's. */
  readonly now?: () => number;
  /** How often it is looked whether a slot is over. */
  readonly lookEveryMs?: number;
}

interface Opened {
  readonly upkeep: Upkeep;
  readonly calls: WriterCalls;
}

/** For serveWorkerTasks: one per source, for as long as it is written. */
export function openWriterSession(
  link: TaskLink<FromWriter>,
  { now = Date.now, lookEveryMs = 30_000 }: WriterSessionOptions = {},
): TaskHandler<ToWriter> {
  let held: HeldWriter | undefined;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;

  let retention: Retention = { mostAgeMs: undefined, mostBytes: undefined };
  /** Of the writer that is open: one that was opened anew has its own. */
  const known = new WeakMap<HistoryWriter, Opened>();
  const trouble = (error: AppError) => link.send({ kind: 'trouble', error: error.toData() });
  const of = (writer: HistoryWriter): Opened => {
    const there = known.get(writer);
    if (there !== undefined) return there;
    const upkeep = new Upkeep(writer, { now, sliceMs, retention: () => retention, onTrouble: trouble });
    const made = { upkeep, calls: createWriterCalls(writer, upkeep) };
    known.set(writer, made);
    return made;
  };

  /** Nobody waits for it: the next time may do better. */
  const byItself = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Whoever has the writer was told of the file already.
      if (error.code !== 'history.setAside') trouble(error);
    }
  };

  const maintain = () => {
    turn = undefined;
    byItself(() => {
      const goesOn = held?.run((writer) => of(writer).upkeep.step()) ?? false;
      if (goesOn) turn = setImmediate(maintain);
    });
  };

  const maintainSoon = () => {
    turn ??= setImmediate(maintain);
  };

  const answer = (call: WriterCall): unknown => {
    if (held === undefined) throw new Error('a call before the history is open');
    const result = held.run((writer) => resultOf(of(writer).calls, call));
    if (call.name === 'register') held.gave(result as readonly number[]);
    if (call.name === 'delete') maintainSoon();
    return result;
  };

  const retain = (wanted: Retention) => {
    retention = wanted;
    byItself(() => held?.run((writer) => of(writer).upkeep.retainSoon()));
    maintainSoon();
  };

  const open = (opening: Extract<ToWriter, { kind: 'open' }>) => {
    retention = opening.retention;
    held = new HeldWriter({ opening, now, onSetAside: (setAside) => link.send({ kind: 'setAside', setAside }) });
    const setAside = held.open();
    timer = setInterval(maintainSoon, lookEveryMs);
    maintainSoon();
    link.send({ kind: 'opened', setAside });
  };

  const answered = (id: number, call: WriterCall) => {
    try {
      link.send({ kind: 'result', id, result: answer(call) });
    } catch (error) {
      if (error instanceof UnknownSeriesError) link.send({ kind: 'unknownSeries', id, ids: error.ids });
      else link.send({ kind: 'failed', id, error: expected(error).toData() });
    }
  };

  const handle = (message: Exclude<ToWriter, { kind: 'call' }>) => {
    if (message.kind === 'retain') return retain(message.retention);
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
      clearInterval(timer);
      clearImmediate(turn);
      held?.close();
      held = undefined;
    },
  };
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
  }
}
