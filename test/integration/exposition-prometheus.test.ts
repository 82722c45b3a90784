/** Bodies served to a real Prometheus and read by our parser: the same samples, labels, values, times and metadata, and the same refusals. */
import { beforeAll, describe, expect, it } from 'vitest';
import { formatFor } from '../../shared/exposition/content-type.ts';
import { differenceOf, histogramsOf, ownBody, roundedBounds } from '../support/exposition/compare-bodies.ts';
import { mutatedBodies, openMetricsType, textType } from '../support/exposition/mutations.ts';
import { protobufBodies } from '../support/exposition/protobuf-bodies.ts';
import { sampleBodies } from '../support/exposition/sample-bodies.ts';
import { type ScrapedBody, type ServedBody, scrapeBodies } from '../support/exposition/scraped-bodies.ts';
import { textBodies } from '../support/exposition/text-bodies.ts';
import { expositionFixtures, hasFixtures } from '../support/fixtures.ts';
import { serverMissing } from '../support/servers/real-server.ts';

const mutations = 1000;
const protobufType = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const nowMs = Date.now();
const encoder = new TextEncoder();

const contentTypes = [
  ...['', 'text/plain', 'text/html', 'application/json; charset=utf-8', 'application/openmetrics-text', '%%%'],
  ...['text/plain; a', 'APPLICATION/OpenMetrics-Text; version="9"', 'application/openmetrics-text; a=b; a=c'],
  ...['application/openmetrics-text;', 'application/openmetrics-text; charset', 'application/openmetrics-text/x'],
  ...[
    ' application/openmetrics-text ; a = b',
    'application/openmetrics-text; a="b',
    'application/openmetrics-text; a=b c',
  ],
];

const groups = {
  captured: expositionFixtures().map(({ text }) => ({ contentType: textType, body: encoder.encode(text) })),
  mutated: mutatedBodies(sampleBodies(), 20_261, mutations, nowMs),
  lines: textBodies.map(({ format, text }) => ({
    contentType: format === 'text' ? textType : openMetricsType,
    body: Buffer.from(text, 'latin1'),
  })),
  protobuf: Object.values(protobufBodies(nowMs)).map((body) => ({ contentType: protobufType, body })),
  // Only OpenMetrics refuses an empty line behind its end.
  types: contentTypes.map((contentType) => ({ contentType, body: encoder.encode('a 1\n# EOF\n\n') })),
} satisfies Record<string, readonly ServedBody[]>;

const isRefused = (served: ServedBody) => {
  try {
    ownBody(served).parse();
    return false;
  } catch {
    return true;
  }
};

describe.skipIf(serverMissing('prometheus') !== undefined)('what Prometheus scrapes', () => {
  const scraped = new Map<ServedBody, ScrapedBody>();

  beforeAll(async () => {
    const all = Object.values(groups).flat();
    const found = await scrapeBodies(all);
    for (const [at, served] of all.entries()) scraped.set(served, found[at] as ScrapedBody);
  });

  const differences = (served: readonly ServedBody[]) =>
    served.flatMap((one) => {
      const difference = differenceOf(one, scraped.get(one) as ScrapedBody, nowMs);
      return difference === undefined
        ? []
        : [`${Buffer.from(one.body).toString('latin1').slice(0, 2000)}: ${difference}`];
    });

  it.skipIf(!hasFixtures('expositions'))('of real exporters is what we read', () => {
    expect(groups.captured.length).toBeGreaterThan(10);
    expect(differences(groups.captured)).toEqual([]);
  });

  it(`of ${mutations} bodies that are nearly right is what we read, and what it refuses we refuse for the same reason`, () => {
    const refused = groups.mutated.filter(isRefused).length / mutations;
    // Neither all nor none of them, or the comparison would say little.
    expect(refused).toBeGreaterThan(0.25);
    expect(refused).toBeLessThan(0.75);
    expect(differences(groups.mutated)).toEqual([]);
  });

  it('of every kind of line is what we read: each rule of the formats, and each error', () => {
    expect(differences(groups.lines)).toEqual([]);
  });

  it('as protobuf is what we read, native histograms bucket by bucket', () => {
    expect(differences(groups.protobuf)).toEqual([]);
    const taken = groups.protobuf.filter((one) => !isRefused(one));
    expect(taken.flatMap((one) => scraped.get(one)?.histograms ?? []).length).toBeGreaterThan(3);
    const shown = (one: ServedBody) => scraped.get(one)?.histograms.map(roundedBounds);
    expect(taken.map((one) => histogramsOf(one).map(roundedBounds))).toEqual(taken.map(shown));
  });

  it('is told apart by its Content-Type as we do it', () => {
    const found = groups.types.map((one) => (scraped.get(one)?.lastError === undefined ? 'text' : 'open-metrics'));
    expect(found).toEqual(contentTypes.map((type) => formatFor(type, '2.42').format));
  });
});
