/** What every request of a catalog goes through: the forced matchers, a deadline, the worker that reads the answer, and its errors. */
import { AppError, isCancellation } from '../../../../../shared/base/errors.ts';
import { withDeadline } from '../../../base/deadline.ts';
import type { WorkerPool } from '../../../base/worker-pool.ts';
import type { Clock } from '../../../ports.ts';
import type { ApiClient } from '../api-client.ts';
import { deadlinePassed } from '../failures.ts';
import type { ForcedMatchers } from '../forced-matchers.ts';
import type { ApiRequest } from '../request-params.ts';
import type { BodyJob, JobKind, Jobs } from './catalog-protocol.ts';
import { matchOf } from './catalog-requests.ts';
import { runBodyJob } from './catalog-task.ts';

export interface AskerDeps {
  readonly client: ApiClient;
  readonly matchers: ForcedMatchers;
  /** Of catalog workers; the caller's to close. */
  readonly pool: WorkerPool;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
}

interface Asking {
  readonly request: ApiRequest;
  /** By POST where the API has one: a selector may be long. */
  readonly by: 'query' | 'read';
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

export interface Asker {
  /** What `match[]` is for a selector; undefined for none. @throws AppError prometheus.badData, address.badMatchers */
  match(selector: string): string | undefined;
  /** @throws as Source.query; CancelledError where its connection was closed, too */
  ask<Kind extends BodyJob>(
    job: { readonly job: Kind } & Jobs[Extract<Kind, JobKind>]['input'],
    asking: Asking,
  ): Promise<Jobs[Kind]['result']>;
}

export function createAsker({ client, matchers, pool, clock }: AskerDeps): Asker {
  return {
    match: (selector) => matchOf(selector, matchers),
    async ask(job, { request, by, timeoutMs, signal, onBytes }) {
      const startMs = clock.monotonic();
      const elapsedSeconds = () => Math.round((clock.monotonic() - startMs) / 100) / 10;
      const work = async (limited: AbortSignal) => {
        const response = await client[by](request, { signal: limited, elapsedSeconds });
        const more = onBytes === undefined ? {} : { onBytes };
        return runBodyJob(pool, job, response, { signal: limited, elapsedSeconds, ...more });
      };
      try {
        return await withDeadline(signal, timeoutMs, () => deadlinePassed(timeoutMs), work);
      } catch (error) {
        throw matchers.explain(error);
      }
    },
  };
}

/** A cancellation that nobody asked for: whoever owns the connection closed it. */
export function closedBeneath(error: unknown): unknown {
  if (!isCancellation(error)) return error;
  const reason = 'it was closed';
  return new AppError('prometheus.connectionLost', `The connection to Prometheus was lost: ${reason}.`, {
    details: { reason },
    retryable: true,
  });
}
