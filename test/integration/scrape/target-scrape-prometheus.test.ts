/** The same answers of scripted targets, scraped by a real Prometheus and taken by us: the same series, times, values and stale markers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnknownSeriesError } from '../../../electron/backend/history/store/append-scrape.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { type StoredSamples, storedSamples } from '../../support/history/stored-samples.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { playToPrometheus, playToUs, staleBits } from './target-scrape-scripted.ts';
import { scripts } from './target-scrape-scripts.ts';

const duration = 'scrape_duration_seconds{';

/**
 * Of one job, as lines. How long a scrape took is not compared. What Prometheus has only stale markers of was in no body that it took: it marks
 * what stood before a mistake, too, which nobody can see.
 */
function linesOf(samples: StoredSamples, job: string): readonly string[] {
  const lines: string[] = [];
  for (const [series, its] of samples) {
    if (!series.includes(`job="${job}"`) || [...its.values()].every((bits) => bits === staleBits)) continue;
    for (const [timeMs, bits] of its) {
      const shown = bits === staleBits ? 'stale' : series.startsWith(duration) ? 'some' : bits;
      lines.push(`${series} ${timeMs} ${shown}`);
    }
  }
  return lines.sort();
}

describe.skipIf(serverMissing('prometheus') !== undefined)('what a scripted target gives', () => {
  const played = scripts(Date.now());
  let fixture: SourceFixture;
  let theirs: StoredSamples;
  let ours: StoredSamples;

  beforeAll(async () => {
    fixture = createSourceFixture();
    const given = await playToPrometheus(played);
    theirs = given.samples;
    const unknownSeries = (error: unknown) => (error instanceof UnknownSeriesError ? error.ids : undefined);
    playToUs(played, given, { ...fixture.open(), unknownSeries });
    ours = storedSamples(fixture.files);
  });
  afterAll(() => fixture.dispose());

  it.each(played)('$name: is stored as Prometheus stores it', ({ name }) => {
    const expected = linesOf(theirs, name);
    expect(expected.length).toBeGreaterThan(10);
    expect(linesOf(ours, name)).toEqual(expected);
  });
});
