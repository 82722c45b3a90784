import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../../renderer/app/i18n/en.ts';
import { functionsEn } from '../../../../renderer/app/i18n/functions.en.ts';
import { ko } from '../../../../renderer/app/i18n/ko.ts';
import { explainSteps } from '../../../../renderer/views/explorer/anatomy/explain-steps.ts';
import { sayStep, type Words } from '../../../../renderer/views/explorer/anatomy/explain-words.ts';
import { functions } from '../../../../shared/promql/functions.ts';
import { parseUnchecked } from '../../../../shared/promql/parser.ts';
import { isAggregator, type TokenType } from '../../../../shared/promql/tokens.ts';
import { seededRandom } from '../../../fuzz/random.ts';
import { randomExpr } from '../../promql/random-promql.ts';

const i18n = i18next.createInstance();

beforeAll(async () => {
  await i18n.init({ lng: 'en', resources: { en, ko }, defaultNS: 'app', interpolation: { escapeValue: false } });
});

const wordsIn = (language: 'en' | 'ko') => i18n.getFixedT(language, ['anatomy', 'functions']) as Words;

/** What is said of the last step: the whole expression. */
function say(text: string, language: 'en' | 'ko' = 'en') {
  const last = explainSteps(parseUnchecked(text)).at(-1);
  if (last === undefined) throw new Error('no step');
  const { sentences, conditions } = sayStep(wordsIn(language), last, 'utc');
  return { text: sentences.join(' '), conditions: conditions.map(({ said }) => said) };
}

describe('an expression in words', () => {
  it('says what a selector takes, and each of its conditions', () => {
    expect([
      say('up'),
      say('{job="a"}'),
      say('x{a="1",b!="2",c=~"3.*",d!~"4",e="",f!=""}[5m]'),
      say('{__name__="up"}'),
    ]).toEqual([
      {
        text: 'Takes the series of the metric up. Of each the newest sample, as long as it is not older than five minutes, or than what the server is set to.',
        conditions: [],
      },
      {
        text: 'Takes series of any metric. Of each the newest sample, as long as it is not older than five minutes, or than what the server is set to.',
        conditions: ['job is exactly “a”'],
      },
      {
        text: 'Takes the series of the metric x. Of each all samples of the last 5m.',
        conditions: [
          'a is exactly “1”',
          'b is not “2”, or is missing',
          'the whole of c matches 3.*',
          'the whole of d does not match 4',
          'e is missing or empty',
          'f is there and not empty',
        ],
      },
      say('up'),
    ]);
  });

  it('says at what time it is looked up, also where only the server knows', () => {
    const times = ['a[5m] @ 0', 'a @ start()', 'a @ end()', 'a offset 1h', 'a offset -90s', 'a offset step()'];
    const without = say('a').text;
    expect(times.map((text) => say(text).text.replace(without, '').trim())).toEqual([
      'Takes the series of the metric a. Of each all samples of the last 5m. Always as of 1970-01-01 00:00:00, whatever the time of evaluation.',
      'Always as of the begin of the window.',
      'Always as of the end of the window.',
      'Looked up 1h before the time of evaluation.',
      'Looked up 1m30s after the time of evaluation.',
      'Looked up earlier by step(): what that comes to, the server computes.',
    ]);
  });

  it('says ranges and steps as they come out, or as they are written', () => {
    expect([
      say('a[300]').text.endsWith('Of each all samples of the last 5m.'),
      say('a[step() * 2] anchored').text.endsWith(
        'of the last step() * 2. The newest sample before the range counts as its begin.',
      ),
      say('rate(a[1m])[1h:5m]').text,
      say('a[1h:] offset 1d').text,
    ]).toEqual([
      true,
      true,
      'Evaluates ⟨2⟩ over the last 1h, every 5m: what comes out is used like samples.',
      'Evaluates ⟨1⟩ over the last 1h, at the server’s own interval: what comes out is used like samples. Looked up 1d before the time of evaluation.',
    ]);
  });

  it('says what an aggregation makes, of which groups, with its parameter', () => {
    const texts = [
      ...['sum(a)', 'sum by (x, y) (a)', 'sum without (x) (a)', 'sum without () (a)'],
      ...['topk(5, a)', 'bottomk by (x) (2, a)', 'limitk without (x) (3, a)', 'limit_ratio(0.1, a)'],
      ...['quantile(0.9, a)', 'count_values("version", a)', 'topk(scalar(b), a)'],
    ];
    expect(texts.map((text) => say(text).text)).toEqual([
      'Adds the values up. Everything becomes one result.',
      'Adds the values up. One result for each combination of x, y; other labels go.',
      'Adds the values up. One result for each combination of all labels but x.',
      'Adds the values up. One result for each combination of all labels; only the metric’s name goes.',
      'Keeps 5 series, those with the highest values, as they are. In a graph that is decided anew at every step, so more series than that may appear.',
      'Keeps 2 series, those with the lowest values, as they are. That many of each combination of x. In a graph that is decided anew at every step, so more series than that may appear.',
      'Keeps 3 series, chosen without looking at their values. That many of each combination of all labels but x.',
      'Keeps the part 0.1 of the series, chosen without looking at their values.',
      'Takes the value below which the part 0.9 of the values lies. Everything becomes one result.',
      'Counts how often each value occurs, and names the value in the label "version". Everything becomes one result.',
      'Keeps ⟨2⟩ series, those with the highest values, as they are. In a graph that is decided anew at every step, so more series than that may appear.',
    ]);
  });

  it('says which series of two sides are partners, and whose labels and values are kept', () => {
    const texts = [
      ...['a + b', 'a - on (x) b', 'a * on () b', 'a / ignoring (x) b'],
      ...['a % on (x) group_left (y) b', 'a ^ on (x) group_right () b'],
      ...['a > b', 'a > bool b', 'a and b', 'a or on (x) b', 'a unless b', 'a / fill_left (0) b', 'a / fill (1) b'],
    ];
    const partners = 'Partners have all labels equal, the metric’s name aside.';
    expect(texts.map((text) => say(text).text)).toEqual([
      `Adds the two sides. The metric’s name goes. ${partners}`,
      'Takes the right side from the left one. The metric’s name goes. Partners have equal x.',
      'Multiplies the two sides. The metric’s name goes. All series are partners of each other.',
      'Divides the left side by the right one. The metric’s name goes. Partners have all labels equal but x.',
      'Takes what remains of the left side, divided by the right one. The metric’s name goes. Partners have equal x. Several series of the left side may have the same partner. The result takes y from the partner.',
      'Raises the left side to the power of the right one. The metric’s name goes. Partners have equal x. Several series of the right side may have the same partner.',
      `Keeps the series of the left side for which > holds, with their values; the others are gone. ${partners}`,
      `Gives 1 where > holds and 0 where it does not. The metric’s name goes. ${partners}`,
      `Keeps the series of the left side that have a partner on the right. ${partners}`,
      'Takes all series of the left side, and those of the right that have no partner there. Partners have equal x.',
      `Keeps the series of the left side that have no partner on the right. ${partners}`,
      `Divides the left side by the right one. The metric’s name goes. ${partners} Where the left side has no partner, 0 stands in for it.`,
      `Divides the left side by the right one. The metric’s name goes. ${partners} Where the left side has no partner, 1 stands in for it. Where the right side has no partner, 1 stands in for it.`,
    ]);
  });

  it('says which side is kept where the other is a number', () => {
    expect(['a * 2', '5 < a', 'a < 5', '1 + 2', '1 == bool 2', '-a', '+a'].map((text) => say(text).text)).toEqual([
      'Multiplies the two sides. One side is a number, so it counts for every series of the other. The metric’s name goes.',
      'Keeps the series of the right side for which < holds, with their values; the others are gone. One side is a number, so it counts for every series of the other.',
      'Keeps the series of the left side for which < holds, with their values; the others are gone. One side is a number, so it counts for every series of the other.',
      'Adds the two sides.',
      'Gives 1 where == holds and 0 where it does not.',
      'Turns the sign of every value.',
      'Changes nothing.',
    ]);
  });

  it('says what a number or a text alone is', () => {
    expect(['5', '90s', '"x"'].map((text) => say(text).text)).toEqual([
      'A number: it is the same at every time, and has no labels.',
      'A length of time, which is a number of seconds: 90. It is the same at every time, and has no labels.',
      'A text. No graph is made of it.',
    ]);
  });

  it('says what a function does and what goes wrong with it, and that one is not known', () => {
    expect(['idelta(a[5m])', 'max_of(1, 2)', 'frobnicate(a)'].map((text) => say(text).text)).toEqual([
      'The difference between the last two samples of the range. Only for gauges.',
      'The larger of two numbers. An experimental function: the server has it only where it was switched on.',
      'What the function frobnicate does is not known here: the server may have it all the same.',
    ]);
  });
});

