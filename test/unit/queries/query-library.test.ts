import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Packr } from 'msgpackr';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createQueryLibrary } from '../../../electron/backend/queries/create-query-library.ts';
import type { QueryLibraryService } from '../../../electron/backend/queries/query-library.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { QueryLibrary } from '../../../shared/contract/queries.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { longestKeptExpr, mostKeptQueries, mostPastQueries } from '../../../shared/model/query-library.ts';
import { maxFrameBytes } from '../../../shared/rpc/frames.ts';

const reef = 'reef' as ContextId;
const atoll = 'atoll' as ContextId;

let dir = '';
let path = '';
let nowMs = 0;
let opened: QueryLibraryService[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-queries-'));
  path = join(dir, 'queries.json');
  nowMs = 1000;
});
afterEach(() => {
  for (const library of opened) library.dispose();
  opened = [];
  rmSync(dir, { recursive: true, force: true });
});

interface Options {
  readonly queryHistory?: boolean;
  readonly dataDir?: string;
}

function open({ queryHistory = true, dataDir = dir }: Options = {}): QueryLibraryService {
  const library = createQueryLibrary({
    ...{ dataDir, settings: () => ({ queryHistory }), log: { write: () => undefined } },
    clock: { now: () => nowMs },
    // So late that a test ends before: closing writes.
    writeAfterMs: 3_600_000,
  });
  opened.push(library);
  return library;
}

const exprs = (library: QueryLibraryService) => library.library().queries.map(({ expr }) => expr);

function run(library: QueryLibraryService, expr: string, context = reef): void {
  nowMs += 1;
  library.record(context, expr);
}

function codeOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

/** Closed, and opened again. */
function reopened(library: QueryLibraryService, options: Options = {}): QueryLibraryService {
  library.dispose();
  return open(options);
}

describe('what ran', () => {
  test('is kept, the last first: each expression once, with its times and its last place', () => {
    const library = open();
    run(library, 'up');
    run(library, ' sum(up)\n');
    run(library, 'up', atoll);
    const wanted: QueryLibrary = {
      queries: [
        { expr: 'up', name: '', starred: false, lastRunMs: 1003, runs: 2, context: atoll },
        { expr: 'sum(up)', name: '', starred: false, lastRunMs: 1002, runs: 1, context: reef },
      ],
      problem: undefined,
    };
    expect(library.library()).toEqual(wanted);
    expect(reopened(library).library()).toEqual(wanted);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is told to who watches, and counted once though it is written', () => {
    const library = open();
    const seen: number[][] = [];
    library.onDidChange(({ queries }) => seen.push(queries.map(({ runs }) => runs)));
    run(library, 'up');
    run(library, 'up');
    expect(seen).toEqual([[1], [2]]);
    const again = reopened(library);
    expect(again.library().queries.map(({ runs }) => runs)).toEqual([2]);
    run(again, 'up');
    expect(
      reopened(again)
        .library()
        .queries.map(({ runs }) => runs),
    ).toEqual([3]);
  });

  test('is not kept where that is switched off, but of what has a name or a star', () => {
    const first = open();
    run(first, 'named');
    first.keep('named', { name: 'a' });
    first.keep('starred', { starred: true });
    const library = reopened(first, { queryHistory: false });
    run(library, 'named');
    run(library, 'starred');
    run(library, 'another');
    expect(library.library().queries).toEqual([
      { expr: 'starred', name: '', starred: true, lastRunMs: 1003, runs: 1, context: reef },
      { expr: 'named', name: 'a', starred: false, lastRunMs: 1002, runs: 2, context: reef },
    ]);
  });

  test('is not kept where it is empty or too long', () => {
    const library = open();
    run(library, '  ');
    run(library, 'x'.repeat(longestKeptExpr + 1));
    run(library, 'x'.repeat(longestKeptExpr));
    expect(exprs(library)).toEqual(['x'.repeat(longestKeptExpr)]);
  });

  test('goes when there is too much of it: the oldest first, nothing with a name or a star', () => {
    const library = open();
    run(library, 'old and named');
    library.keep('old and named', { name: 'mine' });
    for (let i = 0; i < mostPastQueries + 3; i += 1) run(library, `q${i}`);
    const wanted = [
      ...Array.from({ length: mostPastQueries }, (_, i) => `q${mostPastQueries + 2 - i}`),
      'old and named',
    ];
    expect(exprs(library)).toEqual(wanted);
    expect(exprs(reopened(library))).toEqual(wanted);
  });

  test('has no expression that is an object’s own in JavaScript', () => {
    const library = open();
    for (const expr of ['__proto__', 'constructor', 'toString']) run(library, expr);
    expect(exprs(reopened(library))).toEqual(['toString', 'constructor', '__proto__']);
  });
});

