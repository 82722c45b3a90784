/**
 * Reads what a server says of itself into what is shown of it. The text is that of a server that may be hostile: it has a length that is read within
 * milliseconds, what is not as the API promises is left out, and what is no such document at all is refused.
 */
import { AppError } from '../../../shared/base/errors.ts';
import type {
  AlertmanagersStatus,
  BlocksStatus,
  BuildStatus,
  FlagsStatus,
  NamedCount,
  NamedText,
  RuntimeStatus,
  ServerStatus,
  StatusPart,
  TsdbBlock,
  TsdbStatus,
} from '../../../shared/model/server-status.ts';
import type { StatusKind } from '../../../shared/model/status.ts';
import {
  countOf,
  cut,
  fieldOf,
  listOf,
  momentOf,
  numberOf,
  othersOf,
  type Said,
  saidOf,
  textOf,
  timeOf,
} from '../base/read-fields.ts';

/** What the main thread parses of a text at once: some ten milliseconds. A real one has some thousand characters. */
export const mostStatusCharacters = 2 * 2 ** 20;

/** Of the texts of a list, in bytes: a frame of the contract has a MiB. */
const mostListBytes = 700_000;
const mostFlags = 20_000;
const mostRows = 100;
const mostBlocks = 2000;
const mostUrls = 1000;

/** @throws AppError status.malformed */
export function parseStatus(kind: StatusPart, text: string): ServerStatus {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(kind, 'it is not JSON');
  }
  const said = saidOf(value);
  if (said === undefined) throw malformed(kind, 'it is no object');
  return parsers[kind](said);
}

const parsers: { readonly [Kind in StatusPart]: (said: Said) => Extract<ServerStatus, { kind: Kind }> } = {
  buildinfo,
  runtimeinfo,
  flags,
  tsdb,
  blocks,
  alertmanagers,
};

export function malformed(kind: StatusKind, reason: string): AppError {
  const text = `What the server says of itself (${kind}) cannot be read: ${reason}.`;
  return new AppError('status.malformed', text, { details: { kind, reason } });
}

const buildKeys = new Set(['version', 'revision', 'branch', 'buildUser', 'buildDate', 'goVersion']);

function buildinfo(said: Said): BuildStatus {
  return {
    kind: 'buildinfo',
    version: textOf(said, 'version'),
    revision: textOf(said, 'revision'),
    branch: textOf(said, 'branch'),
    user: textOf(said, 'buildUser'),
    date: textOf(said, 'buildDate'),
    goVersion: textOf(said, 'goVersion'),
    others: othersOf(said, buildKeys),
  };
}

const runtimeKeys = new Set([
  ...['startTime', 'serverTime', 'hostname', 'CWD', 'reloadConfigSuccess', 'lastConfigTime', 'corruptionCount'],
  ...['goroutineCount', 'GOMAXPROCS', 'GOMEMLIMIT', 'GOGC', 'GODEBUG', 'storageRetention'],
]);

/** Go's "no limit" is the largest number of 64 bits. */
const noMemoryLimit = 2 ** 62;

function runtimeinfo(said: Said): RuntimeStatus {
  const good = fieldOf(said, 'reloadConfigSuccess');
  const limit = countOf(said, 'GOMEMLIMIT');
  return {
    kind: 'runtimeinfo',
    startMs: momentOf(said, 'startTime'),
    serverMs: momentOf(said, 'serverTime'),
    hostname: textOf(said, 'hostname'),
    directory: textOf(said, 'CWD'),
    isConfigGood: typeof good === 'boolean' ? good : undefined,
    configMs: momentOf(said, 'lastConfigTime'),
    corruptions: countOf(said, 'corruptionCount'),
    goroutines: countOf(said, 'goroutineCount'),
    processors: countOf(said, 'GOMAXPROCS'),
    memoryLimitBytes: limit === undefined || limit > noMemoryLimit ? undefined : limit,
    gc: textOf(said, 'GOGC'),
    debug: textOf(said, 'GODEBUG'),
    retention: textOf(said, 'storageRetention'),
    others: othersOf(said, runtimeKeys),
  };
}

