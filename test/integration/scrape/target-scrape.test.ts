/** Bodies of a target on their way into a real history: what is stored of each, when it is stale, and what a failing body leaves. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScrapeAnswer } from '../../../electron/backend/scrape/append/scrape-call.ts';
import {
  noLimits,
  type ScrapedTarget,
  type ScrapeRules,
} from '../../../electron/backend/scrape/append/scrape-rules.ts';
import { TargetScrape } from '../../../electron/backend/scrape/append/target-scrape.ts';
import { LineCache } from '../../../shared/exposition/line-cache.ts';
import { prometheus3 } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import { compileRelabel } from '../../../shared/relabel/relabel.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';

const stale = '7ff0000000000002';
const startMs = Date.UTC(2026, 10, 30);
const everyMs = 15_000;

let fixture: SourceFixture;
beforeEach(() => {
  fixture = createSourceFixture();
});
afterEach(() => {
  vi.restoreAllMocks();
  fixture.dispose();
});

function rulesOf(configs: readonly object[]) {
  const read = readRelabelConfigs(configs, prometheus3, 'metric');
  if (read.kind !== 'rules') throw new Error(JSON.stringify(read));
  return compileRelabel(read.configs, prometheus3);
}

function start(changes: Partial<ScrapeRules> = {}) {
  const writer = fixture.open();
  const rules: ScrapeRules = {
    ...{ honorLabels: false, honorTimestamps: true, metricRules: rulesOf([]), limits: noLimits, dialect: '3' },
    ...changes,
  };
  const target: ScrapedTarget = { name: 'one', labels: ['instance', 'a:1', 'job', 'test'], rules };
  const scraped = new TargetScrape(target, { ...writer, unknownSeries: () => undefined });
  let n = 0;
  const take = (answer: ScrapeAnswer) => {
    const timeMs = startMs + n * everyMs;
    n += 1;
    return scraped.scrape(answer, { timeMs, durationMs: () => 250 });
  };
  return {
    body: (text: string) => take({ kind: 'body', format: 'text', bytes: new TextEncoder().encode(text) }),
    fail: (message: string) => take({ kind: 'failed', message }),
    end: () => scraped.end(startMs + n * everyMs),
    /** Of a series, beside the scrapes: numbers, or `stale`. */
    stored(series: string): readonly (number | string | undefined)[] {
      const samples = storedSamples(fixture.files).get(series);
      return Array.from({ length: n + 1 }, (_, i) => numberOf(samples?.get(startMs + i * everyMs)));
    },
    times: (series: string) => [...(storedSamples(fixture.files).get(series)?.keys() ?? [])].map((ms) => ms - startMs),
  };
}

function numberOf(bits: string | undefined): number | string | undefined {
  if (bits === undefined || bits === stale) return bits === undefined ? undefined : 'stale';
  return new Float64Array(BigUint64Array.of(BigInt(`0x${bits}`)).buffer)[0];
}

const overLimit = 'sample limit exceeded';

const lines = (from: number, count: number) => Array.from({ length: count }, (_, i) => `m${from + i} 1\n`).join('');

const own = (name: string) => `${name}{instance="a:1", job="test"}`;

