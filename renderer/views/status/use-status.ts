/** Parts of a server's status, read together, and again every so often while they are looked at. What was read stays until there is something newer. */
import { AppError, type AppErrorData } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ServerStatus, StatusAnswer, StatusPart } from '../../../shared/model/server-status.ts';
import { useClient } from '../../client/hooks.tsx';
import { type Round, type Rounds, useRounds } from '../../components/use-rounds.ts';

type Told<Kind extends StatusPart> = Extract<StatusAnswer, { outcome: 'told' }> & {
  readonly status: Extract<ServerStatus, { kind: Kind }>;
};

interface StatusAnswers {
  readonly answers: ReadonlyMap<StatusPart, StatusAnswer>;
  /** When the last of them came. */
  readonly readAtMs: number | undefined;
}

export interface StatusReading extends StatusAnswers, Omit<Rounds<unknown>, 'result'> {}

export interface StatusQuestion {
  readonly context: ContextId;
  readonly kinds: readonly StatusPart[];
  /** Of a record; undefined: the newest. */
  readonly atMs: number | undefined;
  /** Asks again where it is another one. */
  readonly version: number;
  /** False: nothing is asked, and what was read stays. */
  readonly active: boolean;
  /** 0: once, and when asked. */
  readonly everyMs: number;
}

const nothing: StatusAnswers = { answers: new Map(), readAtMs: undefined };

export function toldOf<Kind extends StatusPart>(
  view: Pick<StatusAnswers, 'answers'>,
  kind: Kind,
): Told<Kind> | undefined {
  const answer = view.answers.get(kind);
  return answer?.outcome === 'told' && answer.status.kind === kind ? (answer as Told<Kind>) : undefined;
}

export function useStatus({ context, kinds, atMs, version, active, everyMs }: StatusQuestion): StatusReading {
  const client = useClient();
  const { result = nothing, ...rounds } = useRounds<StatusAnswers>({
    ...{ about: `${context} ${kinds}`, version: `${atMs} ${version}`, active, everyMs },
    ask: (signal, { last = nothing }) => askAll(client, { context, kinds, atMs }, last, signal),
  });
  return { ...rounds, ...result };
}

/** One that fails keeps none of the others back. */
async function askAll(
  client: ContractClient,
  { context, kinds, atMs }: Pick<StatusQuestion, 'context' | 'kinds' | 'atMs'>,
  last: StatusAnswers,
  signal: AbortSignal,
): Promise<Round<StatusAnswers>> {
  const at = atMs === undefined ? {} : { atMs };
  let error: AppErrorData | undefined;
  const answered = new Map(last.answers);
  await Promise.all(
    kinds.map(async (kind) => {
      try {
        answered.set(kind, await client.status.read({ context, kind, ...at }, { signal }));
      } catch (thrown) {
        // A cancellation too: nobody hears of it.
        if (!(thrown instanceof AppError)) throw thrown;
        error ??= thrown.toData();
      }
    }),
  );
  if (error !== undefined) return { kind: 'failed', error, result: { answers: answered, readAtMs: last.readAtMs } };
  return { kind: 'answered', result: { answers: answered, readAtMs: Date.now() } };
}
