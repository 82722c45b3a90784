/** What an Alertmanager has, read again every so often while it is looked at. */
import { AppError } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { useClient } from '../../client/hooks.tsx';
import { type Round, type Rounds, useRounds } from '../../components/use-rounds.ts';
import { createReadingFeed, type Reading } from './reading.ts';

export type Readings = Rounds<Reading>;

export interface ReadingQuestion {
  readonly context: ContextId;
  readonly chosen: string | undefined;
  readonly active: boolean;
  readonly everyMs: number;
}

export function useReading({ context, chosen, active, everyMs }: ReadingQuestion): Readings {
  const client = useClient();
  const asked = { context, ...(chosen !== undefined && { chosen }) };
  const ask = (signal: AbortSignal) => readOnce(client, asked, signal);
  return useRounds({ about: `${context} ${chosen ?? ''}`, active, everyMs, ask });
}

type Asked = Parameters<ContractClient['alertmanager']['read']>[0];

async function readOnce(client: ContractClient, asked: Asked, signal: AbortSignal): Promise<Round<Reading>> {
  const feed = createReadingFeed();
  try {
    for await (const item of client.alertmanager.read(asked, { signal })) {
      const read = feed.take(item);
      if (read !== undefined)
        return 'error' in read ? { kind: 'failed', error: read.error } : { kind: 'answered', result: read };
    }
  } catch (error) {
    // A cancellation too: nobody hears of it.
    if (!(error instanceof AppError)) throw error;
    return { kind: 'failed', error: error.toData() };
  }
  throw new Error('a reading without an end');
}
