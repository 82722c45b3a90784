/** Why pools have no targets: what discovery found for them and a rule dropped. A reading of targets most often does not say it. */
import { useMemo } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import { countOf, type TargetsModel } from './targets-model.ts';
import { useAnswer } from './use-answer.ts';

/** What was dropped is a large answer of a large server: it is asked for once, and again where other pools are empty. */
const freshMs = 300_000;

/** @returns by pool without targets how many were dropped; those of which it is not known are missing */
export function useEmptyPools(
  context: ContextId,
  live: boolean,
  model: TargetsModel | undefined,
): ReadonlyMap<string, number> {
  const empty = useMemo(() => model?.pools.filter(({ counts }) => countOf(counts) === 0) ?? [], [model]);
  const untold = empty.filter(({ dropped }) => dropped === undefined).map(({ name }) => name);
  // One row is the least that can be asked for: what is wanted is said of the pools beside it.
  const { result } = useAnswer(
    (client, options) => client.targets.discovered({ context, text: '', offset: 0, limit: 1, freshMs }, options),
    context,
    live && untold.length > 0 ? JSON.stringify(untold) : undefined,
  );
  return useMemo(() => {
    const answered = new Map(result?.pools.map(({ name, dropped }) => [name, dropped]));
    const known = new Map<string, number>();
    for (const { name, dropped = answered.get(name) } of empty) if (dropped !== undefined) known.set(name, dropped);
    return known;
  }, [empty, result]);
}