describe('the words', () => {
  it('know all 90 functions and the one that Prometheus 3 renamed, and no other', () => {
    expect(functions.size).toBe(90);
    expect(Object.keys(functionsEn.does).sort()).toEqual([...functions.keys(), 'holt_winters'].sort());
    const named = new Set(Object.keys(functionsEn.does));
    expect(Object.keys(functionsEn.trap).filter((name) => !named.has(name))).toEqual([]);
  });

  it('know every aggregation', () => {
    const operators = Object.keys(en.anatomy.aggregate);
    expect(operators.filter((name) => !isAggregator(name as TokenType))).toEqual([]);
    expect(operators).toHaveLength(14);
  });

  it.each(['en', 'ko'] as const)('are there for random expressions, without holes, in %s', (language) => {
    for (let seed = 1; seed <= 400; seed++) {
      for (const step of explainSteps(randomExpr(seededRandom(seed), 1 + (seed % 4)))) {
        const { sentences, conditions } = sayStep(wordsIn(language), step, 'utc');
        const all = [...sentences, ...conditions.map(({ said }) => said)];
        expect(all.length, step.text).toBeGreaterThan(0);
        for (const text of sentences) expect(text, step.text).toMatch(/[.。]$/);
        // A key that is not in the catalogue comes out as itself.
        expect(
          all.filter((text) => /^[\w.]+$/.test(text) || text.includes('undefined')),
          step.text,
        ).toEqual([]);
      }
    }
  });

  it('are Korean in Korean', () => {
    expect([say('sum by (x) (a)', 'ko').text, say('a > 5', 'ko').text]).toEqual([
      '값을 더합니다. x 값의 조합마다 결과가 하나이며, 다른 레이블은 없어집니다.',
      '왼쪽 시계열 가운데 > 조건이 맞는 것만 값 그대로 남기고 나머지는 뺍니다. 한쪽이 숫자이므로 다른 쪽의 모든 시계열에 쓰입니다.',
    ]);
  });
});
