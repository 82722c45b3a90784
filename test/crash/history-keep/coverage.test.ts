/** Coverage: spans are cut and grown as a model of single milliseconds says, in memory and in the database. */

import { mkdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CoverageReader,
  createCoverageReader,
} from '../../../electron/backend/history/coverage/coverage-reader.ts';
import {
  type CoverageWriter,
  createCoverageWriter,
} from '../../../electron/backend/history/coverage/coverage-writer.ts';
import {
  type CoverageState,
  type Span,
  spansWithin,
  withRecordedGone,
  withSpan,
} from '../../../electron/backend/history/coverage/spans.ts';
import { openWritable, type WritableDatabase } from '../../../electron/backend/history/store/open-database.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';

let fixture: SourceFixture;
let db: WritableDatabase<'history'>;
let writer: CoverageWriter;
let reader: CoverageReader;

beforeEach(() => {
  fixture = createSourceFixture();
  mkdirSync(fixture.files.folder, { recursive: true });
  db = openWritable(fixture.files.history, 'history');
  writer = createCoverageWriter(db);
  reader = createCoverageReader(db);
});

afterEach(() => {
  db.close();
  fixture.dispose();
});

const span = (startMs: number, endMs: number, state: CoverageState = 'recorded', detail = ''): Span => {
  return { startMs, endMs, state, detail };
};

const lastMs = 40;

const spans = fc
  .tuple(
    fc.integer({ min: 0, max: lastMs }),
    fc.integer({ min: 0, max: 12 }),
    fc.constantFrom<CoverageState>('recorded', 'recorded', 'asleep', 'deleted', 'other'),
    fc.constantFrom('', 'why'),
  )
  .map(([startMs, length, state, detail]) => span(startMs, Math.min(lastMs, startMs + length), state, detail));

const writes = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: spans.map((one) => ({ kind: 'put' as const, one })) },
    { weight: 1, arbitrary: spans.map((one) => ({ kind: 'gone' as const, one })) },
  ),
  { maxLength: 14 },
);

/** By millisecond what is known of it. */
function modelOf(done: readonly { readonly kind: 'put' | 'gone'; readonly one: Span }[]): readonly string[] {
  const states: string[] = new Array(lastMs + 1).fill('');
  for (const { kind, one } of done) {
    for (let at = one.startMs; at <= one.endMs; at += 1) {
      if (kind === 'put') states[at] = `${one.state} ${one.detail}`;
      else if (states[at]?.startsWith('recorded')) states[at] = 'deleted gone';
    }
  }
  return states;
}

/** The spans that a model has. */
function spansOf(states: readonly string[]): Span[] {
  const found: Span[] = [];
  states.forEach((text, at) => {
    if (text === '') return;
    const [state, detail = ''] = text.split(' ') as [CoverageState, string];
    const last = found.at(-1);
    if (last?.endMs === at - 1 && last.state === state && last.detail === detail)
      found[found.length - 1] = { ...last, endMs: at };
    else found.push(span(at, at, state, detail));
  });
  return found;
}

const stored = () =>
  db.prepare('SELECT startMs, endMs, state, detail FROM coverage ORDER BY rule, startMs').all() as Span[];

