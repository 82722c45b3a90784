import { describe, expect, it } from 'vitest';
import { healthSince } from '../../../../../electron/backend/sources/prometheus/targets/health-since.ts';
import type { Labels } from '../../../../../shared/model/labels.ts';
import type { QueryItem, QueryRequest } from '../../../../../shared/model/query.ts';

const dayMs = 86_400_000;
const nowMs = 1_800_000_000_000;
const labels: Labels = ['instance', 'a:1', 'job', 'x"\\\n'];
const target = {
  pool: 'one',
  isActive: true,
  health: 'down',
  lastScrapeMs: nowMs - 400,
  intervalMs: undefined,
  labels,
  discovered: [],
  shown: [],
} as const;

/** Answers a range as Prometheus does: the value at each step, where there is one. */
function serve(series: readonly (readonly [labels: Labels, at: (timeMs: number) => number | undefined])[]) {
  const asked: QueryRequest[] = [];
  async function* query(request: QueryRequest): AsyncGenerator<QueryItem, void> {
    asked.push(request);
    if (request.kind !== 'range') throw new Error('a range is asked for');
    const points = series.map(([, at]) => {
      const found: [number, number][] = [];
      for (let t = request.startMs; t <= request.endMs; t += request.stepMs) {
        const value = at(t);
        if (value !== undefined) found.push([t, value]);
      }
      return found;
    });
    const offsets = Uint32Array.from([0, ...points.map((_, i) => points.slice(0, i + 1).flat().length)]);
    const columns = {
      labels: series.map(([own]) => ['__name__', 'up', ...own]),
      offsets,
      timesMs: Float64Array.from(points.flat(), ([t]) => t),
      values: Float64Array.from(points.flat(), ([, value]) => value),
      histograms: [],
    };
    yield { kind: 'part', columns, continues: false };
  }
  return { asked, query };
}

describe('since when a target is down', () => {
  it('is told within a second', async () => {
    const changeMs = nowMs - 5_000_000 - 250;
    const { asked, query } = serve([[labels, (t) => (t >= changeMs ? 0 : 1)]]);
    expect(await healthSince(target, undefined, nowMs, query)).toEqual({ timeMs: nowMs - 5_000_000, beyond: false });
    expect(asked[0]).toMatchObject({
      expr: 'up{instance="a:1", job="x\\"\\\\\\n"}',
      startMs: nowMs - dayMs,
      endMs: nowMs,
    });
    expect(
      asked.map((request) => (request.kind === 'range' ? (request.endMs - request.startMs) / request.stepMs : 0)),
    ).toEqual([1440, 60]);
  });

  it('is at least a day where it was all the time', async () => {
    const { query } = serve([[labels, () => 0]]);
    expect(await healthSince(target, undefined, nowMs, query)).toEqual({ timeMs: nowMs - dayMs, beyond: true });
  });

  it('begins anew after a gap', async () => {
    const { query } = serve([[labels, (t) => (t < nowMs - 600_000 || t >= nowMs - 300_000 ? 0 : undefined)]]);
    expect(await healthSince(target, undefined, nowMs, query)).toEqual({ timeMs: nowMs - 300_000, beyond: false });
  });

  it('is its last scrape where its samples do not have it yet', async () => {
    const { query } = serve([[labels, () => 1]]);
    expect(await healthSince(target, undefined, nowMs, query)).toEqual({ timeMs: nowMs - 400, beyond: false });
  });

  it('goes by its own series only, or by the only one', async () => {
    const others: [Labels, () => number] = [[...labels, 'z', 'y'], () => 0];
    expect(await healthSince(target, undefined, nowMs, serve([others, [labels, () => 1]]).query)).toMatchObject({
      beyond: false,
    });
    expect(await healthSince(target, undefined, nowMs, serve([others]).query)).toMatchObject({ beyond: true });
    expect(await healthSince(target, undefined, nowMs, serve([others, others]).query)).toBeUndefined();
  });

  it('is not known of what was never scraped, or is dropped', async () => {
    const { asked, query } = serve([]);
    expect(await healthSince(target, undefined, nowMs, query)).toBeUndefined();
    expect(await healthSince({ ...target, health: 'unknown' }, undefined, nowMs, query)).toBeUndefined();
    expect(await healthSince({ ...target, isActive: false }, undefined, nowMs, query)).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('takes the scrape before where scrapes are far apart', async () => {
    const { asked, query } = serve([[labels, () => 0]]);
    await healthSince(target, 600_000, nowMs, query);
    expect(asked[0]?.expr).toBe('last_over_time(up{instance="a:1", job="x\\"\\\\\\n"}[11m])');
  });
});
