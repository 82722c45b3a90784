/** What a server says of itself, kept in a history of its own, in a time that the test drives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerPool } from '../../../electron/backend/base/worker-pool.ts';
import { folderName, type HistoryOrigin } from '../../../electron/backend/history/service/history-identity.ts';
import {
  createHistoryService,
  type HistoryService,
} from '../../../electron/backend/history/service/history-service.ts';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import { startSnapshots } from '../../../electron/backend/recorder/snapshots/start-snapshots.ts';
import type { Source } from '../../../electron/backend/sources/source.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { KeptStatusKind } from '../../../shared/model/status.ts';
import { openCatalogPool, openParsePool, openSource, type TestSource } from '../prometheus-support.ts';

export const minuteMs = 60_000;

export const origin: HistoryOrigin = {
  ...{ kind: 'prometheus', cluster: 'uid:1', server: 'prometheus', name: 'harbor', version: '2.42.0' },
};

export const statusKinds: readonly KeptStatusKind[] = [
  ...(['config', 'flags', 'runtimeinfo', 'buildinfo', 'rules', 'targets', 'alerts', 'alertmanagers'] as const),
  'metadata',
];

/** A time in which only so much passes as it is told to, and only while somebody waits. */
function drivenTime(startMs: number) {
  let nowMs = 0;
  let endMs = 0;
  let waiting: { readonly untilMs: number; readonly end: () => void } | undefined;
  let rested: () => void = () => undefined;
  const goOn = () => {
    if (waiting === undefined) return;
    if (waiting.untilMs <= endMs) return waiting.end();
    nowMs = endMs;
    rested();
  };
  return {
    clock: { now: () => startMs + nowMs, monotonic: () => nowMs },
    wait: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const untilMs = nowMs + ms;
        const end = () => {
          signal.removeEventListener('abort', end);
          waiting = undefined;
          if (!signal.aborted) nowMs = Math.max(nowMs, untilMs);
          resolve();
        };
        if (signal.aborted) return end();
        signal.addEventListener('abort', end, { once: true });
        waiting = { untilMs, end };
        goOn();
      }),
    /** Resolves when all that is to be done until then has been done. */
    pass: (ms: number) =>
      new Promise<void>((resolve) => {
        rested = resolve;
        endMs += ms;
        goOn();
      }),
  };
}

export interface Kept {
  readonly history: HistoryService;
  /** The folder's name. */
  readonly name: string;
  readonly source: Source;
  readonly writer: SourceWriter;
  readonly catalogPool: WorkerPool;
  /** From here on time passes. */
  readonly startMs: number;
  readonly snapshots: Disposable;
  readonly logged: readonly string[];
  pass(ms: number): Promise<void>;
  /** How many documents of each kind there are. */
  counts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** Begins at once. @param url of the server */
export async function keepSnapshots(url: string): Promise<Kept> {
  const dataDir = mkdtempSync(join(tmpdir(), 'binnacle-snapshots-'));
  const logged: string[] = [];
  const log = {
    write: (level: string, _scope: string, message: string, fields: object = {}) =>
      void logged.push(`${level} ${message} ${JSON.stringify(fields)}`),
  };
  const workerUrl = (name: string) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url);
  const history = createHistoryService({ dataDir, log, workerUrl });
  const writer = await history.writer(origin);
  const [pool, catalogPool] = [openParsePool(), openCatalogPool()];
  const opened: TestSource = openSource(url, pool, { catalogPool });
  const startMs = Date.now();
  const time = drivenTime(startMs);
  const ending = new AbortController();
  const session = { source: opened.source, writer, origin, signal: ending.signal, clock: time.clock, log };
  const snapshots = startSnapshots(session, { wait: time.wait });
  const name = folderName(origin);
  return {
    ...{ history, name, source: opened.source, writer, catalogPool, startMs, snapshots, logged, pass: time.pass },
    async counts() {
      const look = history.lookAt(name, AbortSignal.timeout(20_000));
      const all = statusKinds.map(async (kind) => {
        const found = await look.changes(kind, { startMs: 0, endMs: 8e15 });
        return [kind, found.length] as const;
      });
      return Object.fromEntries(await Promise.all(all));
    },
    async close() {
      ending.abort();
      await opened.close();
      await Promise.all([history.close(), pool.close(), catalogPool.close()]);
      rmSync(dataDir, { recursive: true });
    },
  };
}
