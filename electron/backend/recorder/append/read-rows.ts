/**
 * Samples in rows of the head, as if they had been scraped from here: those of one target and time are one row. A target is what has the same
 * job and instance, or neither, as recorded rules; a scrape, or a group of rules, has one time for all its samples. Whatever has times of its own
 * (cAdvisor has one for each container) makes rows of its own. A row is known to the head by the first of its series, so that rows of the same
 * series follow each other, and only what has changed is written.
 */
import type { Scrape } from '../../history/store/append-scrape.ts';
import type { SampleBatch } from './sample-batch.ts';
import type { KnownSeries } from './series-book.ts';

export interface RowOfSamples {
  readonly timeMs: number;
  /** Places in the batch. */
  readonly samples: number[];
  readonly ids: number[];
}

/**
 * Rows cost something each, and chunks something for each series: where a target has many rows of next to nothing, chunks are the better. Measured
 * with 1,200 series and two samples of each in a look: in rows of 1, 2, 4, 8, 40 samples 120, 66, 36, 12, 4 ms, the fold of them included; in
 * chunks 62 ms. cAdvisor has some 40 series of a container.
 */
const manyRows = 200;
const fewSamples = 2;

interface TargetRows {
  readonly series: number[];
  readonly rows: Map<number, RowOfSamples>;
  samples: number;
}

/**
 * @param known beside the series of the batch, all with ids
 * @returns the rows, those of a target in the order of time; and the series (as places in the batch) that are better put into chunks
 */
export function rowsOf(batch: SampleBatch, known: readonly KnownSeries[]) {
  const targets = new Map<string, TargetRows>();
  for (const [i, { from, to }] of batch.series.entries()) {
    const { target: name, id } = known[i] as KnownSeries;
    const target: TargetRows = targets.get(name) ?? { series: [], rows: new Map(), samples: 0 };
    targets.set(name, target);
    target.series.push(i);
    target.samples += to - from;
    for (let at = from; at < to; at += 1) {
      const timeMs = batch.timesMs[at] as number;
      const row = target.rows.get(timeMs);
      if (row === undefined) target.rows.set(timeMs, { timeMs, samples: [at], ids: [id as number] });
      else {
        row.samples.push(at);
        row.ids.push(id as number);
      }
    }
  }
  const all = [...targets.values()];
  const isApart = ({ rows, samples }: TargetRows) => rows.size > manyRows && samples < fewSamples * rows.size;
  return {
    rows: all
      .filter((target) => !isApart(target))
      .flatMap(({ rows }) => [...rows.values()].sort((a, b) => a.timeMs - b.timeMs)),
    apart: all.filter(isApart).flatMap(({ series }) => series),
  };
}

export function scrapeOf({ words, histograms }: SampleBatch, { timeMs, samples, ids }: RowOfSamples): Scrape {
  const values = new Float64Array(samples.length);
  const to = new Uint32Array(values.buffer);
  for (const [i, at] of samples.entries()) {
    to[2 * i] = words[2 * at] as number;
    to[2 * i + 1] = words[2 * at + 1] as number;
  }
  const hasHistograms = histograms.length > 0 && samples.some((at) => histograms[at] !== undefined);
  return {
    ...{ target: `remote read ${ids[0]}`, timeMs, series: Uint32Array.from(ids), values },
    histograms: hasHistograms ? samples.map((at) => histograms[at]) : undefined,
  };
}
