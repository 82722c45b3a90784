/** Snapshots of documents: stored when they change, read as of a time, checked as they are read. */
import { mkdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDocument } from '../../../electron/backend/history/documents/document-bytes.ts';
import {
  createDocumentReader,
  type DocumentReader,
} from '../../../electron/backend/history/documents/document-reader.ts';
import { createDocumentWriter, type PutResult } from '../../../electron/backend/history/documents/document-writer.ts';
import { openWritable, type WritableDatabase } from '../../../electron/backend/history/store/open-database.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';

let fixture: SourceFixture;
let db: WritableDatabase<'history'>;
let reader: DocumentReader;

beforeEach(() => {
  fixture = createSourceFixture();
  mkdirSync(fixture.files.folder, { recursive: true });
  db = openWritable(fixture.files.history, 'history');
  reader = createDocumentReader(db);
});

afterEach(() => {
  db.close();
  fixture.dispose();
});

function put(kind: string, atMs: number, text: string): PutResult {
  return createDocumentWriter(db).put(prepareDocument(kind, text), atMs);
}

const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
const spans = (kind: string) =>
  reader
    .changes(kind, { startMs: 0, endMs: 1000 })
    .map(({ atMs, seenUntilMs }) => [atMs, seenUntilMs, reader.asOf(kind, atMs)?.text] as const);

describe('documents', () => {
  it('are stored when they change, and the same again only says how long', () => {
    const results = [put('flags', 10, 'a'), put('flags', 20, 'a'), put('flags', 30, 'b'), put('flags', 40, 'a')];
    expect([results, spans('flags'), count('document')]).toEqual([
      ['changed', 'same', 'changed', 'changed'],
      [
        [10, 20, 'a'],
        [30, 30, 'b'],
        [40, 40, 'a'],
      ],
      2,
    ]);
  });

  it('are read as of a time, and two of them to be compared', () => {
    put('flags', 10, 'a');
    put('flags', 30, '한국어 🚢\u0000\ufeff');
    put('rules', 20, '\ufeffa');
    const { before, after } = reader.pair('flags', 29, 999);
    expect({
      kinds: reader.kinds(),
      none: reader.asOf('flags', 9),
      before: before?.text,
      after: after?.text,
      bom: reader.asOf('rules', 20)?.text,
      changes: reader.changes('flags', { startMs: 15, endMs: 30 }).map(({ atMs, sizeBytes }) => [atMs, sizeBytes]),
      exact: reader.changes('flags', { startMs: 30, endMs: 31 }).map(({ atMs }) => atMs),
      later: reader.changes('flags', { startMs: 31, endMs: 40 }).map(({ atMs }) => atMs),
    }).toEqual({
      kinds: ['flags', 'rules'],
      none: undefined,
      before: 'a',
      after: '한국어 🚢\u0000\ufeff',
      bom: '\ufeffa',
      changes: [
        [10, 1],
        [30, 18],
      ],
      exact: [30],
      later: [30],
    });
  });

  it('that come late take their place, and what was said of other times stays', () => {
    put('flags', 10, 'a');
    put('flags', 50, 'a');
    put('flags', 60, 'b');
    expect([put('flags', 30, 'c'), put('flags', 55, 'b'), put('flags', 60, 'd')]).toEqual([
      'changed',
      'changed',
      'conflicting',
    ]);
    expect(spans('flags')).toEqual([
      [10, 29, 'a'],
      [30, 30, 'c'],
      [50, 50, 'a'],
      [55, 60, 'b'],
    ]);
  });

  it('in any order hold from when to when they are said to have been seen, whatever comes later', () => {
    // Of times in the middle of a span nobody knows whether it was looked at then.
    const sighting = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom('a', 'b', 'c'));
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 12 }), (puts) => {
        db.exec('DELETE FROM snapshot; DELETE FROM document');
        for (const [atMs, text] of puts) {
          const known = new Map<number, string | undefined>();
          for (const [first, last, held] of spans('flags')) known.set(first, held).set(last, held);
          const result = put('flags', atMs, text);
          expect(result === 'conflicting').toBe(known.has(atMs) && known.get(atMs) !== text);
          if (result !== 'conflicting') known.set(atMs, text);
          const read = [...known.keys()].map((at) => [at, reader.asOf('flags', at)?.text] as const);
          expect(new Map(read)).toEqual(known);
        }
        const rows = spans('flags');
        rows.forEach(([atMs, seenUntilMs], i) => {
          expect([atMs <= seenUntilMs, seenUntilMs < (rows[i + 1]?.[0] ?? Infinity)]).toEqual([true, true]);
        });
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  it('are stored without their secrets, which change nothing about them', () => {
    expect([put('flags', 1, 'password: one'), put('flags', 2, 'password: two')]).toEqual(['changed', 'same']);
    expect(reader.asOf('flags', 2)?.text).toBe('password: <secret>');
    const bytes = Buffer.from(db.serialize()).toString('latin1');
    expect(/one|two/.test(bytes.slice(bytes.indexOf('flags')))).toBe(false);
  });

  it('are packed', () => {
    put(
      'targets',
      1,
      JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ scrapeUrl: `http://10.0.0.${i}/metrics` }))),
    );
    expect(Number(db.prepare('SELECT length(data) FROM document').pluck().get())).toBeLessThan(25_000);
  });

  it('that are too large are refused, and the largest is not', () => {
    const most = 16 * 2 ** 20;
    expect(() => put('targets', 1, 'x'.repeat(most + 1))).toThrow(
      expect.objectContaining({ code: 'history.tooLarge', details: { kind: 'targets', limitMiB: 16 } }),
    );
    expect(() => put('targets', 1, 'ü'.repeat(most / 2 + 1))).toThrow('larger than 16 MiB');
    put('targets', 1, 'x'.repeat(most));
    expect(reader.asOf('targets', 1)?.text.length).toBe(most);
  });

  it.each([
    ['packed in a way', "UPDATE document SET data = CAST(x'07' || substr(data, 2) AS BLOB)"],
    ['cannot be unpacked', 'UPDATE document SET data = substr(data, 1, 3)'],
    ['cannot be unpacked', 'UPDATE document SET sizeBytes = 3'],
    ['16777217 bytes', 'UPDATE document SET sizeBytes = 16777217'],
    ['hash is another', 'UPDATE document SET hash = zeroblob(32)'],
    ['is missing', 'DELETE FROM document'],
  ])('that are damaged say so: %s', (message, damage) => {
    put('flags', 1, 'some text that is long enough');
    db.exec(damage);
    expect(() => reader.asOf('flags', 1)).toThrow(
      expect.objectContaining({ code: 'history.damaged', message: expect.stringContaining(message) }),
    );
  });
});
