/** What decoders put samples into: the series of a batch that was opened last, as far as they are of the time that was asked for. */
import type { SampleBatch } from './sample-batch.ts';

export interface SampleTarget {
  readonly batch: SampleBatch;
  /** Both inclusive. */
  readonly startMs: number;
  readonly endMs: number;
}

/** After samples of a chunk were added, the first of them at `from`: what lies over the chunk before is put in order later. */
export function noteOrder({ batch }: SampleTarget, from: number): void {
  const series = batch.series.at(-1);
  if (series === undefined || from === series.from || from === batch.count) return;
  if ((batch.timesMs[from] as number) <= (batch.timesMs[from - 1] as number)) series.isMixed = true;
}
