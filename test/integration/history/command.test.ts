/** `npm run history` as a person runs it: its entry, in a process of its own. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { storeTroubles } from '../../../electron/backend/history/service/stored-troubles.ts';
import type { SeriesColumn } from '../../../electron/backend/history/store/append-columns.ts';
import { openHistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { beginMs, recordingOf, samplesOf, variedColumns } from '../../support/history/recordings.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import { temporaryDir } from '../start-process.ts';
import { createSource, history, origin, start } from './run-command.ts';

/** Enough that there is time for Ctrl-C. */
function manyColumns(): SeriesColumn[] {
  return Array.from({ length: 60 }, (_, i) => ({
    labels: ['__name__', 'many', 'i', String(i)],
    timesMs: Float64Array.from({ length: 15_000 }, (_, k) => beginMs + k * 1000),
    values: Float64Array.from({ length: 15_000 }, (_, k) => k * i),
  }));
}

async function until(what: () => boolean): Promise<void> {
  for (const endMs = performance.now() + 30_000; !what(); ) {
    if (performance.now() > endMs) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('npm run history', () => {
  it('lists, exports, checks and imports, and what comes out is what went in', async () => {
    const dataDir = temporaryDir();
    const file = join(dataDir, 'prod.bnrec');
    createSource(dataDir, variedColumns());
    expect(await history(dataDir, 'export', 'prod', file)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^115 samples in /),
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await history(dataDir, 'verify', file)).toEqual({
      ...{ code: 0, stdout: `${file}: nothing is wrong; 115 samples.\n`, stderr: '' },
    });
    const imported = await history(dataDir, 'import', file);
    const [, name = ''] = /^imported into (imported-[0-9a-f]{16})\n$/.exec(imported.stdout) ?? [];
    expect(imported.stderr).toMatch(/^115 samples are new\.\nDescriptions of 2 metrics, /);
    expect(storedSamples(sourceFiles(dataDir, name))).toEqual(samplesOf(variedColumns()));
    const listed = (await history(dataDir, 'list')).stdout.split('\n');
    const times = 'within 2023-11-05T16:00:00Z to 2023-11-05T22:30:00Z';
    expect(listed.map((line) => line.replace(/ {2}[\d.]+ [KM]iB/, ''))).toEqual([
      `${name}  5 series  ${times}  (prod)`,
      `prometheus-1  5 series  ${times}  (prod)`,
      '',
    ]);
    expect((await history(dataDir, 'verify', 'prod')).stdout).toMatch(/^prometheus-1: nothing is wrong; /);
    expect((await history(dataDir, 'verify', name)).stdout).toMatch(
      /: nothing is wrong; 5 series, 15 chunks with 115 samples/,
    );
    expect((await history(dataDir, 'import', file, '--into', 'prometheus-1')).stderr).toMatch(
      /^0 samples are new; 115 were there already\.\n/,
    );
  });

  it('carries a part of it as OpenMetrics text, and says what that cannot say', async () => {
    const dataDir = temporaryDir();
    const file = join(dataDir, 'prod.om');
    createSource(dataDir, variedColumns());
    const exported = await history(dataDir, 'export', 'prometheus-1', file, '--openmetrics', '--match', '{job="a"}');
    expect(exported).toEqual({
      ...{ code: 0, stdout: '' },
      stderr: expect.stringMatching(
        /^69 samples, .*\nOpenMetrics text has no words for 3 stale markers: they were left out\.\n$/,
      ),
    });
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^# TYPE awkward gauge\nawkward\{job="a"\} NaN /);
    expect(text).toMatch(/\n# EOF\n$/);
    const { stdout, stderr } = await history(dataDir, 'import', file, '--openmetrics', '--into', 'from-text');
    expect({ stdout, stderr }).toEqual({
      ...{ stdout: 'imported into from-text\n', stderr: '69 samples are new.\nDescriptions of 1 metric.\n' },
    });
  });

  it('keeps to the times that were asked for', async () => {
    const dataDir = temporaryDir();
    const file = join(dataDir, 'part.bnrec');
    createSource(dataDir, variedColumns());
    const times = ['--from', String(beginMs / 1000), '--to', new Date(beginMs + 600_001).toISOString()];
    expect(await history(dataDir, 'export', 'prod', file, ...times)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^4 samples in 3 chunks/),
    });
  });

  it('imports nothing of a file that is cut off, and writes over none', async () => {
    const dataDir = temporaryDir();
    const whole = (await recordingOf(variedColumns())).file;
    const file = join(dataDir, 'cut.bnrec');
    writeFileSync(file, whole.slice(0, -20));
    const refusal = /no recording that can be read: it ends too early \(at byte \d+\)/;
    expect(await history(dataDir, 'import', file)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(refusal),
    });
    expect(await history(dataDir, 'verify', file)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(refusal),
      stderr: '',
    });
    expect(existsSync(join(dataDir, 'history'))).toBe(false);
    createSource(dataDir, variedColumns());
    const second = await history(dataDir, 'export', 'prod', file);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringMatching(`^binnacle: ${file} is there already`) });
    expect(readFileSync(file).equals(Buffer.from(whole.slice(0, -20)))).toBe(true);
    expect(readdirSync(dataDir).sort()).toEqual(['cut.bnrec', 'history']);
  });

  it('says that a source is damaged, and where', async () => {
    const dataDir = temporaryDir();
    createSource(dataDir, variedColumns());
    const { history: path } = sourceFiles(dataDir, 'prometheus-1');
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(path);
    db.exec("UPDATE chunk SET data = x'0100' WHERE id = (SELECT max(id) FROM chunk)");
    db.close();
    const { code, stdout } = await history(dataDir, 'verify', 'prometheus-1');
    expect(stdout).toMatch(
      /^\S+\{?.*: 1 slot of two hours, within 2023-11-05T22:00:00Z to 2023-11-05T23:59:59.999Z: 2 bytes are no chunk.*\nprometheus-1: 1 thing is wrong; .*\nWhat can be read of it is saved by npm run history -- export prometheus-1 FILE --skip-damaged --data-dir /,
    );
    expect(code).toBe(1);
  });

  it('lists what of the upkeep fails, and deletions that are not done, and verifies the rest', async () => {
    const dataDir = temporaryDir();
    createSource(dataDir, variedColumns());
    const files = sourceFiles(dataDir, 'prometheus-1');
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(files.history);
    const ask = db.prepare('INSERT INTO deletion (what) VALUES (?)');
    const window = { startMs: beginMs, endMs: Number.MAX_SAFE_INTEGER };
    ask.run(JSON.stringify({ window, matchers: [{ name: 'job', op: '=~', value: 'a"b' }], detail: '' }));
    ask.run('of a newer one');
    db.close();
    const error = { code: 'history.diskFull', message: 'the disk is full', details: {}, retryable: true } as const;
    storeTroubles(files, [{ work: 'fold', error, sinceMs: beginMs, lastMs: beginMs + 60_000 }]);
    const lines = [
      '  folding what is over fails since 2023-11-05T16:00:00Z (last at 2023-11-05T16:01:00Z): the disk is full',
      '  deletion 1, 2023-11-05T16:00:00Z to 9007199254740991 of {job=~"a\\"b"}, is not done yet',
      '  deletion 2 is not understood, and left undone: a newer Binnacle may know it',
      '',
    ];
    const listed = await history(dataDir, 'list');
    expect([listed.code, listed.stdout.split('\n').slice(1)]).toEqual([0, lines]);
    const verified = await history(dataDir, 'verify', 'prometheus-1');
    expect([verified.code, verified.stdout.split('\n').slice(1)]).toEqual([0, lines]);
  });

  it('leaves no half file at Ctrl-C', async () => {
    const dataDir = temporaryDir();
    createSource(dataDir, manyColumns());
    const out = temporaryDir();
    const { child, ended } = start(dataDir, ['export', 'prod', join(out, 'x.om'), '--openmetrics']);
    await until(() => readdirSync(out).length > 0);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: 'x.om was not written.\nbinnacle: cancelled.\n' });
    expect(readdirSync(out)).toEqual([]);
  });

  it('says at Ctrl-C how much was imported, and completes it when it is asked once more', async () => {
    const dataDir = temporaryDir();
    const out = temporaryDir();
    const file = join(out, 'many.om');
    createSource(dataDir, manyColumns());
    expect((await history(dataDir, 'export', 'prod', file, '--openmetrics')).code).toBe(0);
    const { child, ended } = start(dataDir, ['import', file, '--openmetrics', '--into', 'half']);
    const { history: path } = sourceFiles(dataDir, 'half');
    await until(() => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(stderr).toMatch(/^(Nothing|Only a part \([\d,]+ samples\)) was imported into half, as it was cancelled: /);
    expect(code).toBe(130);
    expect(await history(dataDir, 'import', file, '--openmetrics', '--into', 'half')).toMatchObject({ code: 0 });
    const half = storedSamples(sourceFiles(dataDir, 'half'));
    expect([...half.values()].reduce((sum, { size }) => sum + size, 0)).toBe(900_000);
  });

  it('says who holds a source that is recorded into, and reads it all the same', async () => {
    const dataDir = temporaryDir();
    const file = join(dataDir, 'x.bnrec');
    createSource(dataDir, variedColumns());
    const writer = openHistoryWriter({
      files: sourceFiles(dataDir, 'prometheus-1'),
      ...{ source: JSON.stringify(origin), nowMs: 0, newPair: 'x', elapsedMs: () => performance.now() },
    });
    onTestFinished(() => writer.close());
    const ids = Uint32Array.from(writer.register([['__name__', 'up']]));
    writer.appendScrape({ target: 'a', timeMs: beginMs + 5, series: ids, values: Float64Array.of(1) });
    expect((await history(dataDir, 'export', 'prod', file)).stderr).toMatch(/^116 samples in /);
    const { code, stderr } = await history(dataDir, 'import', file, '--into', 'prometheus-1');
    expect(stderr).toMatch(new RegExp(`^binnacle: another Binnacle \\(process ${process.pid}\\) records into `));
    expect(code).toBe(1);
  });

  it('says what it can do', async () => {
    const { code, stdout } = await history(temporaryDir(), '--help');
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'Usage: npm run history -- COMMAND …']);
  });

  it.each<readonly [args: readonly string[], message: RegExp]>([
    [[], /^binnacle: a command is missing\.\nUsage: /],
    [['copy'], /^binnacle: copy is no command\.\nUsage: /],
    [['list', 'x'], /^binnacle: list takes nothing\./],
    [['export', 'x'], /^binnacle: export takes SOURCE and FILE\./],
    [['list', '--from', '1'], /^binnacle: list takes no --from\.$/m],
    [['export', 'a', 'b', '--from', 'yesterday'], /^binnacle: --from yesterday is no time: /],
    [['export', 'a', 'b', '--match', 'up['], /^binnacle: --match up\[ is no series selector: /],
    [['export', 'a', 'b', '--match', '{a=~".*"}'], /^binnacle: --match .* is no series selector: /],
    [['export', 'nowhere', 'b'], /^binnacle: there is no history nowhere in /],
    [
      ['verify', 'nowhere'],
      /^binnacle: there is no history nowhere in .*, and no file nowhere: npm run .* list --data-dir/,
    ],
    [['import', '/nowhere/file'], /^binnacle: \/nowhere\/file cannot be read: there is no such file or folder\.$/m],
    [['export', 'a', 'b', '--from', '2', '--to', '1'], /^binnacle: --from 2 is later than --to 1\.$/m],
    [['export', 'a', 'b', '--from', '1795990000000'], /^binnacle: --from 1795990000000 looks like milliseconds: /],
    [['list', '--wrong'], /^binnacle: Unknown option '--wrong'\.$/m],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await history(temporaryDir(), ...args);
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: args[0] === 'import' ? 1 : 2, stdout: '', stderr: expect.stringMatching(message) },
    });
  });

  it('takes no name for a source that is a path', async () => {
    const dataDir = temporaryDir();
    const file = join(dataDir, 'x.bnrec');
    writeFileSync(file, (await recordingOf(variedColumns())).file);
    for (const name of ['../x', '/tmp/x', 'a/b', '..', 'A']) {
      expect(await history(dataDir, 'import', file, '--into', name)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/is no name of a source/),
      });
    }
    expect(readdirSync(dataDir)).toEqual(['x.bnrec']);
  });
});
