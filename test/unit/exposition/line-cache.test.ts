import { describe, expect, it } from 'vitest';
import { NewLinesError } from '../../../shared/exposition/exposition-error.ts';
import { LineCache, noId } from '../../../shared/exposition/line-cache.ts';
import { parserFor } from '../../../shared/exposition/parser-for.ts';
import { delimited, double, family, labelPair, message } from '../../support/exposition/protobuf-writer.ts';

const encoder = new TextEncoder();

/** A target that is scraped: its series get numbers in the order in which they are new. */
function scraped() {
  const cache = new LineCache();
  const parser = parserFor('text', { cache, dialect: '2.42' });
  let ids = 0;
  return {
    cache,
    /** @returns id and value of each sample, and how many were new */
    scrape(text: string) {
      const parsed = parser.parse(encoder.encode(text));
      const fresh = parsed.newLines();
      for (const line of fresh) cache.ids[line] = ids++;
      const samples = Array.from({ length: parsed.count }, (_, i) => [
        cache.ids[parsed.lines[i] as number],
        parsed.values[i],
      ]);
      return { fresh: fresh.length, samples };
    },
  };
}

describe('the lines that are known', () => {
  it('keep their numbers while lines come, go, change places and are the beginnings of others', () => {
    const target = scraped();
    expect(target.scrape('a 1\na{b="c"} 2\nab 3\n')).toEqual({
      fresh: 3,
      samples: [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    });
    expect(target.scrape('ab 4\na 5\na {b="c"} 6\n')).toEqual({
      fresh: 1,
      samples: [
        [2, 4],
        [0, 5],
        [3, 6],
      ],
    });
    expect(target.scrape('a 7\nab 8\na{b="c"} NaN\nabc 9\n')).toEqual({
      ...{
        fresh: 1,
        samples: [
          [0, 7],
          [2, 8],
          [1, Number.NaN],
          [4, 9],
        ],
      },
    });
    expect(target.cache.vanished().map((line) => target.cache.text(line))).toEqual(['a {b="c"}']);
  });

  it('are given once though they stand twice, and comments are told each time', () => {
    const { cache, scrape } = scraped();
    expect(scrape('# HELP a x\na 1\na 2\n').fresh).toBe(1);
    const parser = parserFor('text', { cache, dialect: '2.42' });
    for (const text of ['# HELP a y\na 1\n', '# HELP a x\na 1\n', '# HELP a y\na 1\n']) {
      const { comments } = parser.parse(encoder.encode(text));
      expect(comments.map((line) => cache.comment(line)?.text)).toEqual([text[9]]);
    }
  });

  it('are forgotten once most of them have gone, with the numbers of the rest kept', () => {
    const target = scraped();
    const many = Array.from({ length: 5000 }, (_, i) => `gone{i="${i}"} ${i}\n`).join('');
    target.scrape(`stays{x="y"} 1\n${many}# TYPE stays gauge\n`);
    target.scrape('stays{x="y"} 2\n# TYPE stays gauge\n');
    target.cache.trim(2);
    expect(target.cache.size).toBe(5002);
    target.scrape('stays{x="y"} 3\n# TYPE stays gauge\n');
    target.cache.trim(2);
    expect(target.cache.size).toBe(2);
    expect(target.scrape('stays{x="y"} 4\n# TYPE stays gauge\nnew 5\n')).toEqual({
      fresh: 1,
      samples: [
        [0, 4],
        [5001, 5],
      ],
    });
    expect(target.cache.labels(0)).toEqual(['__name__', 'stays', 'x', 'y']);
  });

  it('that came last are forgotten, and those before are known as before', () => {
    const target = scraped();
    const text = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => `m{i="${from + i}",e=""} 1\n# HELP m ${from + i}\n`).join('');
    const before = target.scrape(text(0, 300)).samples;
    const { sizeBytes } = target.cache;
    // Its table and its arrays grow meanwhile.
    target.scrape(text(250, 5000));
    target.cache.cut(600);
    expect([target.cache.size, target.cache.sizeBytes]).toEqual([600, sizeBytes]);
    expect(target.scrape(text(0, 300))).toEqual({ fresh: 0, samples: before });
    // The same numbers in the cache are other lines now.
    expect(target.scrape(text(298, 302)).fresh).toBe(2);
    expect(target.cache.labels(602)).toEqual(['__name__', 'm', 'i', '301']);
    expect(target.cache.exposed(602)).toEqual(['__name__', 'm', 'e', '', 'i', '301']);
    expect(target.cache.comment(603)?.text).toBe('301');
  });

  it('keep apart what they expose: a label without a value is none, and is known', () => {
    const target = scraped();
    const many = Array.from({ length: 600 }, (_, i) => `gone{i="${i}"} ${i}\n`).join('');
    target.scrape(`${many}stays{x="",instance="",b="1"} 1\n`);
    target.scrape('stays{x="",instance="",b="1"} 2\n');
    target.cache.trim(1);
    expect(target.cache.labels(0)).toEqual(['__name__', 'stays', 'b', '1']);
    expect(target.cache.exposed(0)).toEqual(['__name__', 'stays', 'b', '1', 'instance', '', 'x', '']);
    target.scrape('plain{a="b"} 1\n');
    expect(target.cache.exposed(1)).toEqual(['__name__', 'plain', 'a', 'b']);
  });

  it('begin without a number, and a NaN has the bits of no stale marker', () => {
    const cache = new LineCache();
    const parsed = parserFor('text', { cache, dialect: '2.42' }).parse(encoder.encode('a NaN\n'));
    expect(cache.ids[0]).toBe(noId);
    expect(new BigUint64Array(parsed.values.buffer)[0]).toBe(0x7ff8000000000001n);
  });
});

