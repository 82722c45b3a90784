import { afterEach, describe, expect, it } from 'vitest';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import type { ApiStorage } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { storageCatalog } from '../../../electron/backend/prometheus-api/storage-catalog.ts';
import type { LabelMatcher } from '../../../shared/promql/ast.ts';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../fuzz/random.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import { RandomSource } from './random-source.ts';
import { readSamples, within } from './read-samples.ts';
import { createTestRun } from './test-run.ts';

let fixtures: SourceFixture[] = [];

function fixture(): SourceFixture {
  const one = createSourceFixture();
  fixtures.push(one);
  return one;
}

afterEach(() => {
  for (const one of fixtures) one.dispose();
  fixtures = [];
});

const always = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };

/** Names, and values of each of them, as the API gives them: by the index, or by the series where a storage has none. */
function labelsIn(storage: ApiStorage, span: { readonly startMs: number; readonly endMs: number }) {
  const catalog = storageCatalog(storage, 'v2');
  const of = (selectors: readonly (readonly LabelMatcher[])[]) => {
    const request = { selectors, limit: 0, ...span };
    const names = catalog.labelNames(request, createTestRun()).items;
    const values = (name: string) => catalog.labelValues({ ...request, name }, createTestRun()).items;
    return { names, values: [...names, 'nobody'].map(values) };
  };
  return [
    of([]),
    of([[{ name: '__name__', op: '=~', value: 'metric_[12]' }], [{ name: 'target', op: '=', value: 'b' }]]),
  ];
}

describe('the storage over chunks and head', () => {
  it('gives what was appended, wherever it is by now, bit for bit', { timeout: fuzzTimeoutMs }, () => {
    for (let seed = 1; seed <= 8 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const source = new RandomSource(random, fixture());
      const files = fixtures.at(-1)?.files;
      if (files === undefined) throw new Error('no fixture');
      const reader = openHistoryReader(files);
      for (let i = 0; i < 120; i += 1) {
        source.act();
        if (i % 10 > 0) continue;
        const snapshot = reader.begin();
        const [one, other] = [source.anyTime(), source.anyTime()];
        const span = i % 30 === 0 ? always : { startMs: Math.min(one, other), endMs: Math.max(one, other) };
        const found = readSamples(snapshot.storage, span);
        const { select, seriesLabels, metadata } = snapshot.storage;
        expect(labelsIn(snapshot.storage, span), `seed ${seed}, step ${i}`).toEqual(
          labelsIn({ select, seriesLabels, metadata }, span),
        );
        snapshot.end();
        expect(found, `seed ${seed}, step ${i}`).toEqual(within(source.model, span));
        expect(found, `seed ${seed}, step ${i}, on the disk`).toEqual(
          within(storedSamples(files, { allowTwice: true }), span),
        );
      }
      reader.close();
    }
  });

  it('selects by matchers', () => {
    const source = new RandomSource(seededRandom(3), fixture());
    for (let i = 0; i < 60; i += 1) source.act();
    const reader = openHistoryReader((fixtures[0] as SourceFixture).files);
    const snapshot = reader.begin();
    const matchers = [
      seriesMatcher({ name: '__name__', op: '=~', value: 'metric_[12]' }, true),
      seriesMatcher({ name: 'target', op: '!=', value: 'b' }, true),
    ];
    const wanted = [...within(source.model, always)].filter(
      ([name]) => /^metric_[12]\{/.test(name) && !name.includes('target="b"'),
    );
    expect(wanted.length).toBeGreaterThan(5);
    expect(readSamples(snapshot.storage, always, matchers)).toEqual(new Map(wanted));
    reader.close();
  });
});
