import { truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import type { RecordedCoverage } from '../../../electron/backend/history/transfer/recording-records.ts';
import { importSink } from '../../../electron/backend/history/transfer/source-records.ts';
import { verifySource } from '../../../electron/backend/history/transfer/verify-source.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import { beginMs, slotMs, variedColumns } from '../../support/history/recordings.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';

const fixtures: SourceFixture[] = [];

afterEach(() => {
  for (const fixture of fixtures.splice(0)) fixture.dispose();
});

/** Chunks, a head, coverage and a document. */
async function createSource(): Promise<SourceFixture> {
  const fixture = createSourceFixture();
  fixtures.push(fixture);
  const writer = fixture.open();
  writer.appendColumns(variedColumns());
  const ids = Uint32Array.from(
    writer.register([
      ['__name__', 'up'],
      ['__name__', 'late_total'],
    ]),
  );
  for (let i = 0; i < 100; i += 1) {
    const timeMs = beginMs + 5 * slotMs + i * 1000;
    writer.appendScrape({ target: 'a', timeMs, series: ids, values: Float64Array.of(1, i) });
  }
  const sink = importSink(writer);
  const span: RecordedCoverage = { rule: 'all', startMs: 1, endMs: 2, state: 'recorded', detail: '' };
  await sink.addCoverage?.([span]);
  await sink.addDocuments?.([{ kind: 'config', atMs: 1, seenUntilMs: 2, text: 'a: 1' }]);
  writer.close();
  return fixture;
}

/** The row of `posting` of the newest label: what stands above is of names. */
const lastOfLabels = '(SELECT max(id) FROM posting WHERE id < (1 << 52))';

/** What is found after the statements were run on one of the files. */
async function foundAfter(file: 'history' | 'head', ...statements: readonly string[]): Promise<readonly string[]> {
  const { files } = await createSource();
  const db = new Database(files[file]);
  for (const statement of statements) db.exec(statement);
  db.close();
  const { findings } = await verifySource(files);
  return findings.map(({ where, what }) => `${where.replace(files.folder, '')}: ${what}`);
}

describe('the check of a source', () => {
  it('finds nothing wrong with one that is whole, and has looked at all of it', async () => {
    const { files } = await createSource();
    expect(await verifySource(files)).toEqual({
      findings: [],
      findingCount: 0,
      checked: { series: 6, times: 5, chunks: 15, samples: 115, headRows: 100, documents: 1 },
    });
  });

  const firstChunk = '(SELECT min(id) FROM chunk)';
  it.each<readonly [what: string, file: 'history' | 'head', statement: string, found: readonly RegExp[]]>([
    [
      'a bit of a chunk',
      'history',
      `UPDATE chunk SET data = CAST(data || x'00' AS BLOB) WHERE id = ${firstChunk}`,
      [/^chunk \d+ \(series 1, slot 236000\): the checksum is wrong/],
    ],
    ['a chunk', 'history', `DELETE FROM chunk WHERE id = ${firstChunk}`, [/^slot 236000: 1 members have no chunk$/]],
    [
      'shared times',
      'history',
      'DELETE FROM times WHERE id = (SELECT min(id) FROM times)',
      [/^chunk \d+ .*the chunk is of \d+ times, and times 0 are -1/],
    ],
    [
      'a bit of times',
      'history',
      "UPDATE times SET data = x'0102030405' WHERE id = (SELECT min(id) FROM times)",
      [/^times \d+: the checksum is wrong/, /^chunk .*the checksum is wrong/],
    ],
    [
      'times of another slot',
      'history',
      'UPDATE times SET data = (SELECT data FROM times ORDER BY id DESC LIMIT 1) WHERE id = (SELECT min(id) FROM times)',
      [/^times \d+: not all are within slot 236000/],
    ],
    [
      'a member',
      'history',
      'DELETE FROM member WHERE id = (SELECT min(id) FROM member)',
      [/^slot 236000: \d series with a chunk are not among its members$/],
    ],
    [
      'members of nothing',
      'history',
      'INSERT INTO member SELECT 65536 * 7, data FROM member LIMIT 1',
      [/^slot 7: it has members and no chunks$/],
    ],
    [
      'a series',
      'history',
      'DELETE FROM series WHERE id = 1',
      [/^label \d+, .*: the index has series that have not the label$/, /there is no such series$/],
    ],
    [
      'the labels of a series',
      'history',
      "UPDATE series SET labels = x'ff' WHERE id = 1",
      [/^series 1: its labels cannot be read$/],
    ],
    [
      'the hash of a series',
      'history',
      'UPDATE series_hash SET hash = hash + 1 WHERE id = 2',
      [/^series 2: it is not found by its labels$/],
    ],
    [
      'a hash too many',
      'history',
      'INSERT INTO series_hash VALUES (1, 9999)',
      [/table series_hash: it has \d+ rows, where the series make \d+$/],
    ],
    [
      'the hash of a label',
      'history',
      "DELETE FROM label_hash WHERE id = (SELECT id FROM label WHERE value = 'awkward')",
      [/^label \d+: it is not found by its text$/],
    ],
    [
      'the name of a label',
      'history',
      "DELETE FROM label WHERE value = '__name__' AND name = 0",
      [/^series 1: the name of its label \d+ is missing$/],
    ],
    [
      'the labels of a name',
      'history',
      'DELETE FROM posting WHERE id = (SELECT max(id) FROM posting)',
      [/^values of label \d+, labels from 0 on: the index does not have its \d+ series$/],
    ],
    [
      'a label',
      'history',
      "DELETE FROM label WHERE value = 'awkward'",
      [/^series 1: its label \d+ is missing$/, /^\/history\.db, table posting: it has \d+ rows/],
    ],
    [
      'a posting',
      'history',
      `DELETE FROM posting WHERE id = ${lastOfLabels}`,
      [/^label \d+, series from 0 on: the index does not have its 1 series$/],
    ],
    [
      'a bit of a posting',
      'history',
      `UPDATE posting SET data = x'09' WHERE id = ${lastOfLabels}`,
      [/^label \d+, series from 0 on: /],
    ],
    [
      'another posting',
      'history',
      `UPDATE posting SET data = (SELECT data FROM posting ORDER BY id LIMIT 1) WHERE id = ${lastOfLabels}`,
      [/the index has series that have not the label$/],
    ],
    [
      'a posting too many',
      'history',
      'INSERT INTO posting SELECT 65536 * 9999, data FROM posting LIMIT 1',
      [/table posting: it has \d+ rows, where the series make \d+$/],
    ],
    ['a bit of a document', 'history', "UPDATE document SET data = x'01ff'", [/^document 1: .*cannot be unpacked/]],
    ['a document', 'history', 'DELETE FROM document', [/table snapshot: the documents of 1 snapshots are missing$/]],
    ['a row of the head', 'head', 'DELETE FROM row WHERE id = 1', [/^head row 2: it stands on a row that is missing$/]],
    [
      'a bit of the head',
      'head',
      "UPDATE row SET data = CAST(data || x'00' AS BLOB) WHERE id = 5",
      [/^head row 5: .*the checksum is wrong/],
    ],
    ['a layout', 'head', 'DELETE FROM layout', [/^head layout 1: .*missing/, /^head row 1: /]],
    ['a target', 'history', 'DELETE FROM target', [/^head row 1: there is no target 1$/]],
    [
      'the series of a layout',
      'history',
      'DELETE FROM series WHERE id = (SELECT max(id) FROM series)',
      [/^head layout 1: 1 of its series are not there$/],
    ],
  ])('finds that it lacks %s, or has it otherwise', async (_, file, statement, found) => {
    const all = await foundAfter(file, statement);
    for (const one of found) expect(all).toEqual(expect.arrayContaining([expect.stringMatching(one)]));
  });

  it('goes on with the other file where one is cut off, is somebody else’s, or not there', async () => {
    const cut = await createSource();
    truncateSync(cut.files.history, 20_000);
    const found = await verifySource(cut.files);
    expect(found.findingCount).toBeGreaterThan(0);
    const foreign = await createSource();
    writeFileSync(foreign.files.head, 'something else');
    const { findings, checked } = await verifySource(foreign.files);
    expect(findings.map(({ where }) => where)).toEqual([foreign.files.head]);
    expect(checked).toMatchObject({ series: 6, headRows: 0 });
    const never = createSourceFixture('never-made');
    fixtures.push(never);
    const { files } = never;
    expect((await verifySource(files)).findings.map(({ where }) => where)).toEqual([files.head, files.history]);
  });

  it('ends where it is cancelled', async () => {
    const { files } = await createSource();
    const controller = new AbortController();
    controller.abort();
    await expect(verifySource(files, { signal: controller.signal })).rejects.toThrow(CancelledError);
  });
});