describe('a body with more lines that are new than are taken', () => {
  const words = 'sample limit exceeded';

  it.each(['text', 'open-metrics'] as const)('ends where there is one too many, in %s', (format) => {
    const cache = new LineCache();
    const parser = parserFor(format, { cache, dialect: '3', mostNewLines: 3 });
    const parse = (text: string) => parser.parse(encoder.encode(format === 'text' ? text : `${text}# EOF\n`));
    expect(parse('# HELP a b\na 1\nb 1\n'.repeat(format === 'text' ? 9 : 1)).count).toBeGreaterThan(1);
    const tooMany = '# HELP a b\nc 1\na 2\n# TYPE d gauge\nd 1\ne 1\n';
    const known = cache.size;
    expect(() => parse(tooMany)).toThrow(NewLinesError);
    expect(() => parser.parse(encoder.encode('f 1\ng 1\nh 1\ni 1\n'))).toThrow(`line 4, column 1: ${words}`);
    expect(parser.parsed.count).toBe(3);
    expect(cache.size).toBe(known + 6);
  });

  it('ends there in protobuf, and before what a family has is in the memory', () => {
    const gauge = (i: number) => message(4, labelPair('i', String(i)), message(2, double(1, i)));
    const gauges = (count: number) => Array.from({ length: count }, (_, i) => gauge(i));
    const parse = (...metrics: readonly Parameters<typeof family>[2][]) => {
      const cache = new LineCache();
      const parser = parserFor('protobuf', { cache, dialect: '3', mostNewLines: 10 });
      const bytes = Uint8Array.from(delimited(...metrics.map((its, i) => family(`a${i}`, 1, its))));
      try {
        return [parser.parse(bytes).count, cache.size];
      } catch (error) {
        return [(error as Error).message, error instanceof NewLinesError, parser.parsed.count, cache.size];
      }
    };
    // Each has a help and a type.
    expect(parse(gauges(8))).toEqual([8, 10]);
    expect(parse(gauges(4), gauges(3))).toEqual([`byte 1: ${words}`, true, 6, 10]);
    expect(parse(Array.from({ length: 10 }, () => gauge(1)))).toEqual([10, 3]);
    expect(parse(Array.from({ length: 11 }, () => gauge(1)))).toEqual([`byte 1: ${words}`, true, 0, 0]);
  });
});
