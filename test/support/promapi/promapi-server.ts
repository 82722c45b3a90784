/** The development tool `npm run promapi`: the Prometheus HTTP API over a file of OpenMetrics text, for whoever is on this machine. */

import { createLineLog } from '../../../electron/backend/base/line-log.ts';
import { createWorkerPool } from '../../../electron/backend/base/worker-pool.ts';
import type { Clock } from '../../../electron/backend/ports.ts';
import { type PrometheusApi, startPrometheusApi } from '../../../electron/backend/prometheus-api/api-server.ts';
import { workerData } from '../../../electron/backend/prometheus-api/worker-data.ts';
import type { AsyncDisposable } from '../../../shared/base/disposable.ts';
import type { ParseOptions } from '../../../shared/promql/cursor.ts';
import type { SemanticsVersion } from '../../../shared/promql/engine/semantics.ts';

export interface PromapiOptions {
  /** The file. */
  readonly openMetrics: string;
  /** 0: any free one. */
  readonly port: number;
  readonly semantics: SemanticsVersion;
}

/** Prometheus's defaults. */
const defaults = { lookbackMs: 5 * 60_000, subqueryStepMs: 60_000 };

/** The file is read once: its worker stays. The longest that a timer waits. */
const idleMs = 2 ** 31 - 1;

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A Prometheus of that age with all experiments of its language on that are not of the storage; before 3.0 there were none of them. */
const languages: Readonly<Record<SemanticsVersion, { readonly version: string; readonly parse: ParseOptions }>> = {
  v2: { version: '2.42.0', parse: {} },
  v3: {
    version: '3.14.0',
    parse: {
      durationExpressions: true,
      experimentalFunctions: true,
      extendedRangeSelectors: true,
      fillModifiers: true,
    },
  },
};

/** @throws Error with what is wrong with the file, or the port */
export async function startPromapi({
  openMetrics,
  port,
  semantics,
}: PromapiOptions): Promise<AsyncDisposable & Pick<PrometheusApi, 'url'>> {
  const { version, parse } = languages[semantics];
  const made = { revision: 'binnacle', branch: 'binnacle', buildUser: '', buildDate: '', goVersion: '' };
  const log = createLineLog((line) => process.stderr.write(`${line}\n`), 'warn', clock);
  const pool = createWorkerPool({ url: new URL('./query-worker.ts', import.meta.url), log, size: 1, idleMs });
  const data = workerData({ pool, storage: openMetrics, language: { semantics, parse, ...defaults } });
  try {
    // Reads the file.
    await data.metadata({ metric: '' }, new AbortController().signal);
    const source = { semantics, parse, data, buildInfo: { version, ...made } };
    const only = async (name: string) => (name === '' ? source : '404 page not found');
    const api = await startPrometheusApi({ port, access: 'anyone', source: only, clock, log });
    const close = async () => {
      await api.close();
      await pool.close();
    };
    return { url: api.url, close };
  } catch (error) {
    await pool.close();
    throw error;
  }
}