describe('names and stars', () => {
  test('are given and taken away, to what ran and to what never did', () => {
    const library = open();
    run(library, 'up');
    library.keep('up', { name: ' all targets ' });
    library.keep('up', { starred: true });
    library.keep(' absent(up) ', { name: 'none' });
    expect(library.library().queries).toEqual([
      { expr: 'up', name: 'all targets', starred: true, lastRunMs: 1001, runs: 1, context: reef },
      { expr: 'absent(up)', name: 'none', starred: false, lastRunMs: 0, runs: 0, context: undefined },
    ]);
    library.keep('up', { name: '', starred: false });
    library.keep('absent(up)', { name: '' });
    library.keep('never heard of', { name: '' });
    library.keep('   ', { name: 'nothing' });
    expect(reopened(library).library().queries).toEqual([
      { expr: 'up', name: '', starred: false, lastRunMs: 1001, runs: 1, context: reef },
    ]);
  });

  test('of what never ran stand by name, last', () => {
    const library = open();
    library.keep('c', { starred: true });
    library.keep('z', { name: 'a' });
    library.keep('a', { name: 'b' });
    run(library, 'ran');
    expect(exprs(library)).toEqual(['ran', 'z', 'a', 'c']);
  });

  test('are refused for what is too long, and then nothing has changed', () => {
    const library = open();
    const long = 'x'.repeat(longestKeptExpr + 1);
    expect([codeOf(() => library.keep(long, { starred: true })), exprs(library)]).toEqual(['queries.tooLong', []]);
  });

  test('are refused where there are too many, but not of one that has one, and not the taking away', () => {
    const library = open();
    for (let i = 0; i < mostKeptQueries; i += 1) library.keep(`q${i}`, { starred: true });
    expect(codeOf(() => library.keep('one more', { starred: true }))).toBe('queries.tooMany');
    expect(codeOf(() => library.keep('q7', { name: 'seven' }))).toBeUndefined();
    library.keep('q8', { starred: false });
    expect(codeOf(() => library.keep('one more', { starred: true }))).toBeUndefined();
    expect(library.library().queries.length).toBe(mostKeptQueries);
  });

  test('and long expressions: whatever is kept, the list fits into a frame of the contract', () => {
    const library = open();
    const long = (i: number) => `${i} ${'나'.repeat(longestKeptExpr - 10)}`;
    let refusal: string | undefined;
    for (let i = 0; i < 60; i += 1) run(library, `past ${long(i)}`);
    for (let i = 0; i < 60; i += 1) refusal ??= codeOf(() => library.keep(`kept ${long(i)}`, { starred: true }));
    expect(refusal).toBe('queries.tooMany');
    // As electron/web sends it.
    const packer = new Packr({ structuredClone: true, useRecords: false });
    expect(packer.pack({ kind: 'item', id: 1, item: library.library() }).length).toBeLessThan(maxFrameBytes);
    expect(exprs(library).filter((expr) => expr.startsWith('past')).length).toBeGreaterThan(5);
    expect(exprs(library)[0]).toBe(`past ${long(59)}`);
  });

  test('and short ones: as many as there may be fit, too', () => {
    const library = open();
    for (let i = 0; i < mostPastQueries; i += 1) run(library, `sum by (namespace) (rate(something_${i}[5m]))`);
    for (let i = 0; i < mostKeptQueries; i += 1) library.keep(`up{job="${i}"}`, { name: `name of it, ${i}` });
    const packer = new Packr({ structuredClone: true, useRecords: false });
    expect(packer.pack({ kind: 'item', id: 1, item: library.library() }).length).toBeLessThan(maxFrameBytes);
    expect(library.library().queries.length).toBe(mostPastQueries + mostKeptQueries);
  });
});

