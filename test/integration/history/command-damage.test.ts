/** What `npm run history` does and says where a history, or the file that it is given, is not as it should be. */
import { closeSync, existsSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { SeriesColumn } from '../../../electron/backend/history/store/append-columns.ts';
import { openHistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { beginMs, recordingOf, variedColumns } from '../../support/history/recordings.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import { makeNamedPipe } from '../../support/named-pipe.ts';
import { temporaryDir } from '../start-process.ts';
import { createSource, history } from './run-command.ts';

function overwriteBegin(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(100, 'x'), 0, 100, 0);
  closeSync(file);
}

/** One of the leaf pages of the table, in the order of its rows: as SQLite says where they are. */
function zeroLeaf(path: string, which: number): void {
  const db = new Database(path);
  const sql = "SELECT pageno FROM dbstat WHERE name = 'chunk' AND pagetype = 'leaf' ORDER BY path";
  const page = db.prepare<[], number>(sql).pluck().all().at(which) ?? 0;
  db.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4096, 0), 0, 4096, (page - 1) * 4096);
  closeSync(file);
}

function manyColumns(): SeriesColumn[] {
  const timesMs = Float64Array.from({ length: 1400 }, (_, k) => beginMs + k * 5000);
  return Array.from({ length: 40 }, (_, i) => ({
    labels: ['__name__', 'm', 'i', String(i)],
    timesMs,
    values: timesMs.map((_time, k) => Math.sin(i * k)),
  }));
}

const text = (value: number) => `a{i="1"} ${value} ${beginMs / 1000}\n# EOF\n`;

describe('an import into a history that is damaged', () => {
  it('is refused and changes nothing, and sets the damaged file aside where it is asked to', async () => {
    const dataDir = temporaryDir();
    const file = join(dataDir, 'all.bnrec');
    createSource(dataDir, variedColumns());
    expect((await history(dataDir, 'export', 'prod', file)).code).toBe(0);
    const [, own = ''] = /imported into (\S+)/.exec((await history(dataDir, 'import', file)).stdout) ?? [];
    for (const [name, ...into] of [[own], ['prometheus-1', '--into', 'prometheus-1']] as const) {
      const { folder, history: path } = sourceFiles(dataDir, name);
      overwriteBegin(path);
      const before = readdirSync(folder);
      const refused = await history(dataDir, 'import', file, ...into);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(
        /^binnacle: the history .*history\.db is damaged \(.*\): with --set-aside it gets another name, and what it held is not in the history any more; /m,
      );
      expect(readdirSync(folder)).toEqual(before);
      const done = await history(dataDir, 'import', file, ...into, '--set-aside');
      expect(done).toMatchObject({ code: 1, stdout: `imported into ${name}\n` });
      expect(done.stderr).toMatch(
        /^\S*history\.db was damaged \(.*\): it is kept as history\.db\.damaged-\S+, and what it held is not in the history any more\.\n/,
      );
      expect(done.stderr).toMatch(/^115 samples are new\.$/m);
      const line =
        /^ {2}history\.db\.damaged-\S+ \(.*\) was damaged and set aside: what it held is not in this history$/m;
      expect((await history(dataDir, 'list')).stdout).toMatch(line);
      const verified = await history(dataDir, 'verify', name);
      expect([verified.code, line.test(verified.stdout)]).toEqual([0, true]);
    }
  });

  it('is refused where one of its two files is missing', async () => {
    const dataDir = temporaryDir();
    const file = join(dataDir, 'x.bnrec');
    writeFileSync(file, (await recordingOf(variedColumns())).file);
    for (const missing of ['head', 'history'] as const) {
      const name = `no-${missing}`;
      createSource(dataDir, variedColumns(), name);
      const files = sourceFiles(dataDir, name);
      const writer = openHistoryWriter({
        ...{ files, source: '{}', nowMs: 0, newPair: 'x', elapsedMs: () => performance.now() },
      });
      const ids = Uint32Array.from(writer.register([['__name__', 'up']]));
      writer.appendScrape({ target: 'a', timeMs: beginMs + 5, series: ids, values: Float64Array.of(1) });
      writer.close();
      rmSync(files[missing]);
      const refused = await history(dataDir, 'import', file, '--into', name);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(
        new RegExp(`^binnacle: the history .*/${missing}\\.db is damaged \\(it is missing`),
      );
      expect(existsSync(files[missing])).toBe(false);
      const done = await history(dataDir, 'import', file, '--into', name, '--set-aside');
      expect(done).toMatchObject({ code: 1, stdout: `imported into ${name}\n` });
      expect(done.stderr).toMatch(
        new RegExp(`/${missing}\\.db: it is missing.*: that is not in the history any more\\.$`, 'm'),
      );
    }
  });

  it('says how much of it was stored before it failed', async () => {
    const dataDir = temporaryDir();
    createSource(dataDir, manyColumns(), 'big');
    zeroLeaf(sourceFiles(dataDir, 'big').history, 0);
    const line = (name: string, stepMs: number) => (_: unknown, k: number) =>
      `${name} ${k} ${(beginMs + 500 + k * stepMs) / 1000}\n`;
    const lines = [
      ...Array.from({ length: 499_990 }, line('a', 10)),
      ...Array.from({ length: 50 }, line('m{i="0"}', 1000)),
      '# EOF\n',
    ];
    const file = join(dataDir, 'big.om');
    writeFileSync(file, lines.join(''));
    const { code, stderr } = await history(dataDir, 'import', file, '--openmetrics', '--into', 'big');
    expect(stderr).toMatch(/^Only a part \(499,990 samples\) was imported into big, as it failed\.\n/);
    expect(stderr).toMatch(/is damaged \(.*\): with --set-aside /);
    expect(code).toBe(1);
    const again = await history(dataDir, 'import', file, '--openmetrics', '--into', 'big', '--set-aside');
    expect(again).toMatchObject({ code: 1, stdout: 'imported into big\n' });
    expect(again.stderr).toMatch(/^500,040 samples are new\.$/m);
  });
});