describe('a scrape', () => {
  it('stores its samples with the labels of its target, and what Prometheus says of each scrape', () => {
    const { body, stored } = start();
    expect(body('a 1\nb{x="y"} 2\n')).toEqual({
      error: undefined,
      place: undefined,
      scraped: 2,
      kept: 2,
      seriesAdded: 2,
      durationMs: 250,
      series: 2,
    });
    expect(body('a 3\nb{x="y"} 4\n')).toMatchObject({ scraped: 2, seriesAdded: 0 });
    expect(stored(own('a'))).toEqual([1, 3, undefined]);
    expect(stored('b{instance="a:1", job="test", x="y"}')).toEqual([2, 4, undefined]);
    expect(stored(own('up'))).toEqual([1, 1, undefined]);
    expect(stored(own('scrape_duration_seconds'))).toEqual([0.25, 0.25, undefined]);
    expect(stored(own('scrape_samples_scraped'))).toEqual([2, 2, undefined]);
    expect(stored(own('scrape_series_added'))).toEqual([2, 0, undefined]);
  });

  it('marks a series that is gone as stale, once', () => {
    const { body, stored } = start();
    body('a 1\nb 2\n');
    body('a 1\n');
    body('a 1\n');
    body('a 1\nb 5\n');
    expect(stored(own('b'))).toEqual([2, 'stale', undefined, 5, undefined]);
  });

  it('that fails marks all as stale, and is down', () => {
    const { body, fail, stored } = start();
    body('a 1\n');
    expect(fail('connection refused').error).toBe('connection refused');
    fail('connection refused');
    body('a 2\n');
    expect(stored(own('a'))).toEqual([1, 'stale', undefined, 2, undefined]);
    expect(stored(own('up'))).toEqual([1, 0, 0, 1, undefined]);
    expect(stored(own('scrape_samples_scraped'))).toEqual([1, 0, 0, 1, undefined]);
  });

  it('of a body that is wrong stores nothing of it, and says where', () => {
    const { body, stored } = start();
    body('a 1\nb 1\nc 1\n');
    expect(body('a 2\nnew 1\nb x\nc 2\n')).toMatchObject({ place: { line: 3 }, scraped: 2 });
    // What stood before the mistake counts as seen, as it does for Prometheus.
    expect(stored(own('a'))).toEqual([1, undefined, undefined]);
    expect(stored(own('b'))).toEqual([1, 'stale', undefined]);
    expect(stored(own('c'))).toEqual([1, 'stale', undefined]);
    expect(stored(own('new'))).toEqual([undefined, undefined, undefined]);
    expect(stored(own('up'))).toEqual([1, 0, undefined]);
  });

  it('drops what metric relabelling drops, and counts it', () => {
    const metricRules = rulesOf([{ source_labels: ['__name__'], regex: 'b.*', action: 'drop' }]);
    const { body, stored } = start({ metricRules });
    expect(body('a 1\nb1 1\nb2 1\n')).toMatchObject({ scraped: 3, kept: 1, seriesAdded: 1 });
    expect(body('a 1\nb1 1\nb2 1\n')).toMatchObject({ scraped: 3, kept: 1, seriesAdded: 0 });
    expect(stored(own('b1'))).toEqual([undefined, undefined, undefined]);
    expect(stored(own('scrape_samples_post_metric_relabeling'))).toEqual([1, 1, undefined]);
  });

  it('over the limit of samples fails as a whole', () => {
    const { body, stored } = start({ limits: { ...noLimits, samples: 2 } });
    expect(body('a 1\nb 1\n').error).toBeUndefined();
    expect(body('a 2\nb 2\nc 2\n')).toMatchObject({ error: 'sample limit exceeded', scraped: 3, kept: 3 });
    expect(stored(own('a'))).toEqual([1, undefined, undefined]);
    expect(stored(own('c'))).toEqual([undefined, undefined, undefined]);
    expect(stored(own('up'))).toEqual([1, 0, undefined]);
  });

  it('makes no labels of what is over the limit, and remembers none of it', () => {
    const rules = { metricRules: rulesOf([]), limits: { ...noLimits, samples: 5 } };
    const made = vi.spyOn(LineCache.prototype, 'exposed');
    const size = vi.spyOn(LineCache.prototype, 'cut');
    const { body } = start(rules);
    expect(body(lines(0, 500))).toMatchObject({ error: overLimit, scraped: 500, kept: 500, seriesAdded: 5 });
    expect(made).toHaveBeenCalledTimes(6);
    expect(size).toHaveBeenLastCalledWith(5);
    // As Prometheus: what was there before the limit is no new series the next time.
    expect(body(lines(0, 3))).toMatchObject({ error: undefined, seriesAdded: 0 });
  });

  it('makes the labels of a line once in a body, though none of its samples is taken', () => {
    const made = vi.spyOn(LineCache.prototype, 'exposed');
    const { body } = start({ metricRules: rulesOf([{ regex: 'x', action: 'labeldrop' }]) });
    expect(body(`a 1 ${startMs + 601_000}\n`.repeat(100))).toMatchObject({ error: undefined, kept: 100 });
    expect(made).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['samples', (from: number) => lines(from, 20_000)],
    ['comments', (from: number) => lines(from, 20_000).replaceAll(/^(\S+) 1$/gm, '# HELP $1 b')],
  ])('is read no further than what may be stored, of new %s, and its lines are forgotten', (_, bodyFrom) => {
    const made = vi.spyOn(LineCache.prototype, 'exposed');
    const added = vi.spyOn(LineCache.prototype, 'add');
    const cut = vi.spyOn(LineCache.prototype, 'cut');
    const { body, stored } = start({ limits: { ...noLimits, samples: 100 } });
    expect(body('a 1\n').error).toBeUndefined();
    made.mockClear();
    for (let i = 1; i <= 3; i += 1) {
      added.mockClear();
      expect(body(`a 2\n${bodyFrom(i * 20_000)}`)).toMatchObject({
        error: overLimit,
        place: undefined,
        seriesAdded: 0,
      });
      // 2 × 100 and 1000 more.
      expect(added).toHaveBeenCalledTimes(1200);
      expect(cut).toHaveBeenLastCalledWith(1);
    }
    expect(made).not.toHaveBeenCalled();
    expect(body('a 3\n').error).toBeUndefined();
    expect(stored(own('a'))).toEqual([1, 'stale', undefined, undefined, 3, undefined]);
    expect(stored(own('up'))).toEqual([1, 0, 0, 0, 1, undefined]);
  });

  it('forgets the lines of bodies that failed, once they are many', () => {
    const trimmed = vi.spyOn(LineCache.prototype, 'trim');
    const { body } = start();
    body('a 1\n');
    trimmed.mockClear();
    for (let i = 1; i <= 4; i += 1) expect(body(`${lines(i * 500, 500)}wrong\n`).error).not.toBe(undefined);
    // Of 1, of 501, of 1001 and 1501 lines; then it is 500 again.
    expect(trimmed.mock.calls).toEqual([[1]]);
    const [cache] = trimmed.mock.contexts as readonly LineCache[];
    expect(cache?.size).toBe(1000);
  });

  it('over a limit of labels fails as a whole', () => {
    const { body } = start({ limits: { ...noLimits, labels: 3, labelValueLength: 5 } });
    expect(body('a 1\n').error).toBeUndefined();
    expect(body('a{b="1"} 1\n').error).toContain('label_limit exceeded');
    expect(body('abcdef 1\n').error).toContain('label_value_length_limit exceeded');
  });

  it('leaves samples their own times, and does not call those stale', () => {
    const { body, stored, times } = start();
    body(`a 1 ${startMs - 5000}\nb 1\n`);
    body(`a 2 ${startMs + 5000}\nb 1\n`);
    body('b 1\n');
    expect(times(own('a'))).toEqual([-5000, 5000]);
    expect(stored(own('b'))).toEqual([1, 1, 1, undefined]);
  });

  it('calls those stale where that is wanted', () => {
    const { body, end, stored, times } = start({ trackTimestampsStaleness: true });
    body(`a 1 ${startMs - 5000}\nb 1\nahead 1 ${startMs + 20_000}\n`);
    body(`a 2 ${startMs + 5000}\nb 1\n`);
    body('b 1\n');
    body(`a 3 ${startMs + 2 * everyMs + 1000}\nb 1\n`);
    end();
    expect(times(own('a'))).toEqual([-5000, 5000, 2 * everyMs, 2 * everyMs + 1000, 4 * everyMs]);
    // What is later than the scrape stays its end.
    expect(times(own('ahead'))).toEqual([20_000]);
    expect(stored(own('b'))).toEqual([1, 1, 1, 1, 'stale']);
  });

  it('has them stale, too, where the target is down', () => {
    const { body, fail, stored } = start({ trackTimestampsStaleness: true });
    body(`a 1 ${startMs - 5000}\n`);
    fail('connection refused');
    expect(stored(own('a'))).toEqual([undefined, 'stale', undefined]);
  });

  it('gives them the time of the scrape where that is wanted', () => {
    const { body, stored } = start({ honorTimestamps: false });
    body(`a 1 ${startMs - 5000}\n`);
    body('');
    expect(stored(own('a'))).toEqual([1, 'stale', undefined]);
  });

  it('refuses what is more than ten minutes ahead, and nothing else of the body', () => {
    const { body, stored, times } = start();
    expect(body(`a 1 ${startMs + 601_000}\nb 1\n`)).toMatchObject({ error: undefined, kept: 2, seriesAdded: 1 });
    expect(times(own('a'))).toEqual([]);
    expect(stored(own('b'))).toEqual([1, undefined]);
  });

  it('at the end of a target marks all as stale, `up` too', () => {
    const { body, end, stored } = start();
    body('a 1\n');
    end();
    expect(stored(own('a'))).toEqual([1, 'stale']);
    expect(stored(own('up'))).toEqual([1, 'stale']);
  });

  it('of Prometheus 3 takes a line that comes twice once, and does not count it for the limit', () => {
    const limits = { ...noLimits, samples: 2 };
    const third = start({ limits });
    expect(third.body('a 1\na 2\na 3\nb 1\n')).toMatchObject({ error: undefined, scraped: 4, kept: 4, series: 2 });
    expect(third.stored(own('a'))).toEqual([1, undefined]);
  });

  it('of 2.42 counts it', () => {
    const second = start({ limits: { ...noLimits, samples: 2 }, dialect: '2.42' });
    expect(second.body('a 1\na 2\na 3\n')).toMatchObject({ error: 'sample limit exceeded', scraped: 3, kept: 3 });
  });

  it('takes each sample that has a time of its own, however many times there are', () => {
    const { body, times } = start();
    const lines = (laterMs: number) =>
      Array.from({ length: 300 }, (_, i) => `m{i="${i}"} ${i} ${startMs - 400 + i + laterMs}\n`).join('');
    expect(body(lines(0))).toMatchObject({ error: undefined, series: 300, seriesAdded: 300 });
    expect(body(lines(1000))).toMatchObject({ error: undefined, series: 300, seriesAdded: 0 });
    expect(times('m{i="299", instance="a:1", job="test"}')).toEqual([-101, 899]);
  });
});
