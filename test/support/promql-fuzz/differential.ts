/** The same queries for a real Prometheus and for our engine, over the same series. */
import type { SemanticsVersion } from '../../../shared/promql/engine/semantics.ts';
import { askEngine } from './ask-engine.ts';
import { connections, startFilledPrometheus } from './ask-prometheus.ts';
import { chanceOf } from './chance.ts';
import { compareAnswers } from './compare-answers.ts';
import { generatedSeries } from './generated-series.ts';
import type { FuzzQuery } from './random-query.ts';
import { recordedSeries } from './recorded-series.ts';
import { type FuzzSeries, openMetricsOf, storageOf } from './series.ts';

/** Of the data: regressions are told by expression, which holds only as long as the data stays. */
const dataSeed = 20_231_114;

function allSeries(): readonly FuzzSeries[] {
  const chance = chanceOf(dataSeed);
  return [...generatedSeries(chance), ...recordedSeries(chance)];
}

export interface Differential {
  /** @returns what differs; undefined where nothing does */
  check(query: FuzzQuery, semantics?: SemanticsVersion): Promise<string | undefined>;
  stop(): Promise<void>;
}

export async function startDifferential(): Promise<Differential> {
  const all = allSeries();
  const storage = storageOf(all);
  const prometheus = await startFilledPrometheus(openMetricsOf(all));
  return {
    async check(query, semantics = 'v2') {
      const { text, time, size } = query;
      const expected = await prometheus.ask(text, time);
      const sizes = () => (size === undefined ? undefined : askEngine(storage, size, time, semantics));
      try {
        return compareAnswers(expected, askEngine(storage, text, time, semantics), query, sizes);
      } catch (error) {
        return error instanceof Error ? (error.stack ?? error.message) : String(error);
      }
    },
    stop: () => prometheus.stop(),
  };
}

/** Takes queries as long as there are some, several at once. */
export async function checkAll<Query extends FuzzQuery>(
  { check }: Differential,
  queries: Iterator<Query>,
  onResult: (query: Query, difference: string | undefined) => void,
): Promise<void> {
  const work = async () => {
    for (let next = queries.next(); next.done !== true; next = queries.next())
      onResult(next.value, await check(next.value));
  };
  await Promise.all(Array.from({ length: connections }, work));
}

export function describeQuery({ text, time }: FuzzQuery): string {
  if (time.kind === 'instant') return `${text}   at ${time.timeMs}`;
  return `${text}   from ${time.startMs} to ${time.endMs} step ${time.stepMs}`;
}