describe('text without the name of a source', () => {
  it('is one source wherever the same file lies, and another one where the file is another', async () => {
    const dataDir = temporaryDir();
    const [one, other] = [temporaryDir(), temporaryDir()];
    const into = async (file: string) =>
      /imported into (\S+)/.exec((await history(dataDir, 'import', file, '--openmetrics')).stdout)?.[1] ?? '';
    writeFileSync(join(one, 'metrics.txt'), text(1));
    const first = await into(join(one, 'metrics.txt'));
    expect(await into(`${one}/./metrics.txt`)).toBe(first);
    writeFileSync(join(other, 'metrics.txt'), text(2));
    const second = await into(join(other, 'metrics.txt'));
    writeFileSync(join(one, 'metrics.txt'), text(3));
    const third = await into(join(one, 'metrics.txt'));
    expect(new Set([first, second, third]).size).toBe(3);
    const values = [first, second, third].map((name) => [...storedSamples(sourceFiles(dataDir, name)).values()]);
    expect(values.map((all) => all.map((samples) => samples.size))).toEqual([[1], [1], [1]]);
    const { stdout } = await history(dataDir, 'list');
    expect(stdout.match(/ {2}\(metrics\.txt, imported \d{4}-.*Z\)$/gm)).toHaveLength(3);
  });
});

describe('an export of a history that is damaged', () => {
  it('leaves out a damaged chunk only where it is asked to, and says what', async () => {
    const dataDir = temporaryDir();
    createSource(dataDir, variedColumns());
    const db = new Database(sourceFiles(dataDir, 'prometheus-1').history);
    db.exec("UPDATE chunk SET data = x'0100' WHERE id = (SELECT min(id) FROM chunk)");
    db.close();
    for (const options of [[], ['--openmetrics']]) {
      const file = join(dataDir, `x${options.length}`);
      const refused = await history(dataDir, 'export', 'prod', file, ...options);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(
        /is damaged \(.*\): --skip-damaged exports the rest and says what it leaves out; npm run/,
      );
      expect(existsSync(file)).toBe(false);
      const done = await history(dataDir, 'export', 'prod', file, '--skip-damaged', ...options);
      expect(done.code).toBe(1);
      expect(done.stderr).toMatch(
        /^left out: the history is damaged: samples of awkward\{job="a"\} are missing, 2023-11-05T16:00:00.000Z to .* \(.*2 bytes are no chunk.*\)$/m,
      );
      expect((await history(dataDir, 'verify', file, ...options)).code).toBe(0);
    }
  });

  it('goes on where SQLite cannot read a page, and the check names it once', async () => {
    const dataDir = temporaryDir();
    createSource(dataDir, manyColumns());
    zeroLeaf(sourceFiles(dataDir, 'prometheus-1').history, 2);
    const refused = await history(dataDir, 'export', 'prod', join(dataDir, 'x'));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/--skip-damaged exports the rest/) });
    const done = await history(dataDir, 'export', 'prod', join(dataDir, 'x'), '--skip-damaged');
    const told = /^[\d,]+ samples in .*\n(left out: the history is damaged: samples of m\{.*\} are missing, .*\n)+$/;
    expect(done).toMatchObject({ code: 1, stderr: expect.stringMatching(told) });
    const { code, stdout } = await history(dataDir, 'verify', 'prod');
    expect(code).toBe(1);
    expect(stdout.match(/history\.db/g)).toHaveLength(1);
    expect(stdout).toMatch(/prometheus-1: \d+ things? (is|are) wrong; .*\nWhat can be read of it is saved by /);
  });

  it('goes on where the page is one that says which times there are', async () => {
    const dataDir = temporaryDir();
    createSource(dataDir, manyColumns());
    zeroLeaf(sourceFiles(dataDir, 'prometheus-1').history, -1);
    const file = join(dataDir, 'x');
    const refused = await history(dataDir, 'export', 'prometheus-1', file);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/--skip-damaged exports the rest/) });
    expect((await history(dataDir, 'export', 'prod', file)).stderr).toMatch(/prometheus-1 cannot be read, and may be/);
    const done = await history(dataDir, 'export', 'prometheus-1', file, '--skip-damaged', '--openmetrics');
    expect(done.stderr).toMatch(
      /^[\d,]+ samples, .*\n(left out: the history is damaged: samples of m\{.*\} are missing, .*\n)+$/,
    );
    expect(done.code).toBe(1);
  });
});