function flags(said: Said): FlagsStatus {
  const all = Object.entries(said).flatMap(([name, value]): NamedText[] =>
    typeof value === 'string' ? [{ name: cut(name), text: cut(value) }] : [],
  );
  all.sort((a, b) => (a.name < b.name ? -1 : 1));
  const kept = within(all, mostFlags, ({ name, text }) => name + text);
  return { kind: 'flags', flags: kept, leftOut: all.length - kept.length };
}

function tsdb(said: Said): TsdbStatus {
  // Before 2.14, and in other engines, the head's numbers stand beside the tables, or are not told.
  const head = saidOf(fieldOf(said, 'headStats'));
  return {
    kind: 'tsdb',
    head: {
      series: countOf(head, 'numSeries') ?? countOf(said, 'totalSeries'),
      labelPairs: countOf(head, 'numLabelPairs') ?? countOf(said, 'totalLabelValuePairs'),
      chunks: countOf(head, 'chunkCount'),
      minMs: timeOf(head, 'minTime'),
      maxMs: timeOf(head, 'maxTime'),
    },
    seriesByMetric: rowsOf(said, 'seriesCountByMetricName'),
    valuesByLabel: rowsOf(said, 'labelValueCountByLabelName'),
    bytesByLabel: rowsOf(said, 'memoryInBytesByLabelName'),
    seriesByPair: rowsOf(said, 'seriesCountByLabelValuePair'),
  };
}

function rowsOf(said: Said, key: string): readonly NamedCount[] {
  const rows = listOf(said, key).flatMap((value): NamedCount[] => {
    const row = saidOf(value);
    const name = fieldOf(row, 'name');
    const count = countOf(row, 'value');
    return typeof name !== 'string' || count === undefined ? [] : [{ name: cut(name), count }];
  });
  rows.sort((a, b) => b.count - a.count);
  return within(rows.slice(0, mostRows), mostRows, ({ name }) => name, mostListBytes / 4);
}

function blocks(said: Said): BlocksStatus {
  const all = listOf(said, 'blocks').flatMap((value): TsdbBlock[] => {
    const block = saidOf(value);
    const [minMs, maxMs] = [timeOf(block, 'minTime'), timeOf(block, 'maxTime')];
    if (minMs === undefined || maxMs === undefined || minMs > maxMs) return [];
    const stats = saidOf(fieldOf(block, 'stats'));
    return [
      {
        ...{ ulid: textOf(block, 'ulid').slice(0, 100), minMs, maxMs },
        series: countOf(stats, 'numSeries'),
        samples: countOf(stats, 'numSamples'),
        chunks: countOf(stats, 'numChunks'),
        level: numberOf(saidOf(fieldOf(block, 'compaction')), 'level'),
      },
    ];
  });
  all.sort((a, b) => b.maxMs - a.maxMs || b.minMs - a.minMs);
  const kept = all.slice(0, mostBlocks);
  return { kind: 'blocks', blocks: kept, leftOut: all.length - kept.length };
}

function alertmanagers(said: Said): AlertmanagersStatus {
  const urls = (key: string) =>
    listOf(said, key).flatMap((value) => {
      const url = fieldOf(saidOf(value), 'url');
      return typeof url === 'string' ? [cut(url)] : [];
    });
  const all = [urls('activeAlertmanagers'), urls('droppedAlertmanagers')] as const;
  const [active, dropped] = all.map((list) => within(list, mostUrls, (url) => url, mostListBytes / 2)) as [
    readonly string[],
    readonly string[],
  ];
  const leftOut = all[0].length + all[1].length - active.length - dropped.length;
  return { kind: 'alertmanagers', active, dropped, leftOut };
}

/** The first ones, as many as there is room for. */
export function within<Item>(
  items: readonly Item[],
  most: number,
  textOfItem: (item: Item) => string,
  mostBytes = mostListBytes,
): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(textOfItem(item)) + 16;
    return index >= most || bytes > mostBytes;
  });
  return end === -1 ? items : items.slice(0, end);
}
