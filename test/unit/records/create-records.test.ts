import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecords } from '../../../electron/backend/records/create-records.ts';
import type { Records } from '../../../electron/backend/records/records.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { memoryLog } from '../rpc/test-contract.ts';

let dataDir: string;
let nowMs = 1000;
const opened: Records[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'binnacle-records-'));
});

afterEach(() => {
  for (const one of opened.splice(0)) one.dispose();
  rmSync(dataDir, { recursive: true });
});

function open(): Records {
  const records = createRecords({ dataDir, clock: { now: () => nowMs }, log: memoryLog() });
  opened.push(records);
  return records;
}

const id = (text: string) => text as ContextId;
const path = () => join(dataDir, 'records.json');

test('a context has the record of what it was connected to last; several may have one', () => {
  const first = open();
  first.remember(id('a'), 'prometheus-1');
  nowMs += 1;
  first.remember(id('b'), 'prometheus-1');
  nowMs += 1;
  first.remember(id('a'), 'scraped-2');
  first.dispose();
  const records = open();
  expect([records.sourceOf(id('a')), records.sourceOf(id('b')), records.sourceOf(id('c'))]).toEqual([
    'scraped-2',
    'prometheus-1',
    undefined,
  ]);
  expect([records.contextsOf('prometheus-1'), records.contextsOf('scraped-2')]).toEqual([['b'], ['a']]);
});

test('two clusters with contexts of one name, in two files, have two records', () => {
  const records = open();
  records.remember(id('~/one::admin'), 'prometheus-1');
  records.remember(id('~/two::admin'), 'prometheus-2');
  expect(records.contextsOf('prometheus-1')).toEqual(['~/one::admin']);
  expect(records.sourceOf(id('~/two::admin'))).toBe('prometheus-2');
});

test('what is removed is forgotten, and who listens hears of each change', () => {
  const records = open();
  let told = 0;
  records.onDidChange(() => {
    told += 1;
  });
  records.remember(id('a'), 'prometheus-1');
  records.forget('prometheus-2');
  records.forget('prometheus-1');
  expect([records.sourceOf(id('a')), told]).toEqual([undefined, 2]);
});

test('a thousand stay: the oldest go', () => {
  const records = open();
  for (let n = 0; n <= 1000; n += 1) {
    nowMs += 1;
    records.remember(id(`c${n}`), 'scraped-1');
  }
  expect(records.contextsOf('scraped-1')).toHaveLength(1000);
  expect([records.sourceOf(id('c0')), records.sourceOf(id('c1'))]).toEqual([undefined, 'scraped-1']);
});

test('an entry that is none costs itself and no other; no name of a folder leads elsewhere', () => {
  const good = { context: 'a', source: 'scraped-1', seenMs: 5 };
  const bad = [
    { context: 'b', source: '../../etc', seenMs: 1 },
    { context: '', source: 'scraped-1', seenMs: 1 },
    7,
    null,
  ];
  writeFileSync(path(), JSON.stringify({ version: 1, records: [...bad, good] }));
  const records = open();
  expect([records.sourceOf(id('a')), records.sourceOf(id('b'))]).toEqual(['scraped-1', undefined]);
  records.remember(id('z'), 'scraped-2');
  records.dispose();
  expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ version: 1, records: [{ context: 'z' }, good] });
});
