/** A question to what a service records, by its own readers. */
import { createWorkerPool } from '../../../electron/backend/base/worker-pool.ts';
import { folderName } from '../../../electron/backend/history/service/history-identity.ts';
import { openHistorySource } from '../../../electron/backend/history-source.ts';
import { joinParts, type Part } from '../../../shared/model/columns.ts';
import type { Columns } from '../../../shared/model/query.ts';
import { recordedOrigin, type ServiceFixture } from '../../support/history/service-fixture.ts';

const silent = { write: () => undefined };

/** @returns the values, in the order of the series; by default how many samples each of `m` has in the last day */
export async function askRecorded(
  fixture: Pick<ServiceFixture, 'history'>,
  timeMs: number,
  expr = 'count_over_time(m[1d])',
): Promise<number[]> {
  return [...(await askColumns(fixture, timeMs, expr)).values];
}

export async function askColumns(
  { history }: Pick<ServiceFixture, 'history'>,
  timeMs: number,
  expr: string,
): Promise<Columns> {
  const catalogPool = createWorkerPool({
    url: new URL('../../../electron/workers/catalog.ts', import.meta.url),
    log: silent,
  });
  try {
    const clock = { now: () => Date.now(), monotonic: () => performance.now() };
    const deps = { history, catalogPool, clock, log: silent, version: '0.1.0' };
    const source = openHistorySource(
      { source: folderName(recordedOrigin), origin: recordedOrigin, lastMs: () => undefined },
      deps,
    );
    const parts: Part[] = [];
    const options = { signal: new AbortController().signal, timeoutMs: 20_000 };
    for await (const item of source.query({ kind: 'instant', expr, timeMs }, options))
      if (item.kind === 'part') parts.push(item);
    return joinParts(parts);
  } finally {
    await catalogPool.close();
  }
}
