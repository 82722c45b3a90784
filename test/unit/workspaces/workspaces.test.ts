import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkspaces } from '../../../electron/backend/workspaces/create-workspaces.ts';
import type { Workspaces } from '../../../electron/backend/workspaces/workspaces.ts';
import type { ContextId } from '../../../shared/model/context.ts';

const reef = 'reef' as ContextId;
const atoll = 'atoll' as ContextId;

let dir = '';
let path = '';
let nowMs = 0;
let opened: Workspaces[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-workspaces-'));
  path = join(dir, 'workspaces.json');
  nowMs = 1000;
});
afterEach(() => {
  for (const workspaces of opened) workspaces.dispose();
  opened = [];
  rmSync(dir, { recursive: true, force: true });
});

function open(dataDir = dir): Workspaces {
  const clock = { now: () => (nowMs += 1) };
  const workspaces = createWorkspaces({
    ...{ dataDir, clock, log: { write: () => undefined } },
    // So late that a test ends before: closing writes.
    writeAfterMs: 3_600_000,
  });
  opened.push(workspaces);
  return workspaces;
}

const read = (workspaces: Workspaces, ...contexts: string[]) =>
  contexts.map((context) => workspaces.read(context as ContextId, 'explorer'));

test('what a context showed last is there again, at once and after a restart; of another there is nothing', () => {
  const first = open();
  first.keep(reef, 'explorer', 'g0.expr=up');
  first.keep(atoll, 'explorer', 'g0.expr=down');
  first.keep(reef, 'explorer', 'g0.expr=up%2B1');
  expect(read(first, 'reef', 'atoll', 'lagoon')).toEqual(['g0.expr=up%2B1', 'g0.expr=down', undefined]);
  first.dispose();
  expect(read(open(), 'reef', 'atoll', 'lagoon')).toEqual(['g0.expr=up%2B1', 'g0.expr=down', undefined]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    version: 1,
    workspaces: [
      { context: 'reef', view: 'explorer', search: 'g0.expr=up%2B1', atMs: 1003 },
      { context: 'atoll', view: 'explorer', search: 'g0.expr=down', atMs: 1002 },
    ],
  });
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('nothing is forgetting it', () => {
  const first = open();
  first.keep(reef, 'explorer', 'g0.expr=up');
  first.keep(reef, 'explorer', '');
  expect(read(first, 'reef')).toEqual([undefined]);
  first.dispose();
  expect(read(open(), 'reef')).toEqual([undefined]);
});

test('of very many contexts the last ones stay', () => {
  const first = open();
  for (let i = 0; i < 503; i += 1) first.keep(`c${i}` as ContextId, 'explorer', `n=${i}`);
  first.dispose();
  expect(read(open(), 'c0', 'c2', 'c3', 'c502')).toEqual([undefined, undefined, 'n=3', 'n=502']);
});

test('of very long ones, too, and the newest whatever its length', () => {
  const longest = 262_144;
  const first = open();
  for (let i = 0; i < 6; i += 1) first.keep(`c${i}` as ContextId, 'explorer', `${i}`.padEnd(longest, 'x'));
  const shown = read(first, 'c0', 'c1', 'c2', 'c3', 'c4', 'c5').map((search) => search?.slice(0, 1));
  expect(shown).toEqual([undefined, undefined, '2', '3', '4', '5']);
  first.dispose();
  expect(statSync(path).size).toBeLessThan(4 * longest + 1000);
});

test('wrong entries of the file cost themselves and no other', () => {
  const good = { context: 'reef', view: 'explorer', search: 'a=1', atMs: 1 };
  const entries = [{ ...good, search: 7 }, good, { ...good, context: '' }, null, { ...good, more: 1 }];
  writeFileSync(path, JSON.stringify({ version: 1, workspaces: entries }));
  const workspaces = open();
  expect(read(workspaces, 'reef')).toEqual(['a=1']);
  workspaces.dispose();
  expect(JSON.parse(readFileSync(path, 'utf8')).workspaces).toEqual([good]);
  const copy = readdirSync(dir).find((name) => name.startsWith('workspaces.json.partly-read-')) ?? '';
  expect(JSON.parse(readFileSync(join(dir, copy), 'utf8')).workspaces).toEqual(entries);
});

test.each([
  ['broken', 'oh'],
  ['a newer Binnacle’s', '{"version": 2, "workspaces": []}'],
])('a file that is %s is not lost, and what is new holds', (_name, content) => {
  writeFileSync(path, content);
  const workspaces = open();
  workspaces.keep(reef, 'explorer', 'a=1');
  expect(read(workspaces, 'reef')).toEqual(['a=1']);
  workspaces.dispose();
  expect(readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'))).toContain(content);
});

test('a folder that cannot be written costs nothing until the end', () => {
  const workspaces = open(join(dir, 'gone'));
  workspaces.keep(reef, 'explorer', 'a=1');
  workspaces.dispose();
  expect(read(workspaces, 'reef')).toEqual(['a=1']);
});

test('two Binnacles at once keep what both showed', () => {
  const one = open();
  const two = open();
  one.keep(reef, 'explorer', 'one=1');
  two.keep(atoll, 'explorer', 'two=1');
  two.keep(reef, 'explorer', 'two=2');
  one.dispose();
  two.dispose();
  // Of the same context the one that was written last.
  expect(read(open(), 'reef', 'atoll')).toEqual(['two=2', 'two=1']);
});