describe('what is forgotten', () => {
  test('is gone, and comes back with all that was known of it', () => {
    const library = open();
    run(library, 'up');
    library.keep('up', { name: 'a', starred: true });
    run(library, 'other');
    const before = library.library();
    library.forget(' up');
    expect(exprs(library)).toEqual(['other']);
    // What is not there is no forgetting that could be taken back instead.
    library.forget('up');
    library.restore();
    expect(library.library()).toEqual(before);
    library.restore();
    expect(library.library()).toEqual(before);
  });

  test('with all that has neither name nor star comes back, too', () => {
    const library = open();
    for (const expr of ['a', 'b', 'c']) run(library, expr);
    library.keep('b', { starred: true });
    const before = library.library();
    library.forgetPast();
    expect(exprs(library)).toEqual(['b']);
    run(library, 'd');
    // What ran again meanwhile is as it is now.
    run(library, 'a');
    library.restore();
    expect(exprs(library)).toEqual(['a', 'd', 'c', 'b']);
    expect(library.library().queries.find(({ expr }) => expr === 'a')?.runs).toBe(1);
    expect(before.queries.length).toBe(3);
  });

  test('comes back until Binnacle ends, and not after', () => {
    const library = open();
    run(library, 'up');
    library.forget('up');
    const again = reopened(library);
    again.restore();
    expect(exprs(again)).toEqual([]);
  });

  test('does not come back where there is no room any more, and can be taken back when there is', () => {
    const library = open();
    for (let i = 0; i < mostKeptQueries; i += 1) library.keep(`q${i}`, { starred: true });
    library.forget('q0');
    library.keep('another', { starred: true });
    expect(codeOf(() => library.restore())).toBe('queries.tooMany');
    library.keep('another', { starred: false });
    library.restore();
    expect(exprs(library)).toContain('q0');
  });
});

describe('the file', () => {
  test('is as its document says', () => {
    const library = open();
    run(library, 'up');
    library.dispose();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      version: 1,
      queries: [{ expr: 'up', name: '', starred: false, lastRunMs: 1001, runs: 1, context: 'reef' }],
    });
  });

  test('may leave out what has a default; wrong entries cost themselves and no other, and are told', () => {
    const queries = [
      { expr: 'least' },
      { expr: 'up', name: 'a', starred: true, lastRunMs: 5, runs: 2, context: 'reef' },
      { expr: 'up', name: 'twice' },
      { expr: '' },
      { expr: 'x'.repeat(longestKeptExpr + 1) },
      { expr: 'unknown key', color: 'red' },
      { expr: 'no number', runs: '7' },
      null,
      7,
    ];
    writeFileSync(path, JSON.stringify({ version: 1, queries }));
    const { queries: found, problem } = open().library();
    expect(found).toEqual([
      { expr: 'up', name: 'a', starred: true, lastRunMs: 5, runs: 2, context: 'reef' },
      { expr: 'least', name: '', starred: false, lastRunMs: 0, runs: 0, context: undefined },
    ]);
    expect([problem?.code, problem?.details.entries]).toEqual(['data.partlyRead', 7]);
    const copy = readdirSync(dir).find((name) => name.startsWith('queries.json.partly-read-')) ?? '';
    expect(JSON.parse(readFileSync(join(dir, copy), 'utf8')).queries).toEqual(queries);
  });

  test('with more than there is room for keeps the first, and tells', () => {
    const queries = Array.from({ length: mostKeptQueries + 5 }, (_, i) => ({ expr: `q${i}`, starred: true }));
    writeFileSync(path, JSON.stringify({ version: 1, queries }));
    const { queries: found, problem } = open().library();
    expect([found.length, problem?.details.entries]).toEqual([mostKeptQueries, 5]);
  });

  test.each([
    ['broken', 'oh', 'data.unreadable'],
    ['another thing', '{"version": 1, "settings": []}', 'data.unreadable'],
    ['a newer Binnacle’s', '{"version": 2, "queries": []}', 'data.future'],
  ])('that is %s is named, and queries can be run all the same', (_name, content, code) => {
    writeFileSync(path, content);
    const library = open();
    run(library, 'up');
    expect([library.library().problem?.code, exprs(library)]).toEqual([code, ['up']]);
    library.dispose();
    const kept = readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'));
    expect(kept).toContain(content);
  });

  test('that cannot be written says so, and what is new holds', () => {
    const library = open({ dataDir: join(dir, 'gone') });
    run(library, 'up');
    library.dispose();
    expect([library.library().problem?.code, exprs(library)]).toEqual(['data.unwritable', ['up']]);
  });

  test('of two Binnacles at once has what both did', () => {
    const one = open();
    const two = open();
    run(one, 'up');
    run(two, 'up', atoll);
    two.keep('up', { name: 'two’s' });
    run(two, 'only two');
    one.keep('up', { starred: true });
    run(one, 'only one');
    one.dispose();
    two.dispose();
    expect(open().library().queries).toEqual([
      { expr: 'only one', name: '', starred: false, lastRunMs: 1004, runs: 1, context: reef },
      { expr: 'only two', name: '', starred: false, lastRunMs: 1003, runs: 1, context: reef },
      { expr: 'up', name: 'two’s', starred: true, lastRunMs: 1002, runs: 2, context: atoll },
    ]);
  });
});
