/** What a source's writer is made of. All of it remembers what is on the disk, so there is one of each. */
import { createSeriesRegistry, type SeriesRegistry } from '../index/series-registry.ts';
import { seriesCheck } from './append-scrape.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { DamagedChunks } from './damaged-chunks.ts';
import { HeadChains } from './head-chain.ts';
import { HeadWriter } from './head-writer.ts';
import { HistogramRoom } from './histogram-room.ts';
import type { WritableDatabase } from './open-database.ts';
import { HeadPurge } from './purge-head.ts';
import { SharedTimes } from './shared-times.ts';
import { Targets } from './targets.ts';
import { createTransactions, type Transactions } from './transactions.ts';

export interface WriterParts {
  readonly history: WritableDatabase<'history'>;
  readonly head: WritableDatabase<'head'>;
  readonly inHistory: Transactions;
  readonly inHead: Transactions;
  readonly registry: SeriesRegistry;
  readonly times: SharedTimes;
  readonly chunks: ChunkWriter;
  readonly damagedChunks: DamagedChunks;
  readonly room: HistogramRoom;
  readonly chains: HeadChains;
  readonly headWriter: HeadWriter;
  readonly targets: Targets;
  readonly purge: HeadPurge;
  /** @throws UnknownSeriesError */
  readonly checkSeries: (ids: Uint32Array) => void;
  /** A clock that only goes forward, for budgets. */
  readonly elapsedMs: () => number;
}

export function createWriterParts(
  history: WritableDatabase<'history'>,
  head: WritableDatabase<'head'>,
  elapsedMs: () => number,
): WriterParts {
  const registry = createSeriesRegistry(history);
  const times = new SharedTimes(history);
  const chains = new HeadChains(head);
  const room = new HistogramRoom(
    head,
    chains,
    (slot, series) => chunks.histogramWeight(slot, series),
    () => targets.all(),
  );
  const damagedChunks = new DamagedChunks(history);
  const chunks = new ChunkWriter(history, times, room, damagedChunks);
  const inHistory = createTransactions(history, () => {
    registry.rolledBack();
    times.forget();
    chunks.rolledBack();
    room.forget();
  });
  const checkSeries = seriesCheck(history);
  const targets = new Targets(history, inHistory);
  const headWriter = new HeadWriter(head, checkSeries);
  const inHead = createTransactions(head, () => {
    headWriter.forget();
    room.forget();
  });
  return {
    history,
    head,
    inHistory,
    inHead,
    registry,
    times,
    chunks,
    damagedChunks,
    room,
    chains,
    headWriter,
    targets,
    purge: new HeadPurge(head, inHead, chains, headWriter),
    checkSeries,
    elapsedMs,
  };
}