describe('the check of a source', () => {
  it('has one line for each series, twenty at most, and counts the rest', async () => {
    const dataDir = temporaryDir();
    const timesMs = Float64Array.from({ length: 4 }, (_, k) => beginMs + k * 7_200_000);
    const labels = (i: number) => ['__name__', 'm', 'i', String(i)];
    createSource(
      dataDir,
      Array.from({ length: 30 }, (_, i) => ({ labels: labels(i), timesMs, values: timesMs })),
    );
    const db = new Database(sourceFiles(dataDir, 'prometheus-1').history);
    db.exec("UPDATE chunk SET data = CAST(data || x'00' AS BLOB)");
    db.close();
    const lines = (await history(dataDir, 'verify', 'prod')).stdout.split('\n');
    expect(lines[0]).toMatch(
      /^m\{i="\d+"\}: 4 slots of two hours, within 2023-11-05T16:00:00Z to 2023-11-05T23:59:59.999Z: the checksum is wrong/,
    );
    expect(lines.slice(20, 22)).toEqual([
      '… and 40 more.',
      expect.stringMatching(/^prometheus-1: 120 things are wrong; /),
    ]);
  });
});

describe('a file that cannot be used', () => {
  it('is refused before anything is made where it is no regular file', async () => {
    const dataDir = temporaryDir();
    createSource(dataDir, variedColumns());
    const pipe = join(dataDir, 'pipe');
    makeNamedPipe(pipe);
    const refused = { code: 1, stdout: '', stderr: expect.stringMatching(`^binnacle: ${pipe} is no regular file: `) };
    expect(await history(dataDir, 'import', pipe, '--openmetrics', '--into', 'x')).toEqual(refused);
    expect(await history(dataDir, 'verify', pipe)).toEqual(refused);
    expect(await history(dataDir, 'export', 'prod', pipe)).toEqual(refused);
    expect(await history(dataDir, 'export', 'prod', join(dataDir, 'no', 'x'))).toMatchObject({
      ...{
        code: 1,
        stderr: `binnacle: no file can be made in ${join(dataDir, 'no')}: there is no such file or folder.\n`,
      },
    });
    expect(readdirSync(join(dataDir, 'history'))).toEqual(['prometheus-1']);
  });

  it('is said to need another option, or to be wrong at a line', async () => {
    const dataDir = temporaryDir();
    const file = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(dataDir, name), content);
      return join(dataDir, name);
    };
    const said = async (...args: readonly string[]) => (await history(dataDir, ...args)).stderr;
    expect(await said('import', file('a.om', text(1)))).toMatch(/a\.om is no recording but text: give --openmetrics/);
    expect(await said('import', file('a.gz', Uint8Array.of(0x1f, 0x8b, 8, 0)))).toMatch(/a\.gz is compressed \(gzip\)/);
    const bad = file('bad.om', 'a 1 1\nb x 2\n# EOF\n');
    expect(await said('import', bad, '--openmetrics')).toMatch(new RegExp(`^binnacle: ${bad}:2:\\d+: `));
    const late = file('ms.om', 'a 1 1795990000000\n# EOF\n');
    expect(await said('import', late, '--openmetrics')).toMatch(
      /: it looks like milliseconds, and a timestamp is in sec/,
    );
    expect(existsSync(join(dataDir, 'history'))).toBe(false);
    expect(await history('/nowhere/at/all', 'list')).toMatchObject({ code: 1 });
  });
});

describe('an export of nothing', () => {
  it('writes no file, and says whether it is for the series or for the times', async () => {
    const dataDir = temporaryDir();
    createSource(dataDir, variedColumns());
    const file = join(dataDir, 'x');
    for (const options of [[], ['--openmetrics']]) {
      const said = async (...args: readonly string[]) => {
        const { code, stderr } = await history(dataDir, 'export', 'prod', file, ...args, ...options);
        expect([code, existsSync(file)]).toEqual([1, false]);
        return stderr;
      };
      expect(await said('--match', 'nope')).toMatch(/prometheus-1 has no series that --match nope selects: /m);
      expect(await said('--to', '1')).toMatch(/has samples within 2023-11-05T16:\S+ to \S+, and none in the times/);
      const late = ['--match', 'late_total', '--to', String(beginMs / 1000 + 10)];
      expect(await said(...late)).toMatch(/what --match late_total selects of prometheus-1 has no samples .* within /);
    }
  });
});
