/** What the chart benchmark draws: series as a cluster has them (calm gauges, busy rates, some that are flat, some with gaps), the same every time. */
import type { Columns } from '../../shared/model/query.ts';

/** @returns numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const stepMs = 15_000;
export const startMs = 1_763_856_000_000;

/** One series in ten misses a stretch, one in ten is flat. */
export function chartColumns(seriesCount: number, points: number): Columns {
  const random = randomOf(seriesCount);
  const labels: string[][] = [];
  const offsets = new Uint32Array(seriesCount + 1);
  const timesMs = new Float64Array(seriesCount * points);
  const values = new Float64Array(seriesCount * points);
  let at = 0;
  for (let series = 0; series < seriesCount; series += 1) {
    labels.push(labelsOf(series));
    const level = 10 * random() ** 2 + 1;
    const swing = series % 10 === 1 ? 0 : level * (0.05 + 0.3 * random());
    const gapFrom = series % 10 === 2 ? Math.floor(random() * points) : points;
    let drift = 0;
    for (let i = 0; i < points; i += 1) {
      drift = 0.98 * drift + 0.2 * (random() - 0.5);
      if (i >= gapFrom && i < gapFrom + points / 20) continue;
      timesMs[at] = startMs + i * stepMs;
      values[at] = level + swing * (Math.sin(i / 90 + series) + drift);
      at += 1;
    }
    offsets[series + 1] = at;
  }
  return { labels, offsets, timesMs: timesMs.slice(0, at), values: values.slice(0, at), histograms: [] };
}

function labelsOf(series: number): string[] {
  const pod = `checkout-${(series * 2_654_435_761) % 0xffff}-${series}`;
  return [
    ...['__name__', 'container_cpu_usage_seconds_total', 'cluster', 'harbor'],
    ...['container', `c${series % 7}`, 'namespace', `ns-${series % 40}`, 'node', `node-${series % 60}`, 'pod', pod],
  ];
}
