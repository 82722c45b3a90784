/** Files that another program has open on Windows, as the file system says it there: tried again for a while, and then said clearly. */
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeSource } from '../../../../electron/backend/history/service/remove-source.ts';
import type { MoveOptions } from '../../../../electron/backend/history/store/file-in-use.ts';
import {
  ensureSourceFolder,
  finishSetAside,
  setAside,
} from '../../../../electron/backend/history/store/source-files.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

let fixture: SourceFixture;

beforeEach(() => {
  fixture = createSourceFixture();
});

afterEach(() => fixture.dispose());

const nowMs = Date.UTC(2026, 10, 29, 21, 50, 7);
const codes = ['EBUSY', 'EPERM', 'EACCES'];

/** What another program holds: so often, of the files that are called so. */
function held(code: string, times: number, name = /./): MoveOptions & { readonly tried: () => number } {
  let tries = 0;
  return {
    platform: 'win32',
    waitsMs: [1, 1, 1],
    rename(from, to) {
      if (name.test(basename(from))) {
        tries += 1;
        if (tries <= times) throw Object.assign(new Error(`${code}: it is open`), { code });
      }
      renameSync(from, to);
    },
    tried: () => tries,
  };
}

function createHistory(): void {
  ensureSourceFolder(fixture.files);
  writeFileSync(fixture.files.history, 'damaged');
  writeFileSync(`${fixture.files.history}-wal`, 'its log');
}

describe('a file that is to be set aside', () => {
  test.each(codes)('and is open for a moment (%s) is set aside', (code) => {
    createHistory();
    const { keptAs } = setAside(fixture.files.history, 'a test', nowMs, held(code, 3));
    expect(readdirSync(fixture.files.folder).sort()).toEqual([basename(keptAs), `${basename(keptAs)}-wal`]);
  });

  test.each(codes)('and stays open (%s) is said to be in use, and the next time all of it goes', (code) => {
    createHistory();
    const { history, folder } = fixture.files;
    const move = held(code, 4, /^history\.db$/);
    expect(() => setAside(history, 'a test', nowMs, move)).toThrow(
      expect.objectContaining({
        code: 'history.busy',
        retryable: true,
        details: expect.objectContaining({ path: history }),
      }),
    );
    expect([existsSync(history), move.tried()]).toEqual([true, 4]);
    const { keptAs = '' } = finishSetAside(history) ?? {};
    expect(readdirSync(folder).sort()).toEqual([basename(keptAs), `${basename(keptAs)}-wal`]);
  });

  test('and was half done is set aside once, also where the one who opens knows that it is damaged', () => {
    const writer = fixture.open();
    writer.register([['__name__', 'up']]);
    writer.close();
    const { history } = fixture.files;
    expect(() => setAside(history, 'a test', nowMs, held('EBUSY', 4))).toThrow();
    const again = fixture.open({ nowMs: nowMs + 60_000, damaged: { path: history, reason: 'a test' } });
    expect(again.setAside.map(({ path }) => path)).toEqual([history, fixture.files.head]);
    expect(again.setAside.every(({ keptAs }) => existsSync(keptAs))).toBe(true);
  });

  test('and may not be renamed, not on Windows, is not tried again', () => {
    createHistory();
    const move = { ...held('EACCES', 4), platform: 'linux' as const };
    expect(() => setAside(fixture.files.history, 'a test', nowMs, move)).toThrow(
      expect.objectContaining({ code: 'history.unreadable' }),
    );
    expect(move.tried()).toBe(1);
  });
});

describe('a source that is to be removed', () => {
  test.each(codes)('and is open for a moment (%s) is removed', (code) => {
    createHistory();
    removeSource(fixture.dataDir, 'test-source', held(code, 3));
    expect(readdirSync(dirname(fixture.files.folder))).toEqual([]);
  });

  test.each(codes)('and stays open (%s) stays as it is, and who removes it is told why', (code) => {
    createHistory();
    mkdirSync(join(fixture.files.folder, 'more'));
    expect(() => removeSource(fixture.dataDir, 'test-source', held(code, 4))).toThrow(
      expect.objectContaining({
        code: 'history.notRemoved',
        retryable: true,
        details: { path: fixture.files.folder, reason: `another program has it open: ${code}: it is open` },
      }),
    );
    expect(readdirSync(fixture.files.folder).sort()).toEqual(['history.db', 'history.db-wal', 'more', 'writer.lock']);
    removeSource(fixture.dataDir, 'test-source');
    expect(readdirSync(dirname(fixture.files.folder))).toEqual([]);
  });
});
