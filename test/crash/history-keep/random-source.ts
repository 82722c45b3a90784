/** Fills a source with all there can be: targets whose series change, stale ones, histograms, back-fills, slots in chunks and in the head. */
import { slotMs } from '../../../electron/backend/history/store/slots.ts';
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import type { Labels } from '../../../shared/model/labels.ts';
import { awkwardBits, histogramOf, valuesOfBits } from '../../support/history/sample-bits.ts';
import type { KeepSource } from './keep-source.ts';

export type Random = () => number;

/** @returns whole numbers from 0 to 2^31 - 1 */
export function seededRandom(seed: number): Random {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state >>> 1;
  };
}

export interface Filled {
  readonly startMs: number;
  /** The time of the last scrape. */
  readonly endMs: number;
}

const everyMs = 300_000;

/** Scrapes over `slots` slots, of which the last two stay in the head. */
export function fillSource(source: KeepSource, random: Random, slots = 6): Filled {
  const startMs = 1000 * slotMs + (random() % everyMs);
  const scrapes = Math.floor((slots * slotMs) / everyMs) - 2;
  const awkward = valuesOfBits(awkwardBits);
  for (let n = 0; n < scrapes; n += 1) {
    const timeMs = startMs + n * everyMs;
    for (const target of ['a', 'b']) {
      if (random() % 9 === 0) continue;
      const labels = seriesOf(target, random, n);
      const histograms = labels.map((set): FloatHistogram | undefined =>
        set[1] === 'latency' ? histogramOf(random() % 50) : undefined,
      );
      const values = new Float64Array(labels.length);
      const bits = new BigUint64Array(values.buffer);
      const awkwardBitsOf = new BigUint64Array(awkward.buffer);
      for (let i = 0; i < values.length; i += 1) {
        if (random() % 6 === 0) bits[i] = awkwardBitsOf[random() % awkward.length] ?? 0n;
        else values[i] = random() % 4 === 0 ? random() / 7 : Math.floor(n / 3);
      }
      source.appendScrape({ target, timeMs, series: source.register(labels), values, histograms });
    }
    if (n === Math.floor((scrapes * (slots - 2)) / slots)) source.foldAll(timeMs);
  }
  source.appendColumns([0, 1, 2].map((i) => backFilled(i, startMs, random)));
  return { startMs, endMs: startMs + (scrapes - 1) * everyMs };
}

/** Most stay, some come and go, one is of the first hours only. */
function seriesOf(target: string, random: Random, n: number): Labels[] {
  const all = ['up', 'load', 'latency'].map((name): Labels => ['__name__', name, 'target', target]);
  for (let i = 0; i < 6; i += 1) {
    if (random() % 12 !== 0) all.push(['__name__', `metric_${i % 3}`, 'i', String(i), 'target', target]);
  }
  if (n < 30) all.push(['__name__', 'early', 'target', target]);
  if (random() % 10 === 0) all.push(['__name__', 'churn', 'pod', String(n), 'target', target]);
  return all;
}

function backFilled(i: number, startMs: number, random: Random) {
  const timesMs = Float64Array.from({ length: 40 }, (_, n) => startMs + n * 240_000 + i);
  return { labels: ['__name__', 'filled', 'i', String(i)], timesMs, values: timesMs.map(() => random() % 100) };
}
