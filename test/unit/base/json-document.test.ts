import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type JsonDocument, openJsonDocument } from '../../../electron/backend/base/json-document.ts';
import { memoryLog } from '../rpc/test-contract.ts';

let dir = '';
let path = '';
let opened: JsonDocument<Words>[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-document-'));
  path = join(dir, 'words.json');
});
afterEach(() => {
  for (const document of opened) document.dispose();
  opened = [];
  rmSync(dir, { recursive: true, force: true });
});

type Words = readonly string[];

const stamp = '2026-01-02T12-00-00-000Z';
/** So long that a test ends before; disposing writes. */
const never = 3_600_000;

interface OpenedDocument extends JsonDocument<Words> {
  readonly changes: () => number;
  readonly log: readonly string[];
}

/** Each word is an entry; one that is no text is wrong. */
function open(writeAfterMs = never, at = path): OpenedDocument {
  let changes = 0;
  const log = memoryLog();
  const document = openJsonDocument<Words>({
    ...{ version: 2, empty: [], path: at, writeAfterMs, log },
    clock: { now: () => Date.UTC(2026, 0, 2, 12) },
    onChange: () => (changes += 1),
    parse(value) {
      const { words, ...rest } = value as { words?: unknown };
      if (!Array.isArray(words) || Object.keys(rest).length > 0) return undefined;
      const good = words.filter((word) => typeof word === 'string');
      return { value: good, refused: words.length - good.length };
    },
    format: (words) => ({ words }),
  });
  opened.push(document);
  return Object.assign(document, { changes: () => changes, log: log.lines });
}

const add = (word: string) => (words: Words) => [...words, word];
const onDisk = (): { readonly words: Words } => JSON.parse(readFileSync(path, 'utf8'));
const text = (...words: unknown[]) => `${JSON.stringify({ version: 2, words })}\n`;
const untilWritten = (...words: string[]) =>
  expect.poll(() => readdirSync(dir).includes('words.json') && onDisk().words).toEqual(words);

