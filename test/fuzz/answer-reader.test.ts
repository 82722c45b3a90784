import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/base/errors.ts';
import { plain, readBytes, referenceAnswer } from '../unit/sources/prometheus/reference-answer.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from './random.ts';

type Random = () => number;

const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[random() % choices.length] as T;

const strings = [
  'up',
  'job',
  '__name__',
  '__proto__',
  'é',
  '한',
  '\ud83d\ude00',
  '\ud800',
  '"',
  '\\',
  '\n',
  '',
  'a/b',
  '\u2028',
  'x'.repeat(300),
];

/**
 * Names without a backslash: V8 13.6 takes the key `\"` for a key that is one backslash, where an object before had that one in its place
 * (`JSON.parse('{"b":1,"\\\\":2}'); JSON.parse('{"b":1,"\\"":2}')`), so JSON.parse is no reference for them.
 */
const names = strings.filter((text) => !text.includes('\\'));

/** A JSON string; sometimes with escapes that are not needed. */
function string(random: Random, choices: readonly string[] = strings): string {
  const text = JSON.stringify(oneOf(random, choices) + (random() % 5 === 0 ? String(random() % 100) : ''));
  return random() % 6 === 0 ? text.replaceAll('o', '\\u006f').replaceAll('/', '\\/') : text;
}

function value(random: Random): string {
  const kind = random() % 8;
  if (kind === 0)
    return oneOf(random, ['"NaN"', '"+Inf"', '"-Inf"', '"0"', '"-0"', '"1e+21"', '"4.9e-324"', '"1e400"']);
  if (kind < 3) return `"${random() % 1000}"`;
  return `"${(random() % 100_000) / ((random() % 1000) + 1)}"`;
}

const time = (random: Random) =>
  oneOf(random, ['1795346080', '1795346080.123', '0', '-1.5', '1.5e9', String(random() / 1000)]);

/** White space, seldom. */
const gap = (random: Random) => (random() % 30 === 0 ? oneOf(random, [' ', '\n', '\t \r\n']) : '');

const list = (random: Random, count: number, item: () => string) =>
  `[${Array.from({ length: count }, () => gap(random) + item() + gap(random)).join(',')}]`;

function object(random: Random, entries: readonly (readonly [key: string, value: string])[]): string {
  const shuffled = entries.map((entry) => ({ entry, order: random() })).sort((a, b) => a.order - b.order);
  return `{${shuffled.map(({ entry: [key, text] }) => `${gap(random)}${key}${gap(random)}:${gap(random)}${text}${gap(random)}`).join(',')}}`;
}

function unknown(random: Random, depth: number): string {
  const kind = random() % (depth > 3 ? 5 : 7);
  if (kind === 5) return list(random, random() % 4, () => unknown(random, depth + 1));
  if (kind === 6)
    return object(random, [
      ['"a"', unknown(random, depth + 1)],
      ['"b]"', unknown(random, depth + 1)],
    ]);
  return [string(random), '-0.5e-3', 'true', 'null', 'false'][kind] as string;
}

const sample = (random: Random) => `[${time(random)},${value(random)}]`;

function histogram(random: Random): string {
  const bucket = () => `[${random() % 4},${value(random)},${value(random)},${value(random)}]`;
  const fields = object(random, [
    ['"count"', value(random)],
    ['"sum"', value(random)],
    ['"buckets"', list(random, random() % 3, bucket)],
  ]);
  return `[${time(random)},${fields}]`;
}

function series(random: Random, resultType: string): string {
  const labels = new Map(Array.from({ length: random() % 6 }, () => [string(random, names), string(random)]));
  const entries: [string, string][] = [['"metric"', object(random, [...labels])]];
  const many = resultType === 'matrix';
  if (random() % 8 !== 0)
    entries.push(many ? ['"values"', list(random, random() % 20, () => sample(random))] : ['"value"', sample(random)]);
  if (random() % 6 === 0)
    entries.push(
      many ? ['"histograms"', list(random, random() % 3, () => histogram(random))] : ['"histogram"', histogram(random)],
    );
  if (random() % 10 === 0) entries.push(['"more"', unknown(random, 0)]);
  return object(random, entries);
}

