/** Answers about targets beside JSON.parse, and answers with bytes that are wrong: an error that is ours, and nothing else. */
import { describe, expect, it } from 'vitest';
import { paddingBytes } from '../../electron/backend/sources/prometheus/parse/cursor.ts';
import type { TargetsRead } from '../../electron/backend/sources/prometheus/targets/target-jobs.ts';
import { answerTargetJob, readTargetBody } from '../../electron/backend/sources/prometheus/targets/target-session.ts';
import { AppError } from '../../shared/base/errors.ts';
import { labelsFromPairs } from '../../shared/model/labels.ts';
import type { FoundDiscovered, Target } from '../../shared/model/target.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from './random.ts';

type Random = () => number;

const never = () => undefined;
const masks = { text: String, urls: String, isSecretKey: () => false };
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[random() % choices.length] as T;

const texts = [
  '',
  'a',
  'job',
  '__proto__',
  'constructor',
  '한글',
  '😀',
  '"\\\n',
  '\u0000',
  '\u2028',
  'x'.repeat(400),
  'up',
  '1m',
];
const text = (random: Random) => oneOf(random, texts) + oneOf(random, ['', '', String(random() % 9)]);
const labelMap = (random: Random) => {
  const map: Record<string, string> = Object.create(null);
  for (let i = random() % 6; i > 0; i -= 1) map[text(random)] = text(random);
  return map;
};

function target(random: Random) {
  const all = {
    discoveredLabels: labelMap(random),
    labels: labelMap(random),
    scrapePool: text(random),
    scrapeUrl: text(random),
    lastError: text(random),
    lastScrape: oneOf(random, ['0001-01-01T00:00:00Z', '2026-11-30T04:49:07.489333972Z', '', 'x']),
    lastScrapeDuration: oneOf(random, [0, 1.5, 1e-9]),
    health: oneOf(random, ['up', 'down', 'unknown', 'UP', '']),
    scrapeInterval: oneOf(random, ['1m', '1d2h', '', 'x']),
    globalUrl: { odd: [null, true, -1.5e3, [{}]] },
  };
  return Object.fromEntries(Object.entries(all).filter(() => random() % 8 !== 0)) as Partial<typeof all>;
}

function bytesOf(answer: unknown) {
  const body = Buffer.from(JSON.stringify(answer));
  return padded(body);
}

function padded(body: Uint8Array) {
  const bytes = new Uint8Array(body.length + paddingBytes);
  bytes.set(body);
  return { padded: bytes, length: body.length };
}

const read = (body: { padded: Uint8Array; length: number }) =>
  readTargetBody({ job: 'targets', pools: [], hasDropped: true }, body, never, masks) as TargetsRead;
const rows = ({ memory }: TargetsRead) =>
  answerTargetJob({ job: 'targetRows', memory, samples: undefined, from: 0, count: 1e6 }, never, masks) as Target[];
const search = ({ memory }: TargetsRead, query: object) => {
  const whole = { text: '', offset: 0, limit: 500, ...query };
  return answerTargetJob({ job: 'searchTargets', memory, query: whole }, never, masks) as FoundDiscovered;
};

const sorted = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).toSorted();
const pairs = (map: Record<string, string> = {}) => labelsFromPairs(Object.entries(map));

describe('answers about targets', () => {
  it('are read as JSON.parse reads them', { timeout: fuzzTimeoutMs }, () => {
    for (let seed = 1; seed <= 300 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const [activeTargets, droppedTargets] = [
        times(random() % 8, () => target(random)),
        times(random() % 8, () => target(random)),
      ];
      const found = read(bytesOf({ status: 'success', data: { activeTargets, droppedTargets, other: [1] } }));
      const shape = (pool = '', url = '', labels: unknown = [], error = '') => [pool, url, labels, error];
      expect(sorted(rows(found).map((row) => shape(row.pool, row.url, row.labels, row.error))), `seed ${seed}`).toEqual(
        sorted(activeTargets.map((one) => shape(one.scrapePool, one.scrapeUrl, pairs(one.labels), one.lastError))),
      );
      const discovered = sorted([...activeTargets, ...droppedTargets].map((one) => pairs(one.discoveredLabels)));
      const all = search(found, {});
      expect(sorted(all.targets.map((one) => one.discovered)), `seed ${seed}`).toEqual(discovered);
      expect(new Set(all.targets.map(({ key }) => key)).size, `seed ${seed}`).toBe(all.count);
      expect(found.pools.reduce((sum, pool) => sum + pool.active, 0)).toBe(activeTargets.length);
      expect(found.pools.reduce((sum, pool) => sum + pool.droppedKept, 0)).toBe(droppedTargets.length);
      for (const { key, discovered: own } of all.targets) {
        const known = answerTargetJob({ job: 'oneTarget', memory: found.memory, key }, never, masks);
        expect(known, `seed ${seed}`).toMatchObject({ discovered: own });
      }
    }
  });

  it('with wrong bytes are refused, or read', { timeout: fuzzTimeoutMs }, () => {
    const outcomes = { read: 0, refused: 0 };
    for (let seed = 1; seed <= 3000 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const data = { activeTargets: [target(random)], droppedTargets: [target(random)], droppedTargetCounts: { a: 1 } };
      const body = Buffer.from(JSON.stringify({ status: 'success', data }));
      for (let i = random() % 4; i >= 0; i -= 1)
        body[random() % body.length] = oneOf(random, [0, 34, 44, 91, 93, 123, 125, random() % 256]);
      const cut = random() % 4 === 0 ? body.subarray(0, random() % body.length) : body;
      try {
        const found = read(padded(cut));
        if ('memory' in found) rows(found);
        outcomes.read += 1;
      } catch (error) {
        if (!(error instanceof AppError)) throw new Error(`seed ${seed}`, { cause: error });
        expect(['prometheus.malformed', 'prometheus.truncated'], `seed ${seed}`).toContain(error.code);
        outcomes.refused += 1;
      }
    }
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(100);
  });
});
