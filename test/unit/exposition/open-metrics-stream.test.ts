/** OpenMetrics in pieces: what each of them brings, wherever it ends. */
import { expect, test } from 'vitest';
import { ExpositionError } from '../../../shared/exposition/exposition-error.ts';
import { LineCache } from '../../../shared/exposition/line-cache.ts';
import { OpenMetricsStream } from '../../../shared/exposition/open-metrics-stream.ts';

const encoder = new TextEncoder();
const newStream = () => new OpenMetricsStream({ cache: new LineCache(), dialect: '3' });

/** Beside each piece, and the end, how many samples it brought. */
function countsOf(pieces: readonly string[]): readonly number[] {
  const stream = newStream();
  const counts = pieces.map((piece) => stream.push(encoder.encode(piece)).count);
  return [...counts, stream.end().count];
}

test('a line is whole with the piece behind it, where a piece ends with its break', () => {
  expect(countsOf(['a 1 1\n', 'a 2 2\n', 'a 3 ', '3\na 4', ' 4\n', '', '# EOF\n'])).toEqual([0, 1, 1, 1, 0, 0, 1, 0]);
});

test('a zero byte that comes with the next piece belongs to the line before, as in one piece', () => {
  const whole = () => newStream().push(encoder.encode('a 1 1\n\0b 1 1\n# EOF\n'));
  const inPieces = () => {
    const stream = newStream();
    stream.push(encoder.encode('a 1 1\n'));
    return stream.push(encoder.encode('\0b 1 1\n# EOF\n'));
  };
  const problemOf = (read: () => unknown) => {
    try {
      read();
      return undefined;
    } catch (error) {
      return (error as ExpositionError).message;
    }
  };
  expect(problemOf(whole)).toMatch(/^line 2, column 1: expected a valid start token/);
  expect(problemOf(inPieces)).toBe(problemOf(whole));
});

test('pieces that are a line each are taken however many they are, and held one at a time', () => {
  const stream = newStream();
  const label = 'x'.repeat(1000);
  let count = 0;
  for (let n = 1; n <= 6000; n += 1) count += stream.push(encoder.encode(`a{l="${label}"} ${n} ${n}\n`)).count;
  count += stream.push(encoder.encode('# EOF\n')).count;
  stream.end();
  expect(count).toBe(6000);
});

test('a line that has no end is refused before all of it is held', () => {
  const stream = newStream();
  const piece = new Uint8Array(2 ** 20).fill(0x61);
  stream.push(encoder.encode('a 1 1\n'));
  const push = () => {
    for (let n = 0; n < 6; n += 1) stream.push(piece);
  };
  expect(push).toThrow(new ExpositionError(2, 1, 'the line is too long'));
});
