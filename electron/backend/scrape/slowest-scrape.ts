/** How long scraping takes, of what answers. */
import type { Target } from '../../../shared/model/target.ts';

/** One that fails takes its whole timeout, which says nothing of the others. Milliseconds; undefined where none has answered. */
export function slowestScrape(targets: readonly Pick<Target, 'health' | 'durationMs'>[]): number | undefined {
  const took = targets.flatMap(({ health, durationMs }) =>
    health !== 'up' || durationMs === undefined ? [] : [durationMs],
  );
  return took.length === 0 ? undefined : took.reduce((most, one) => Math.max(most, one));
}