describe('spans', () => {
  it('that are written over others leave what single milliseconds say, in as few spans as can be', () => {
    fc.assert(
      fc.property(writes, (done) => {
        const result = done.reduce<readonly Span[]>((there, { kind, one }) => {
          if (kind === 'put') return withSpan(there, one);
          return withRecordedGone(there, one, { state: 'deleted', detail: 'gone' });
        }, []);
        expect(result).toEqual(spansOf(modelOf(done)));
      }),
      { numRuns: 2000, seed: 6 },
    );
  });

  it('are the same in the database, whatever was written and cut', () => {
    fc.assert(
      fc.property(writes, fc.integer({ min: 0, max: lastMs }), (done, beginMs) => {
        db.exec('DELETE FROM coverage; DELETE FROM rule');
        db.transaction(() => {
          writer.put('other rule', span(3, 9));
          for (const { kind, one } of done) {
            if (kind === 'put') writer.put('default', one);
            else writer.turnIntoGap(one, 'deleted', 'gone', 'default');
          }
        })();
        const model = modelOf(done);
        expect(stored()).toEqual([span(3, 9), ...spansOf(model)]);
        db.transaction(() => writer.cutBefore(beginMs))();
        const cut = model.map((state, at) => (at < beginMs ? '' : state));
        const other = beginMs > 9 ? [] : [span(Math.max(3, beginMs), 9)];
        expect(stored()).toEqual([...other, ...spansOf(cut)]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('of a window are the whole window, what nobody knows of as not recorded', () => {
    fc.assert(
      fc.property(writes, spans, (done, window) => {
        const model = modelOf(done).map((state) => (state === '' ? 'notRecorded ' : state));
        const within = model.map((state, at) => (at < window.startMs || at > window.endMs ? '' : state));
        expect(spansWithin(spansOf(modelOf(done)), window)).toEqual(spansOf(within));
      }),
      { numRuns: 1000, seed: 8 },
    );
  });
});

describe('what was deleted', () => {
  it('stays deleted where what records goes on, milliseconds that are told of late too', () => {
    fc.assert(
      fc.property(writes, spans, (done, more) => {
        db.exec('DELETE FROM coverage; DELETE FROM rule');
        db.transaction(() => {
          for (const { kind, one } of done) {
            if (kind === 'put') writer.put('default', one);
            else writer.turnIntoGap(one, 'deleted', 'gone', 'default');
          }
          writer.goOn('default', more);
        })();
        const model = modelOf(done).map((state, at) => {
          const isWithin = at >= more.startMs && at <= more.endMs && !state.startsWith('deleted');
          return isWithin ? `${more.state} ${more.detail}` : state;
        });
        expect(stored()).toEqual(spansOf(model));
      }),
      { numRuns: 300, seed: 9 },
    );
  });

  it('reaches until now where a rule is being recorded, as what was not told of yet goes, too', () => {
    writer.put('default', span(0, 60_000));
    writer.put('long over', span(0, 1000));
    writer.put('asleep', span(0, 60_000, 'asleep'));
    writer.deleted({ startMs: 30_000, endMs: 10_000_000 }, 700_000 - 40_000, 'asked for');
    expect(stored()).toEqual([
      span(0, 29_999),
      span(30_000, 660_000, 'deleted', 'asked for'),
      span(0, 1000),
      span(0, 60_000, 'asleep'),
    ]);
    writer.goOn('default', span(60_000, 720_000));
    writer.goOn('default', span(720_000, 735_000));
    expect(stored().slice(1, 3)).toEqual([span(30_000, 660_000, 'deleted', 'asked for'), span(660_001, 735_000)]);
  });

  it('between what was told of and what was not stays between', () => {
    writer.put('default', span(0, 60_000));
    writer.deleted({ startMs: 70_000, endMs: 80_000 }, 90_000, '');
    writer.goOn('default', span(60_000, 105_000));
    expect(stored()).toEqual([span(0, 69_999), span(70_000, 80_000, 'deleted'), span(80_001, 105_000)]);
  });
});

describe('coverage in the database', () => {
  it('grows by moving the end of one row, however long it goes on', () => {
    const changes = db.prepare<[], number>('SELECT total_changes()').pluck();
    writer.put('default', span(0, 15_000));
    const before = changes.get() ?? 0;
    for (let at = 15_000; at < 15_000 * 1000; at += 15_000) writer.put('default', span(at, at + 15_000));
    expect([stored(), (changes.get() ?? 0) - before]).toEqual([[span(0, 15_000_000)], 999]);
  });

  it('keeps what was said of it without credentials of URLs, and grows with the same words', () => {
    const said = 'GET https://ann:secret@example.org/?token=s3 failed';
    const masked = 'GET https://ann:xxxxx@example.org/?token=xxxxx failed';
    writer.put('r', span(0, 9, 'other', said));
    writer.goOn('r', span(10, 19, 'other', said));
    writer.put('r', span(20, 29));
    writer.turnIntoGap(span(20, 29), 'other', said);
    expect(reader.spans({ startMs: 0, endMs: 29 }, 'r')[0]?.spans).toEqual([span(0, 29, 'other', masked)]);
  });

  it('becomes one span where the hole between two is filled', () => {
    writer.put('default', span(0, 9));
    writer.put('default', span(20, 29));
    writer.put('default', span(9, 19));
    expect(stored()).toEqual([span(0, 29)]);
  });

  it('writes nothing for what is known already', () => {
    const changes = db.prepare<[], number>('SELECT total_changes()').pluck();
    writer.put('default', span(0, 1000));
    const before = changes.get();
    writer.put('default', span(10, 1000));
    writer.turnIntoGap({ startMs: 2000, endMs: 3000 }, 'deleted', '');
    expect(changes.get()).toBe(before);
  });

  it('turns a part of a gap into what was recorded after all', () => {
    writer.put('default', span(0, 99));
    writer.put('default', span(100, 199, 'unreachable', 'connection refused'));
    writer.put('default', span(200, 299));
    writer.put('default', span(120, 249));
    expect(stored()).toEqual([span(0, 99), span(100, 119, 'unreachable', 'connection refused'), span(120, 299)]);
  });

  it('tells rules apart, and gives gaps with their reasons, and what is recorded', () => {
    writer.put('default', span(0, 99));
    writer.put('default', span(100, 149, 'asleep'));
    writer.put('default', span(200, 299));
    writer.put('{job="node"}', span(50, 59));
    expect({
      rules: reader.rules(),
      gaps: reader.gaps({ startMs: 50, endMs: 349 }, 'default'),
      unknown: reader.gaps({ startMs: 1, endMs: 2 }, 'nobody'),
      recorded: reader.recorded(),
      one: reader.recorded('{job="node"}'),
      none: reader.recorded('nobody'),
    }).toEqual({
      rules: ['default', '{job="node"}'],
      gaps: [span(100, 149, 'asleep'), span(150, 199, 'notRecorded'), span(300, 349, 'notRecorded')],
      unknown: [span(1, 2, 'notRecorded')],
      recorded: [
        { rule: 'default', firstMs: 0, lastMs: 299, totalMs: 200 },
        { rule: '{job="node"}', firstMs: 50, lastMs: 59, totalMs: 10 },
      ],
      one: [{ rule: '{job="node"}', firstMs: 50, lastMs: 59, totalMs: 10 }],
      none: [],
    });
  });

  it('shows a reason of a later version in words', () => {
    writer.put('default', span(0, 9));
    db.exec("UPDATE coverage SET state = 'onFire', detail = 'really'");
    expect(reader.gaps({ startMs: 0, endMs: 9 }, 'default')).toEqual([span(0, 9, 'other', 'onFire: really')]);
  });

  it.each([span(5, 4), span(-1, 4), span(0.5, 4), span(0, Number.NaN)])('refuses %o', (wrong) => {
    expect(() => writer.put('default', wrong)).toThrow(RangeError);
    expect(stored()).toEqual([]);
  });
});
