import { describe, expect, it } from 'vitest';
import type { Dialect, ExpositionFormat, ParsedExposition } from '../../shared/exposition/exposition.ts';
import { ExpositionError } from '../../shared/exposition/exposition-error.ts';
import { LineCache } from '../../shared/exposition/line-cache.ts';
import { OpenMetricsStream } from '../../shared/exposition/open-metrics-stream.ts';
import { parserFor } from '../../shared/exposition/parser-for.ts';
import { mutatedBodies, openMetricsType } from '../support/exposition/mutations.ts';
import { protobufBodies } from '../support/exposition/protobuf-bodies.ts';
import { sampleBodies } from '../support/exposition/sample-bodies.ts';
import { bitsOfValues } from '../support/history/sample-bits.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from './random.ts';

const rounds = Math.round(4000 * fuzzFactor);
const nowMs = 1_700_000_000_000;

/** Everything that a call found, without the numbers of the cache's lines. */
function shown(cache: LineCache, parsed: ParsedExposition): unknown {
  const { count } = parsed;
  // Dialect 3 writes bounds anew where the type before them says so: where a line was first seen that may have been another.
  const shownLabel = (text: string, i: number, all: readonly string[]) =>
    /^(?:le|quantile)$/.test(all[i - 1] ?? '') ? String(Number(text)) : text;
  const series = [...parsed.lines.subarray(0, count)].map((line) => [
    cache.text(line),
    cache.labels(line).map(shownLabel),
  ]);
  return {
    series,
    values: bitsOfValues(parsed.values.slice(0, count)),
    timesMs: [...parsed.timesMs.subarray(0, count)],
    lineNumbers: [...parsed.lineNumbers.subarray(0, count)],
    comments: parsed.comments.map((line) => [cache.text(line), cache.comment(line)]),
    exemplars: parsed.exemplars,
  };
}

/** The same, and the error where there is one. */
function outcome(cache: LineCache, parse: () => ParsedExposition, parsed: ParsedExposition): unknown {
  let problem = '';
  try {
    parse();
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error;
    problem = error.message;
  }
  return { problem, ...(shown(cache, parsed) as object) };
}

describe('a body', () => {
  it.each<Dialect>(['2.42', '3'])(
    'is read alike with nothing known and with the lines of many others, in dialect %s',
    (dialect) => {
      const known: Record<string, LineCache> = { text: new LineCache(), 'open-metrics': new LineCache() };
      for (const { contentType, body } of mutatedBodies(sampleBodies(), 41, rounds, nowMs)) {
        const format: ExpositionFormat = contentType === openMetricsType ? 'open-metrics' : 'text';
        const cache = new LineCache();
        const parser = parserFor(format, { cache, dialect });
        const fresh = outcome(cache, () => parser.parse(body), parser.parsed);
        const warm = known[format] as LineCache;
        const second = parserFor(format, { cache: warm, dialect });
        const context = JSON.stringify(Buffer.from(body).toString('latin1'));
        expect(
          outcome(warm, () => second.parse(body), second.parsed),
          context,
        ).toEqual(fresh);
        expect(
          outcome(warm, () => second.parse(body), second.parsed),
          context,
        ).toEqual(fresh);
        warm.trim(3);
      }
    },
    fuzzTimeoutMs,
  );

  it(
    'that comes in pieces is read as the whole',
    () => {
      const random = seededRandom(8);
      for (const { contentType, body } of mutatedBodies(sampleBodies(), 77, rounds, nowMs)) {
        // A text that is cut in its last line is told by other words.
        if (contentType !== openMetricsType || body.at(-1) !== 0x0a) continue;
        const cache = new LineCache();
        const whole = parserFor('open-metrics', { cache, dialect: '3' });
        const expected = outcome(cache, () => whole.parse(body), whole.parsed) as { problem: string };
        const pieces = new LineCache();
        const stream = new OpenMetricsStream({ cache: pieces, dialect: '3' });
        const values: string[] = [];
        let problem = '';
        try {
          for (let at = 0; at < body.length; ) {
            const length = 1 + (random() % 400);
            const parsed = stream.push(body.subarray(at, at + length));
            values.push(...bitsOfValues(parsed.values.slice(0, parsed.count)));
            at += length;
          }
          stream.end();
        } catch (error) {
          if (!(error instanceof ExpositionError)) throw error;
          problem = error.message;
          values.push(...bitsOfValues(stream.parsed.values.slice(0, stream.parsed.count)));
        }
        const context = JSON.stringify(Buffer.from(body).toString('latin1'));
        // A piece ends where the lexer would have gone on, which only the words tell.
        const where = (message: string) => message.replace(/, got .*$/s, '');
        expect({ problem: where(problem), values }, context).toEqual({
          problem: where(expected.problem),
          values: (expected as unknown as { values: unknown }).values,
        });
      }
    },
    fuzzTimeoutMs,
  );

  it(
    'of protobuf with bytes changed is read or refused, and nothing else is thrown',
    () => {
      const random = seededRandom(5);
      const bodies = Object.values(protobufBodies(nowMs)).filter(({ length }) => length > 0);
      let refused = 0;
      for (let round = 0; round < rounds; round += 1) {
        const body = (bodies[random() % bodies.length] as Uint8Array).slice();
        for (let changes = 1 + (random() % 3); changes > 0; changes -= 1) body[random() % body.length] = random() % 256;
        const cut = random() % 4 === 0 ? body.subarray(0, random() % body.length) : body;
        const cache = new LineCache();
        const parser = parserFor('protobuf', { cache, dialect: round % 2 === 0 ? '3' : '2.42' });
        try {
          parser.parse(cut);
        } catch (error) {
          if (!(error instanceof ExpositionError)) throw error;
          refused += 1;
        }
      }
      expect(refused).toBeGreaterThan(rounds / 4);
    },
    fuzzTimeoutMs,
  );
});
