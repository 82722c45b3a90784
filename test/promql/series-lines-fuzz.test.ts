/** Series lines that are made up at random: what is written out is read back as the same, and what makes no sense is refused with its line. */
import { describe, expect, it } from 'vitest';
import { customBucketsSchema, type FloatHistogram } from '../../shared/model/float-histogram.ts';
import { labelsFromPairs } from '../../shared/model/labels.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../fuzz/random.ts';
import { describeSeries } from '../promqltest/describe-values.ts';
import { LineReader } from '../promqltest/line-reader.ts';
import { parseScript } from '../promqltest/parse-script.ts';
import { parseSeries } from '../promqltest/parse-series.ts';
import { ScriptError, type SequenceValue, type SeriesDescription } from '../promqltest/script.ts';

type Random = () => number;

const pick = <T>(random: Random, choices: readonly T[]): T => choices[random() % choices.length] as T;

const specials = [0, 1, -1, 0.1, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY];

function randomNumber(random: Random): number {
  const value = random() % 2 === 0 ? pick(random, specials) : random() / 7;
  return random() % 2 === 0 ? value : -value;
}

function randomHistogram(random: Random): FloatHistogram {
  const isCustom = random() % 3 === 0;
  const counts = (length: number) => Array.from({ length }, () => (random() % 40) / 4);
  const buckets = (length: number, offset: number) => ({
    indexes: Int32Array.from({ length }, (_, i) => offset + i),
    counts: Float64Array.from(counts(length)),
  });
  return {
    schema: isCustom ? customBucketsSchema : (random() % 13) - 4,
    count: random() % 100,
    sum: randomNumber(random),
    zeroThreshold: isCustom ? 0 : (random() % 3) / 8,
    zeroCount: isCustom ? 0 : random() % 5,
    positive: buckets(random() % 5, isCustom ? 0 : (random() % 9) - 4),
    negative: buckets(isCustom ? 0 : random() % 3, (random() % 9) - 4),
    customValues: isCustom ? [-1.5, 0, 2, 1e3].slice(random() % 4) : [],
    resetHint: pick(random, ['unknown', 'reset', 'notReset', 'gauge']),
  };
}

function randomValue(random: Random): SequenceValue {
  switch (random() % 5) {
    case 0:
      return { kind: 'omitted' };
    case 1:
      return { kind: 'stale' };
    case 2: {
      const histogram = randomHistogram(random);
      return { kind: 'histogram', histogram, saysHint: histogram.resetHint !== 'unknown' };
    }
    default:
      return { kind: 'number', value: randomNumber(random) };
  }
}

const names = ['__name__', 'a', 'le', '__proto__', 'label ünicode', 'x.y', '"', '🧭'];
const texts = ['x', ' {{ }} ', '"\\`', 'line\nbreak', '\t# no comment', 'ü🧭', '@st 1m'];

function randomSeries(random: Random): SeriesDescription {
  const pairs = names
    .filter(() => random() % 3 === 0)
    .map((name) => [name, name === '__name__' ? pick(random, ['up', 'a:b', 'x.y ü']) : pick(random, texts)] as const);
  return { labels: labelsFromPairs(pairs), values: Array.from({ length: random() % 6 }, () => randomValue(random)) };
}

describe('a random series line', () => {
  it(
    'is read back as what it was written out from',
    () => {
      for (let seed = 1; seed <= 2000 * fuzzFactor; seed += 1) {
        const series = randomSeries(seededRandom(seed));
        const line = describeSeries(series);
        expect(parseSeries(new LineReader(line, 1)), `seed ${seed}: ${line}`).toEqual(series);
      }
    },
    fuzzTimeoutMs,
  );

  it(
    'with something wrong in it is refused as a script, if at all',
    () => {
      let refused = 0;
      for (let seed = 1; seed <= 2000 * fuzzFactor; seed += 1) {
        const random = seededRandom(seed);
        const line = describeSeries(randomSeries(random)).replaceAll('\n', ' ');
        const at = random() % line.length;
        const broken =
          line.slice(0, at) + pick(random, ['', '{', '}', '"', 'x', '_', '-', '\\', '@st ']) + line.slice(at + 1);
        try {
          parseScript(`load 1m\n  ${broken}`);
        } catch (error) {
          if (!(error instanceof ScriptError)) throw new Error(`seed ${seed}: ${broken}`, { cause: error });
          refused += 1;
        }
      }
      expect(refused).toBeGreaterThan(500);
    },
    fuzzTimeoutMs,
  );
});
