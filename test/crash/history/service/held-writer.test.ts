/** What becomes of a writer whose files are found damaged, call after call. */
import { renameSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeldWriter } from '../../../../electron/backend/history/service/held-writer.ts';
import type { SetAside } from '../../../../electron/backend/history/store/source-files.ts';
import { damagedError } from '../../../../electron/backend/history/store/sqlite-failure.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

let fixture: SourceFixture;
let held: HeldWriter;
let told: SetAside[];

beforeEach(() => {
  fixture = createSourceFixture();
  told = [];
  held = new HeldWriter({
    opening: {
      ...{ kind: 'open', dataDir: fixture.dataDir, source: 'test-source', origin: '{}', newPair: 'pair' },
      retention: { mostAgeMs: undefined, mostBytes: undefined },
    },
    now: () => Date.UTC(2026, 10, 29),
    onSetAside: (found) => void told.push(...found),
  });
  expect(held.open()).toEqual([]);
});

afterEach(() => {
  held.close();
  fixture.dispose();
});

const register = () => {
  const ids = held.run((writer) => writer.register([['__name__', 'up']]));
  held.gave(ids);
  return ids;
};

function failOf(path: string): unknown {
  try {
    held.run(() => {
      throw damagedError(path, 'a test');
    });
  } catch (error) {
    return error;
  }
  return undefined;
}

test('a history that begins anew gives no id that the one before gave', () => {
  const [first = 0] = register();
  const { history, head } = fixture.files;
  expect(failOf(history)).toMatchObject({ code: 'history.setAside', retryable: true, details: { path: history } });
  expect(told.map(({ path, reason }) => [path, reason])).toEqual([
    [history, 'a test'],
    [head, 'it belongs to another history'],
  ]);
  expect(register()).toEqual([first + 1]);
});

test('where the head is set aside, ids stay what they were', () => {
  const ids = register();
  expect(failOf(fixture.files.head)).toMatchObject({ code: 'history.setAside' });
  expect(register()).toEqual(ids);
});

test('damage that is in neither file sets none aside', () => {
  const error = failOf('elsewhere');
  expect(error).toMatchObject({ code: 'history.damaged', details: { path: 'elsewhere' } });
  expect(register()).toEqual([1]);
  expect(told).toEqual([]);
});

test('a disk that spoils everything is not filled with files that were set aside', () => {
  const codes = Array.from({ length: 8 }, () => (failOf(fixture.files.head) as { code: string }).code);
  expect(codes).toEqual([...Array(5).fill('history.setAside'), ...Array(3).fill('history.damaged')]);
  expect(told).toHaveLength(5);
});

test('where no new writer can be opened, calls say why, until one can', () => {
  register();
  held.close();
  const other = fixture.open();
  expect(() => register()).toThrow(expect.objectContaining({ code: 'history.locked' }));
  other.close();
  expect(register()).toEqual([1]);
});

test('a file that cannot be looked at is not the one that is damaged', () => {
  const { history } = fixture.files;
  const moved = `${history}-moved`;
  renameSync(history, moved);
  expect(failOf('elsewhere')).toMatchObject({ code: 'history.damaged', details: { path: 'elsewhere' } });
  renameSync(moved, history);
  expect(told).toEqual([]);
  expect(register()).toEqual([1]);
});
