/** When targets were scraped: on time, nearly so, or as it came; with gaps where they were away. */
import type { Chance } from './chance.ts';
import { beginMs, endMs } from './series.ts';

export const intervalMs = 15_000;

export function regularTimes(everyMs = intervalMs, offsetMs = 0): readonly number[] {
  const times: number[] = [];
  for (let timeMs = beginMs + offsetMs; timeMs <= endMs; timeMs += everyMs) times.push(timeMs);
  return times;
}

/** Never quite on time, as real scrapes. */
export function unsteadyTimes(chance: Chance): readonly number[] {
  const offsetMs = chance.whole(0, intervalMs - 1000);
  return regularTimes(intervalMs, offsetMs).map((timeMs) => timeMs + chance.whole(0, 40));
}

/** Anything between a second and two minutes. */
export function raggedTimes(chance: Chance): readonly number[] {
  const times: number[] = [];
  const step = () => (chance.of(0.2) ? chance.whole(1000, 120_000) : chance.whole(8000, 30_000));
  for (let timeMs = beginMs + chance.whole(0, 60_000); timeMs <= endMs; timeMs += step()) times.push(timeMs);
  return times;
}

/** A few times away for some minutes: shorter and longer than the lookback, which is five. */
export function withGaps(times: readonly number[], chance: Chance): readonly number[] {
  const gaps = [1, 2, 3].map(() => {
    const fromMs = beginMs + chance.whole(0, endMs - beginMs);
    return { fromMs, toMs: fromMs + chance.whole(40_000, 1_200_000) };
  });
  return times.filter((timeMs) => !gaps.some(({ fromMs, toMs }) => timeMs >= fromMs && timeMs < toMs));
}