/** Mostly as Prometheus has it. */
function stats(random: Random): string {
  if (random() % 3 === 0) return unknown(random, 0);
  const figure = () => oneOf(random, ['0', '0.000104214', '1.5e-7', '4711', '-1', '1e400', 'null', '"1"', '[0]']);
  const usual = () => (random() % 8 === 0 ? figure() : String((random() % 1_000_000) / 997));
  const group = (names: readonly string[]) =>
    random() % 12 === 0
      ? unknown(random, 0)
      : object(
          random,
          names.filter(() => random() % 20 !== 0).map((name) => [`"${name}"`, usual()]),
        );
  const perStep = `"totalQueryableSamplesPerStep":${list(random, random() % 5, () => `[${time(random)},${usual()}]`)}`;
  const samples = group(['totalQueryableSamples', 'peakSamples']);
  const timings = group(['evalTotalTime', 'resultSortTime', 'execQueueTime']);
  return object(random, [
    ['"timings"', timings],
    ['"samples"', random() % 3 === 0 ? samples.replace('{', `{${perStep}${samples.length > 2 ? ',' : ''}`) : samples],
  ]);
}

function answer(random: Random): string {
  const resultType = oneOf(random, ['vector', 'matrix', 'matrix', 'scalar', 'string']);
  const single = resultType === 'scalar' ? value(random) : string(random);
  const result =
    resultType === 'scalar' || resultType === 'string'
      ? `[${time(random)},${single}]`
      : list(random, random() % 6, () => series(random, resultType));
  const data = object(random, [
    ['"resultType"', `"${resultType}"`],
    ['"result"', result],
    ...(random() % 3 === 0 ? [['"stats"', stats(random)] as const] : []),
  ]);
  const annotations = () => list(random, random() % 3, () => string(random));
  return object(random, [
    ['"status"', random() % 12 === 0 ? '"error"' : '"success"'],
    ['"data"', data],
    ...(random() % 5 === 0 ? [['"warnings"', annotations()] as const, ['"infos"', annotations()] as const] : []),
    ...(random() % 8 === 0 ? [['"errorType"', string(random)] as const, ['"error"', string(random)] as const] : []),
  ]);
}

/** Changes, drops, repeats or cuts a few characters. */
function damaged(random: Random, text: string): string {
  let damagedText = text;
  for (let i = 0; i <= random() % 3; i += 1) {
    const at = random() % (damagedText.length + 1);
    const until = at + (random() % 4);
    const instead = oneOf(random, [
      '',
      '"',
      '0',
      '}',
      ']',
      '[',
      ',',
      '\\',
      'e',
      '-',
      '\u0000',
      damagedText.slice(at, until + 3),
    ]);
    damagedText = damagedText.slice(0, at) + instead + damagedText.slice(until);
  }
  return random() % 8 === 0 ? damagedText.slice(0, random() % damagedText.length) : damagedText;
}

/** @returns the result, or undefined where the text was refused. A failure that is none of the parser's own is a bug. */
function attempt<T>(read: () => T, isRefusal: (error: unknown) => boolean): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

const refused = (error: unknown) =>
  error instanceof AppError && (error.code === 'prometheus.malformed' || error.code === 'prometheus.truncated');
const read = (text: string) => attempt(() => plain(readBytes(new TextEncoder().encode(text))), refused);
const reference = (text: string) =>
  attempt(
    () => referenceAnswer(text),
    (error) => error instanceof Error,
  );

/** What the reader refuses and JSON.parse does not see: a key of a series that comes twice. */
const repeatsKey = /"(?:metric|values?|histograms?)"[\s\S]*"(?:metric|values?|histograms?)"/;

/** Node's comparison is many times faster than the runner's, which explains the difference then. */
function expectSame(ours: unknown, theirs: unknown, text: string): void {
  if (!isDeepStrictEqual(ours, theirs)) expect(ours, text).toEqual(theirs);
}

describe('the reader of answers agrees with JSON.parse on', () => {
  it(
    'random answers',
    () => {
      const random = seededRandom(1);
      for (let i = 0; i < 4_000 * fuzzFactor; i += 1) {
        const text = answer(random);
        expectSame(read(text), referenceAnswer(text), text);
      }
    },
    fuzzTimeoutMs,
  );

  it(
    'damaged answers: refused by both or read the same by both',
    () => {
      const random = seededRandom(2);
      let accepted = 0;
      for (let i = 0; i < 10_000 * fuzzFactor; i += 1) {
        // Half a surrogate pair is no text; bytes have U+FFFD in its place.
        const text = damaged(random, answer(random)).toWellFormed();
        const ours = read(text);
        if (ours === undefined && repeatsKey.test(text)) continue;
        if (ours !== undefined) accepted += 1;
        expectSame(ours, reference(text), text);
      }
      expect(accepted).toBeGreaterThan(100);
    },
    fuzzTimeoutMs,
  );
});
