/** Changes to a server's TSDB: only where its flags allow them, and only where what was looked at still answers. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/base/errors.ts';
import type { ConnectionState, ServerInfo } from '../../../shared/model/context.ts';
import type { SampleSelection, TsdbLook } from '../../../shared/model/tsdb-admin.ts';
import type { Clock } from '../ports.ts';
import type { Source, SourceAdmin } from '../sources/source.ts';
import { readStatus } from './status-service.ts';

/** What answers for a context now: its source, and the state that its connection is in. */
export interface Answering {
  readonly source: Pick<Source, 'admin' | 'catalog' | 'query' | 'status'>;
  readonly state: ConnectionState;
}

export interface TsdbAdmin {
  /** shared/contract/tsdb-admin.ts says what each does. */
  look(answering: Answering, selection: SampleSelection | undefined, signal: AbortSignal): Promise<TsdbLook>;
  deleteSeries(answering: Answering, mark: string, selection: SampleSelection, signal: AbortSignal): Promise<void>;
  cleanTombstones(answering: Answering, mark: string, signal: AbortSignal): Promise<void>;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Tombstones are written for each series. */
const deleteTimeoutMs = 10 * minuteMs;
/** Blocks that have any are written anew, and a large TSDB has many gigabytes of them. */
const cleanTimeoutMs = 60 * minuteMs;
const topValues = 100;
/** Longer than that, and a server has other things to do. */
const countTimeoutMs = 20_000;

export function createTsdbAdmin(clock: Pick<Clock, 'now'>): TsdbAdmin {
  /** Of each connection another one. */
  const marks = new WeakMap<SourceAdmin, string>();

  /** @throws AppError tsdbAdmin.notOffered, tsdbAdmin.otherServer */
  function checked({ source: { admin }, state }: Answering, mark: string) {
    const now = placeOf(state);
    if (admin === undefined || now === undefined) throw notOffered();
    // The state is as old as a heartbeat: the way itself sends nothing to another pod.
    if (mark === markOf(admin, now)) return { admin, onlyTo: podOf(state) };
    throw new AppError(
      'tsdbAdmin.otherServer',
      `${now.at} is not the server that was looked at, or was reached anew.`,
      {
        details: { at: now.at },
      },
    );
  }

  function markOf(admin: SourceAdmin, { at }: Place): string {
    const known = marks.get(admin) ?? randomUUID();
    marks.set(admin, known);
    return `${known} ${at}`.slice(0, 2000);
  }

  return {
    async look(answering, selection, signal) {
      const { source } = answering;
      const place = placeOf(answering.state);
      if (source.admin === undefined || place === undefined) throw notOffered();
      await checkFlags(source, signal);
      const mark = markOf(source.admin, place);
      if (selection === undefined) return { mark, ...place };
      const { startMs, endMs } = selection.span ?? { startMs: 0, endMs: clock.now() + dayMs };
      const counting = countIn(source, selection, serverOf(answering.state)?.version, signal);
      const asked = { selector: selection.selector, startMs, endMs, topValues };
      const [matched, counted] = await Promise.all([source.catalog.summarize(asked, signal), counting]);
      const lately = await livedLately(source, selection, matched.series, clock.now(), signal);
      return { mark, ...place, matched, counted, lately };
    },
    async deleteSeries(answering, mark, selection, signal) {
      const { admin, onlyTo } = checked(answering, mark);
      await admin.deleteSeries(selection, { signal, timeoutMs: deleteTimeoutMs, onlyTo });
    },
    async cleanTombstones(answering, mark, signal) {
      const { admin, onlyTo } = checked(answering, mark);
      await admin.cleanTombstones({ signal, timeoutMs: cleanTimeoutMs, onlyTo });
    },
  };
}

type Place = Pick<TsdbLook, 'at' | 'way'>;

function serverOf(state: ConnectionState): Exclude<ServerInfo, { transport: 'scraped' }> | undefined {
  const server = state.kind === 'connected' || state.kind === 'degraded' ? state.server : undefined;
  return server?.transport === 'scraped' ? undefined : server;
}

/** Undefined where no server of others stands behind it. */
function placeOf(state: ConnectionState): Place | undefined {
  const server = serverOf(state);
  return server === undefined ? undefined : { at: nameOf(server).slice(0, 1000), way: server.transport };
}

function podOf(state: ConnectionState): string | undefined {
  const server = serverOf(state);
  return server?.transport === 'port-forward' ? server.pod : undefined;
}

function nameOf(server: Exclude<ServerInfo, { transport: 'scraped' }>): string {
  switch (server.transport) {
    case 'port-forward':
      return `${server.namespace}/${server.pod}`;
    case 'proxy':
      return `${server.namespace}/${server.service}:${server.port}`;
    case 'address':
      return server.url;
  }
}

/** The flag of Prometheus; what does not tell its flags may take such a request for something else: some delete all time. */
const flag = 'web.enable-admin-api';

/** @throws AppError tsdbAdmin.off, tsdbAdmin.notOffered, and as `Source.query` does */
async function checkFlags(source: Answering['source'], signal: AbortSignal): Promise<void> {
  const answer = await readStatus(source, { kind: 'flags' }, signal);
  const flags = answer.outcome === 'told' && answer.status.kind === 'flags' ? answer.status.flags : [];
  const set = flags.find(({ name }) => name === flag);
  if (set === undefined) throw notOffered();
  if (set.text !== 'true') throw new AppError('tsdbAdmin.off', `The admin API is off: --${flag} is not set.`);
}

/** Its last line may be a comment. */
const over = (selector: string, lengthMs: number) => `${selector}\n[${lengthMs}ms]`;

/**
 * What is in the span to the millisecond, which a server knows only by reading it: its list of series goes by blocks of hours. Undefined where it will
 * not, or not in time.
 */
async function countIn(
  source: Answering['source'],
  { selector, span }: SampleSelection,
  version: string | undefined,
  signal: AbortSignal,
): Promise<TsdbLook['counted']> {
  if (span === undefined) return undefined;
  // From 3.0 on a range is open at its beginning.
  const isOpen = !/^v?[012]\./.test(version ?? '');
  const range = over(selector, Math.max(1, span.endMs - span.startMs + Number(isOpen)));
  // Of several metrics the samples are not counted: without their names, series would be the same.
  const asked = [`count(last_over_time(${range}))`, `sum(count_over_time(${range}))`];
  const [series, samples] = await Promise.all(asked.map((expr) => oneNumber(source, expr, span.endMs, signal)));
  return series === undefined ? undefined : { series, samples };
}

/** Of more it is not asked: a server reads all samples of that day for it. */
const mostLately = 10_000;

/** Of all time: a head goes on listing series that were deleted from it. */
async function livedLately(
  source: Answering['source'],
  { selector, span }: SampleSelection,
  series: number,
  nowMs: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (span !== undefined || series === 0 || series > mostLately) return undefined;
  return oneNumber(source, `count(last_over_time(${over(selector, dayMs)}))`, nowMs, signal);
}

/** 0 where there is no series; undefined where it was not answered. */
async function oneNumber(
  { query }: Answering['source'],
  expr: string,
  timeMs: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  let value = 0;
  try {
    for await (const item of query({ kind: 'instant', expr, timeMs }, { signal, timeoutMs: countTimeoutMs }))
      if (item.kind === 'part') value = item.columns.values[0] ?? value;
    return value;
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || error.code === 'prometheus.badData') throw error;
    return undefined;
  }
}

function notOffered(): AppError {
  return new AppError('tsdbAdmin.notOffered', 'What is behind the context does not say that its TSDB may be changed.');
}
