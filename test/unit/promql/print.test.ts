import { describe, expect, it } from 'vitest';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../fuzz/random.ts';
import { promqlScripts } from '../../support/promql-scripts.ts';
import { accepted, acceptedExperiments, acceptedSince3 } from './cases.ts';
import { randomExpr, withoutPlaces } from './random-promql.ts';

const everything = {
  experimentalFunctions: true,
  durationExpressions: true,
  extendedRangeSelectors: true,
  fillModifiers: true,
};

const parsed = (text: string): unknown => withoutPlaces(parseExpr(text, everything));

/** The expression of an eval line of Prometheus's test language. */
const instantEval = /^eval(?:_(?:fail|warn|ordered|info))?\s+instant\s+(?:at\s+.+?)?\s+(.+)$/;
const rangeEval = /^eval(?:_(?:fail|warn|info))?\s+range\s+from\s+.+\s+to\s+.+\s+step\s+.+?\s+(.+)$/;

const scripted = promqlScripts().flatMap(({ name, text }) =>
  text.split('\n').flatMap((line) => {
    const found = instantEval.exec(line.trim()) ?? rangeEval.exec(line.trim());
    return found?.[1] === undefined ? [] : [{ name, expression: found[1] }];
  }),
);

describe('what is printed', () => {
  it(
    'is parsed as the same tree, for random trees of everything there is',
    () => {
      for (let seed = 1; seed <= 2000 * fuzzFactor; seed++) {
        const tree = randomExpr(seededRandom(seed), 1 + (seed % 5));
        const text = printExpr(tree);
        expect(parsed(text), `seed ${seed}: ${text}`).toEqual(withoutPlaces(tree));
      }
    },
    fuzzTimeoutMs,
  );

  it('is parsed as the same tree, for every expression of the tables', () => {
    for (const [text, printed] of [...accepted, ...acceptedSince3, ...acceptedExperiments]) {
      expect(parsed(printed), text).toEqual(parsed(text));
    }
  });

  it.skipIf(scripted.length === 0)(
    'is parsed as the same tree, for every expression of Prometheus’s own scripts',
    () => {
      for (const { name, expression } of scripted) {
        const tree = parseExpr(expression, everything);
        expect(parsed(printExpr(tree)), `${name}: ${expression}`).toEqual(withoutPlaces(tree));
      }
      expect(scripted.length).toBeGreaterThan(2000);
    },
  );

  it('has numbers without an exponent, and durations in the units of Prometheus', () => {
    const texts = ['1e21', '1.5e-7', '-0', '0.1', '1e308', '36h', '90m', '400d', '1y', '2w', '8d', '1ms', '1d1ms'];
    const printed = texts.map((text) => printExpr(parseExpr(text)));
    expect(printed).toEqual([
      '1000000000000000000000',
      '0.00000015',
      '-0',
      '0.1',
      `1${'0'.repeat(308)}`,
      '1d12h',
      '1h30m',
      '400d',
      '1y',
      '2w',
      '8d',
      '1ms',
      '1d1ms',
    ]);
  });
});
