import { describe, expect, it } from 'vitest';
import { LineCache, noId } from '../../../shared/exposition/line-cache.ts';
import { parserFor } from '../../../shared/exposition/parser-for.ts';

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
