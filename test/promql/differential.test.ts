/**
 * Our engine and a real Prometheus 2.42 over the same series: random expressions, those that once differed, and each difference between the
 * releases that we know of. `npm run promql-fuzz` asks more of the random ones.
 */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renamedFunctions } from '../../shared/promql/engine/semantics.ts';
import { fuzzFactor, fuzzTimeoutMs } from '../fuzz/random.ts';
import {
  type Example,
  evaluationExamples,
  precisionExamples,
  syntaxExamples,
} from '../support/promql-fuzz/difference-examples.ts';
import { checkAll, type Differential, describeQuery, startDifferential } from '../support/promql-fuzz/differential.ts';
import { type FuzzQuery, randomQuery } from '../support/promql-fuzz/random-query.ts';
import { regressions } from '../support/promql-fuzz/regressions.ts';
import { serverMissing } from '../support/servers/real-server.ts';

/** The differences are those of this release. */
const release = '2.42';
const missing = serverMissing('prometheus', 'promtool') ?? otherRelease();

function otherRelease(): string | undefined {
  const written = execFileSync('prometheus', ['--version'], { encoding: 'utf8' });
  return written.includes(`version ${release}.`)
    ? undefined
    : `another Prometheus than ${release}: ${written.split('\n')[0]}`;
}

/** About 30 seconds of two cores. */
const randomQueries = 12_000 * fuzzFactor;

function* randomOnes(): Generator<FuzzQuery> {
  for (let seed = 1; seed <= randomQueries; seed += 1) yield randomQuery(seed);
}

const asked = ({ text, time }: Example): FuzzQuery => ({
  ...{ text, time, exact: false, size: undefined, ordered: false, extremes: undefined },
});

describe.skipIf(missing !== undefined)(
  `our engine and Prometheus ${release}${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let differential: Differential;

    beforeAll(async () => {
      differential = await startDifferential();
    });

    afterAll(async () => {
      await differential?.stop();
    });

    it(
      `answer ${randomQueries} random queries alike`,
      async () => {
        const different: string[] = [];
        let same = 0;
        await checkAll(differential, randomOnes(), (query, difference) => {
          if (difference === undefined) same += 1;
          else different.push(`${describeQuery(query)}: ${difference}`);
        });
        expect(different).toEqual([]);
        expect(same).toBe(randomQueries);
      },
      2 * fuzzTimeoutMs,
    );

    it.each(regressions)('answer alike what once differed: $text', async (regression) => {
      expect(await differential.check({ ...asked(regression), ...regression })).toBeUndefined();
    });

    it.each(Object.entries(evaluationExamples))('differ in %s unless it is asked for', async (_name, example) => {
      expect(await differential.check(asked(example), 'v2')).toBeUndefined();
      expect(await differential.check(asked(example), 'v3')).toBeDefined();
    });

    it.each(Object.entries(syntaxExamples))('differ in what can be read: %s', async (_name, example) => {
      expect(await differential.check(asked(example), 'v2')).toMatch(
        /^bad_data .* is a (vector|matrix|scalar) of \d+$/s,
      );
    });

    it.each(Object.entries(precisionExamples))('differ in the last digits: %s', async (_name, example) => {
      expect(await differential.check(asked(example), 'v2')).toMatch(/^\[\] at \d+: 0 is (1|0\.33\d+)$/);
    });

    it.each(Object.keys(renamedFunctions))('call a function otherwise: %s', async (name) => {
      const time = { kind: 'instant', timeMs: 1_700_003_600_000 } as const;
      expect(await differential.check(asked({ text: `${name}(g[5m], 0.5, 0.3)`, time }))).toBeUndefined();
    });
  },
);
