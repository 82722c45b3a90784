/** Asks the Pushgateway of a context's cluster (API v1): one reading of all groups that were pushed to it. Changes nothing. */
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { PushgatewayItem } from '../../../shared/model/pushgateway.ts';
import type { Companions } from '../companions/companions.ts';
import type { OpenCompanion } from '../kube/companions/open-companion.ts';
import type { Clock } from '../ports.ts';
import type { PushgatewayJob, PushgatewayRead } from './read-pushgateway.ts';

interface Asked {
  readonly context: ContextId;
  readonly chosen?: string | undefined;
}

export interface Pushgateways {
  /** As the contract has it. @throws AppError connection.notConnected; CancelledError */
  read(asked: Asked, signal: AbortSignal): AsyncIterable<PushgatewayItem>;
}

export interface PushgatewaysDeps {
  readonly companions: Pick<Companions, 'use' | 'parse'>;
  readonly clock: Clock;
}

const bytesPerMiB = 2 ** 20;
const timeoutMs = 30_000;

export function createPushgateways({ companions, clock }: PushgatewaysDeps): Pushgateways {
  async function* readAll(
    { context, chosen }: Asked,
    signal: AbortSignal,
  ): AsyncGenerator<PushgatewayItem, void, undefined> {
    const question = { context, kind: 'pushgateway', chosen } as const;
    const { job, use } = await companions.use(question, signal, async (used) => ({
      job: await fetchAll(used.open, signal),
      use: used.use,
    }));
    const readAtMs = clock.now();
    const bodies = [job.status, job.metrics];
    const [head, ...items] = await companions.parse<PushgatewayJob, PushgatewayRead>(job, bodies, signal);
    if (head?.kind !== 'head') throw new Error('the reader gave no head');
    const { version, startMs } = head;
    yield { kind: 'begin', readAtMs, use, version, startMs };
    for (const item of items) if (item.kind !== 'head') yield item;
  }

  return {
    async *read(asked, signal) {
      try {
        yield* readAll(asked, signal);
      } catch (error) {
        if (isCancellation(error) || !(error instanceof AppError) || error.code === 'connection.notConnected')
          throw error;
        yield { kind: 'failed', error: error.toData() };
      }
    },
  };
}

async function fetchAll(open: OpenCompanion, signal: AbortSignal) {
  const get = async (path: string, mostMiB: number) => {
    const answer = await open.call({ method: 'GET', path, signal, timeoutMs, mostBytes: mostMiB * bytesPerMiB });
    if (answer.status !== 200) throw open.failure(answer);
    return answer.body;
  };
  const [status, metrics] = await Promise.all([get('/api/v1/status', 1), get('/api/v1/metrics', 64)]);
  return { kind: 'pushgateway', target: open.id, status, metrics } as const;
}
