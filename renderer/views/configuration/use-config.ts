/**
 * The configuration of a context, read again every so often while it is looked at. It changes seldom and may have a megabyte: where the server says when
 * it loaded it, that alone is asked by the timer. What was read stays until there is something newer.
 */
import { useState } from 'react';
import { AppError } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { RuntimeStatus } from '../../../shared/model/server-status.ts';
import { useClient } from '../../client/hooks.tsx';
import { type Round, type Rounds, useRounds } from '../../components/use-rounds.ts';
import { type ConfigAnswer, type ConfigQuestion, readConfig, readOwn, readRuntime } from './read-config.ts';

interface Reading {
  readonly answer: ConfigAnswer;
  /** When the server loaded it, and whether it took what it was given last; undefined where it does not say so. */
  readonly runtime: RuntimeStatus | undefined;
}

interface ReadConfig {
  readonly reading: Reading;
  readonly readAtMs: number;
}

export interface ConfigReading extends Partial<ReadConfig>, Omit<Rounds<unknown>, 'result'> {
  /** Of what is asked for by a person or for the first time, 0 to 1; undefined where nobody knows. */
  readonly part: number | undefined;
}

export interface UseConfigOptions extends ConfigQuestion {
  readonly isRecord: boolean;
  /** False: nothing is asked, and what was read stays. */
  readonly active: boolean;
  /** 0: once, and when asked. */
  readonly everyMs: number;
}

export function useConfig({ context, atMs, isRecord, active, everyMs }: UseConfigOptions): ConfigReading {
  const client = useClient();
  const [part, setPart] = useState<number | undefined>();
  const { result, ...rounds } = useRounds<ReadConfig>({
    ...{ about: `${context} ${atMs} ${isRecord}`, active, everyMs },
    ask: (signal, { last, byTimer }) => {
      setPart(undefined);
      const onPart = (of: number) => (signal.aborted ? undefined : setPart(of));
      const known = byTimer && !isRecord ? last?.reading : undefined;
      return readAll(client, { context, atMs, isRecord, known, onPart }, signal);
    },
  });
  return { ...rounds, ...result, part: rounds.startedAtMs === undefined ? undefined : part };
}

interface Asking extends ConfigQuestion {
  readonly isRecord: boolean;
  /** What stands where the server says that it has loaded none since. */
  readonly known: Reading | undefined;
  readonly onPart: (part: number) => void;
}

async function readAll(client: ContractClient, asking: Asking, signal: AbortSignal): Promise<Round<ReadConfig>> {
  try {
    const reading = await readBoth(client, asking, signal);
    return { kind: 'answered', result: { reading, readAtMs: Date.now() } };
  } catch (thrown) {
    // A cancellation too: nobody hears of it.
    if (!(thrown instanceof AppError)) throw thrown;
    return { kind: 'failed', error: thrown.toData() };
  }
}

async function readBoth(client: ContractClient, asking: Asking, signal: AbortSignal): Promise<Reading> {
  const { context, isRecord, known, onPart } = asking;
  const runtime = await runtimeIfTold(client, asking, signal);
  if (known !== undefined && isSameLoad(known.runtime, runtime)) return { answer: known.answer, runtime };
  const said = await readConfig(client, asking, signal, onPart);
  const isOurs = !isRecord && said.kind === 'none' && said.why.outcome === 'notTold';
  const answer = isOurs ? ((await readOwn(client, context, signal)) ?? said) : said;
  return { answer: sameIfEqual(answer, known?.answer), runtime };
}

/** The configuration is shown also where this cannot be told. */
async function runtimeIfTold(client: ContractClient, asking: Asking, signal: AbortSignal) {
  try {
    return await readRuntime(client, asking, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    return undefined;
  }
}

function isSameLoad(before: RuntimeStatus | undefined, now: RuntimeStatus | undefined): boolean {
  if (before?.configMs === undefined || now === undefined) return false;
  return before.configMs === now.configMs && before.startMs === now.startMs;
}

/** Equal texts of a megabyte are not two. */
function sameIfEqual(answer: ConfigAnswer, before: ConfigAnswer | undefined): ConfigAnswer {
  if (answer.kind === 'none' || before?.kind !== 'text' || answer.text !== before.text) return answer;
  return { ...answer, text: before.text };
}