describe('a document', () => {
  test('that is not there is empty, and nothing is written', () => {
    const document = open();
    expect([document.value(), document.problem()]).toEqual([[], undefined]);
    document.dispose();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('has a change at once, and is written soon: whole, for its user alone, and nothing is left beside it', async () => {
    const document = open(10);
    document.edit(add('a'));
    document.edit(add('b'));
    expect([document.value(), document.changes(), readdirSync(dir)]).toEqual([['a', 'b'], 2, []]);
    await untilWritten('a', 'b');
    await expect.poll(() => readdirSync(dir)).toEqual(['words.json']);
    expect(readFileSync(path, 'utf8')).toBe(text('a', 'b'));
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(open().value()).toEqual(['a', 'b']);
  });

  test('is written when it closes, whatever was on its way', async () => {
    const document = open(0);
    document.edit(add('a'));
    // The timer has run, and the text is on its way to the disk.
    await expect.poll(() => readdirSync(dir)).not.toEqual([]);
    document.edit(add('b'));
    document.dispose();
    document.dispose();
    expect(onDisk().words).toEqual(['a', 'b']);
    await expect.poll(() => readdirSync(dir)).toEqual(['words.json']);
    expect(document.problem()).toBeUndefined();
  });

  test('goes on being written while changes come', async () => {
    const document = open(0);
    const all = Array.from({ length: 200 }, (_, i) => `w${i}`);
    for (const word of all) {
      document.edit(add(word));
      if (word.endsWith('0')) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await untilWritten(...all);
  });

  test('is not written where a change changes nothing, and is as it was where a change throws', () => {
    const document = open();
    document.edit((words) => words);
    const refuse = () => {
      throw new Error('no room');
    };
    expect(() => document.edit(refuse)).toThrow('no room');
    expect([document.value(), document.changes()]).toEqual([[], 0]);
    document.dispose();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('stays a symbolic link', () => {
    const target = join(dir, 'elsewhere.json');
    writeFileSync(target, text('a'));
    symlinkSync(target, path);
    const document = open();
    document.edit(add('b'));
    document.dispose();
    expect([lstatSync(path).isSymbolicLink(), readFileSync(target, 'utf8')]).toEqual([true, text('a', 'b')]);
  });

  test('that is removed while it is in use is written again, whole', () => {
    writeFileSync(path, text('a'));
    const document = open();
    rmSync(path);
    document.edit(add('b'));
    document.dispose();
    expect(onDisk().words).toEqual(['a', 'b']);
  });

  test('with a byte order mark is read', () => {
    writeFileSync(path, `\uFEFF${text('a')}`);
    expect([open().value(), readdirSync(dir)]).toEqual([['a'], ['words.json']]);
  });
});

describe('what another Binnacle wrote', () => {
  test('stays, with the changes on top of it, each made once', () => {
    const document = open();
    document.edit(add('mine'));
    writeFileSync(path, text('theirs'));
    document.edit(add('mine too'));
    document.dispose();
    expect(onDisk().words).toEqual(['theirs', 'mine', 'mine too']);
  });

  test('is seen with the next change, and told', async () => {
    const document = open(10);
    writeFileSync(path, text('theirs'));
    document.edit(add('mine'));
    await untilWritten('theirs', 'mine');
    await expect.poll(() => [document.value(), document.changes()]).toEqual([['theirs', 'mine'], 2]);
  });

  test('at the same time is lost by neither', async () => {
    const documents = Array.from({ length: 4 }, () => open(0));
    const words: string[] = [];
    for (let round = 0; round < 25; round += 1) {
      for (const [i, document] of documents.entries()) {
        words.push(`${i}.${round}`);
        document.edit(add(`${i}.${round}`));
      }
      await new Promise((resolve) => setTimeout(resolve, round % 3));
    }
    await expect.poll(() => onDisk().words.toSorted()).toEqual(words.toSorted());
    for (const [i, document] of documents.entries()) {
      const own = onDisk().words.filter((word) => word.startsWith(`${i}.`));
      expect(own).toEqual(Array.from({ length: 25 }, (_, round) => `${i}.${round}`));
      expect(document.problem()).toBeUndefined();
    }
    await expect.poll(() => readdirSync(dir)).toEqual(['words.json']);
  });

  test('takes away a change that does not go with it, and no other', () => {
    const document = open();
    document.edit(add('a'));
    document.edit((words) => {
      if (words.includes('full')) throw new Error('no room');
      return [...words, 'b'];
    });
    document.edit(add('c'));
    expect(document.value()).toEqual(['a', 'b', 'c']);
    writeFileSync(path, text('full'));
    document.dispose();
    expect([onDisk().words, document.value(), document.log]).toEqual([
      ['full', 'a', 'c'],
      ['full', 'a', 'c'],
      [expect.stringContaining('no room')],
    ]);
  });

  test('in the middle of which it died is no hindrance for long', async () => {
    writeFileSync(`${path}.lock`, '');
    const document = open(0);
    document.edit(add('a'));
    await untilWritten('a');
    await expect.poll(() => readdirSync(dir)).toEqual(['words.json']);
    // Nor where there is no time to wait.
    writeFileSync(`${path}.lock`, '');
    const other = open();
    other.edit(add('b'));
    other.dispose();
    expect([onDisk().words, readdirSync(dir)]).toEqual([['a', 'b'], ['words.json']]);
  });
});

describe('a document of a newer Binnacle', () => {
  const future = '{"version": 3, "words": {"from": "the future"}}';
  const problem = {
    code: 'data.future',
    message: expect.any(String),
    details: { path: expect.stringContaining('words.json'), version: 3 },
    retryable: false,
  };

  test('is left alone; what is new holds until the end', async () => {
    writeFileSync(path, future);
    const document = open(0);
    document.edit(add('a'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.dispose();
    expect([document.value(), document.problem()]).toEqual([['a'], problem]);
    expect([readFileSync(path, 'utf8'), readdirSync(dir)]).toEqual([future, ['words.json']]);
  });

  test('that came while this one ran is not written over either', async () => {
    const document = open(0);
    document.edit(add('a'));
    await untilWritten('a');
    writeFileSync(path, future);
    document.edit(add('b'));
    await expect.poll(() => document.problem()).toEqual(problem);
    document.edit(add('c'));
    document.dispose();
    expect([document.value(), readFileSync(path, 'utf8')]).toEqual([['a', 'b', 'c'], future]);
  });
});

const unreadable = (where: string, reason: unknown) => ({
  code: 'data.unreadable',
  message: expect.any(String),
  details: { path: where, reason },
  retryable: false,
});

describe('a document that cannot be read', () => {
  const aside = () => `${path}.broken-${stamp}`;

  test.each([
    ['no JSON', '{"words": ["secret', 'it is no JSON'],
    ['nothing', '', 'it is no JSON'],
    ['a list', '[]', 'it is JSON, but no object'],
    ['other keys', '{"version": 2, "words": [], "more": 1}', 'its content is not what it should be'],
    ['a prototype', '{"version": 2, "words": [], "__proto__": {}}', 'its content is not what it should be'],
    ['rubbish', '\u0000\u0001\u00ff', 'it is no JSON'],
    ['no end of brackets', '['.repeat(200_000), 'it is no JSON'],
  ])('as it has %s is set aside whole and named, without a word of its content', (_name, content, reason) => {
    writeFileSync(path, content);
    const document = open();
    expect([document.value(), document.problem()]).toEqual([[], unreadable(aside(), reason)]);
    expect(JSON.stringify([document.problem(), document.log])).not.toContain('secret');
    document.edit(add('a'));
    document.dispose();
    expect([readFileSync(aside(), 'utf8'), onDisk().words]).toEqual([content, ['a']]);
  });

  test('since another broke it is set aside, and what was kept is written again', () => {
    writeFileSync(path, text('a'));
    const document = open();
    writeFileSync(path, 'oh');
    document.edit(add('b'));
    document.dispose();
    expect([onDisk().words, readFileSync(aside(), 'utf8')]).toEqual([['a', 'b'], 'oh']);
    expect(document.problem()).toEqual(unreadable(aside(), 'it is no JSON'));
  });

  test('nor be set aside is not written over', async () => {
    writeFileSync(path, 'oh');
    mkdirSync(join(aside(), 'in the way'), { recursive: true });
    const document = open(0);
    expect(document.problem()).toEqual(unreadable(path, expect.stringContaining('could not be set aside')));
    document.edit(add('a'));
    await expect.poll(() => document.problem()?.code).toBe('data.unwritable');
    document.dispose();
    expect([document.value(), readFileSync(path, 'utf8')]).toEqual([['a'], 'oh']);
  });

  test('as it is a folder is named, and nothing is written', () => {
    mkdirSync(path);
    const document = open();
    expect(document.problem()).toEqual(unreadable(path, expect.stringContaining('EISDIR')));
    document.edit(add('a'));
    document.dispose();
    expect([document.problem()?.code, readdirSync(dir)]).toEqual(['data.unwritable', ['words.json']]);
  });

  test('in part keeps the rest; the original is copied aside, and it goes on without', () => {
    const content = text('a', 7, 'b', null);
    writeFileSync(path, content);
    const document = open();
    const copy = `${path}.partly-read-${stamp}`;
    const details = { path: copy, entries: 2 };
    expect([document.value(), document.problem()]).toEqual([
      ['a', 'b'],
      { code: 'data.partlyRead', message: expect.any(String), details, retryable: false },
    ]);
    document.dispose();
    expect([readFileSync(copy, 'utf8'), readFileSync(path, 'utf8')]).toEqual([content, text('a', 'b')]);
    if (process.platform !== 'win32') expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(open().problem()).toBeUndefined();
  });

  test('in part, and not be copied, is not written over', () => {
    const content = text('a', 7);
    writeFileSync(path, content);
    mkdirSync(`${path}.partly-read-${stamp}`);
    const document = open();
    document.edit(add('b'));
    document.dispose();
    expect([document.value(), readFileSync(path, 'utf8')]).toEqual([['a', 'b'], content]);
  });
});

describe('a document that cannot be written', () => {
  const problem = (where: string) => ({
    code: 'data.unwritable',
    message: expect.any(String),
    details: { path: where, reason: expect.any(String) },
    retryable: false,
  });

  test('holds what is new, says so, and is written with the first change that can be', async () => {
    const folder = join(dir, 'gone');
    const at = join(folder, 'words.json');
    const document = open(0, at);
    document.edit(add('a'));
    await expect.poll(() => document.problem()).toEqual(problem(at));
    expect(document.value()).toEqual(['a']);
    mkdirSync(folder);
    // And what another wrote meanwhile is not lost either.
    writeFileSync(at, text('theirs'));
    document.edit(add('b'));
    await expect.poll(() => readFileSync(at, 'utf8')).toBe(text('theirs', 'a', 'b'));
    await expect.poll(() => document.problem()).toBeUndefined();
  });

  test('says so when it closes, too', () => {
    const at = join(dir, 'gone', 'words.json');
    const document = open(never, at);
    document.edit(add('a'));
    document.dispose();
    expect([document.problem(), document.value()]).toEqual([problem(at), ['a']]);
  });
});
