/** The same answers of scripted targets, scraped by a real Prometheus and taken by us: the same series, times, values and stale markers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnknownSeriesError } from '../../../electron/backend/history/store/append-scrape.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { type StoredSamples, storedSamples } from '../../support/history/stored-samples.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { playToPrometheus, playToUs, type ShownHistogram, staleBits } from './target-scrape-scripted.ts';
import { refusedJobs, scripts } from './target-scrape-scripts.ts';

const duration = 'scrape_duration_seconds{';
const histogramSeries = 'waits{';

/**
 * Of one job, as lines. How long a scrape took is not compared. A stale marker before the first sample is of a series that stood before a mistake:
 * Prometheus marks it though it stored nothing of it, which nobody can see.
 */
function linesOf(samples: StoredSamples, job: string): readonly string[] {
  const lines: string[] = [];
  for (const [series, its] of samples) {
    if (!series.includes(`job="${job}"`) || series.startsWith(histogramSeries)) continue;
    let isBegun = false;
    for (const [timeMs, bits] of its) {
      isBegun ||= bits !== staleBits;
      const shown = bits === staleBits ? 'stale' : series.startsWith(duration) ? 'some' : bits;
      if (isBegun) lines.push(`${series} ${timeMs} ${shown}`);
    }
  }
  return lines.sort();
}

describe.skipIf(serverMissing('prometheus') !== undefined)('what a scripted target gives', () => {
  const played = scripts(Date.now());
  let fixture: SourceFixture;
  let theirs: StoredSamples;
  let histograms: readonly ShownHistogram[];
  let errors: { readonly theirs: ReadonlyMap<string, string>; readonly ours: ReadonlyMap<string, string> };
  let ours: StoredSamples;

  beforeAll(async () => {
    fixture = createSourceFixture();
    const given = await playToPrometheus(played);
    theirs = given.samples;
    histograms = given.histograms;
    const unknownSeries = (error: unknown) => (error instanceof UnknownSeriesError ? error.ids : undefined);
    const own = playToUs(played, given, { ...fixture.open(), unknownSeries });
    errors = { theirs: given.errors, ours: own };
    ours = storedSamples(fixture.files);
  });
  afterAll(() => fixture.dispose());

  it.each(played)('$name: is stored as Prometheus stores it', ({ name }) => {
    const expected = linesOf(theirs, name);
    expect(expected.length).toBeGreaterThan(10);
    expect(linesOf(ours, name)).toEqual(expected);
  });

  it('fails for the reason that Prometheus gives, in its words', () => {
    const told = [...errors.theirs].filter(([, error]) => error !== '');
    expect(told.map(([name]) => name).sort()).toEqual([...refusedJobs].sort());
    expect(told.map(([name]) => [name, errors.ours.get(name)])).toEqual(told);
  });

  it('of native histograms is shown at each scrape as Prometheus shows it, and is stale when it is', () => {
    const [own] = [...ours].filter(([series]) => series.startsWith(histogramSeries)).map(([, its]) => [...its]);
    const shownAt = (atMs: number): ShownHistogram => {
      const bits = own?.findLast(([timeMs]) => timeMs <= atMs)?.[1] ?? staleBits;
      const { count, sum } = bits === staleBits ? {} : (JSON.parse(bits) as { count: number; sum: number });
      return { timeMs: atMs, count, sum };
    };
    expect(histograms.filter(({ count }) => count !== undefined).length).toBeGreaterThan(3);
    expect(histograms.map(({ timeMs }) => shownAt(timeMs))).toEqual(histograms);
  });
});
