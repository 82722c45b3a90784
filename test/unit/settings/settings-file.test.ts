import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSettingsFile } from '../../../electron/backend/settings/settings-file.ts';
import type { Address, AddressId, SecretRef } from '../../../shared/model/address.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import type { ClusterKey } from '../../../shared/model/source-choice.ts';

let dir = '';
let path = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-settings-'));
  path = join(dir, 'settings.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const atNoon = { now: () => Date.UTC(2026, 0, 2, 12) };
const stamp = '2026-01-02T12-00-00-000Z';
const open = () => createSettingsFile(path, atNoon);
const onDisk = () => JSON.parse(readFileSync(path, 'utf8'));

function address(id: string): Address {
  return {
    id: id as AddressId,
    name: id,
    url: 'https://prometheus.example.com/p',
    headers: [
      { name: 'X-Scope-OrgID', kind: 'plain', value: 'team' },
      { name: 'X-Key', kind: 'secret', value: `address/${id}/header/1` as SecretRef },
    ],
    auth: { kind: 'basic', user: 'u', password: `address/${id}/password/1` as SecretRef },
    insecureSkipTlsVerify: false,
    matchers: 'cluster="a"',
  };
}

const full: Settings = {
  ...defaultSettings,
  theme: 'dark',
  language: 'ko',
  timeZone: 'utc',
  kubeconfigPaths: ['/a', '~/b'],
  execPath: ['/opt/bin'],
  loginShellPath: false,
  proxy: { kind: 'custom', url: 'http://proxy:3128', exceptions: '.local' },
  systemAuthorities: false,
  authorityFiles: ['/ca.pem'],
  addresses: [address('a1'), address('a2')],
  choices: [
    {
      cluster: 'uid:1' as ClusterKey,
      context: 'reef',
      choice: { kind: 'service', namespace: 'n', service: 's', port: 80, transport: 'auto', matchers: '' },
    },
  ],
  companionPaths: [
    { context: 'a::b' as ContextId, kind: 'pushgateway', target: 'jobs/push:9091', pathPrefix: '/ops/push' },
  ],
  execConsents: [{ file: '/k', command: 'aws eks', digest: 'a'.repeat(64) }],
};

function unreadable(where: string, reason: unknown) {
  return {
    code: 'settings.unreadable',
    message: expect.any(String),
    details: { path: where, reason },
    retryable: false,
  };
}

function partlyRead(where: string, keys: string) {
  const message = `Some settings could not be read (${keys}). The others hold; what was there lies in ${where}.`;
  return { code: 'settings.partlyRead', message, details: { path: where, keys }, retryable: false };
}

test('without a file the defaults hold, and nothing is written', () => {
  expect(open().read()).toEqual({ settings: defaultSettings });
  expect(readdirSync(dir)).toEqual([]);
});

test('what is written is read again, all of it, from a file for its user alone', () => {
  open().write(full);
  expect(open().read()).toEqual({ settings: full });
  expect(onDisk()).toEqual({ version: 2, ...full });
  expect(readdirSync(dir)).toEqual(['settings.json']);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a file of the first version, which had none, is read, and is of this version when it is written', () => {
  writeFileSync(path, '{"theme":"dark","language":"ko","timeZone":"utc"}');
  const file = open();
  const { settings, ...more } = file.read();
  expect([settings, more]).toEqual([{ ...defaultSettings, theme: 'dark', language: 'ko', timeZone: 'utc' }, {}]);
  file.write(settings);
  expect(onDisk()).toEqual({ version: 2, ...settings });
});

test('a file from before a setting existed keeps the rest, and so does one with a byte order mark', () => {
  writeFileSync(path, '\uFEFF{"version": 2, "theme": "dark"}');
  expect(open().read()).toEqual({ settings: { ...defaultSettings, theme: 'dark' } });
});

describe('a newer Binnacle’s file', () => {
  const text = '{"version": 3, "theme": {"from": "the future"}}';
  const problem = {
    code: 'settings.future',
    message: expect.any(String),
    details: { path: expect.stringContaining('settings.json'), version: 3 },
    retryable: false,
  };

  test('is left alone, and writing refuses', () => {
    writeFileSync(path, text);
    const file = open();
    expect(file.read()).toEqual({ settings: defaultSettings, problem });
    expect(() => file.write(full)).toThrow(expect.objectContaining({ path, message: expect.stringMatching(/newer/) }));
    expect([readFileSync(path, 'utf8'), readdirSync(dir)]).toEqual([text, ['settings.json']]);
  });

  test('that came while this one ran is not written over either', () => {
    const file = open();
    file.write(full);
    writeFileSync(path, text);
    expect(file.readAgain()).toEqual({ settings: full, problem });
    expect(() => file.write(defaultSettings)).toThrow(expect.objectContaining({ path }));
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

test.each([
  ['no JSON', '{"theme": "da', /JSON/],
  ['nothing', '', /JSON/],
  ['a list', '[]', /^it is JSON, but no object$/],
  ['null', 'null', /^it is JSON, but no object$/],
  ['binary rubbish', '\u0000\u0001\u00ff', /JSON/],
])('a file with %s is set aside whole, named, and writing works again', (_name, content, reason) => {
  writeFileSync(path, content);
  const file = open();
  const aside = `${path}.broken-${stamp}`;
  expect(file.read()).toEqual({
    settings: defaultSettings,
    problem: unreadable(aside, expect.stringMatching(reason)),
  });
  expect(readFileSync(aside, 'utf8')).toBe(content);
  file.write(full);
  expect(open().read()).toEqual({ settings: full });
});

test('what is wrong with a broken file is said without a word of its content', () => {
  writeFileSync(path, '{"theme": hunter2}');
  expect(JSON.stringify(open().read().problem)).not.toContain('hunter2');
});

describe('a file that can be read in part', () => {
  test.each([
    ['a wrong value', { theme: 'pink' }, 'theme', defaultSettings],
    ['an unknown key', { them: 'dark', language: 'ko' }, 'them', { ...defaultSettings, language: 'ko' }],
    ['a list where none belongs', { theme: [] }, 'theme', defaultSettings],
    [
      'a key of every object',
      { constructor: 1, timeZone: 'utc' },
      'constructor',
      { ...defaultSettings, timeZone: 'utc' },
    ],
    ['a version that is none', { version: 'two', theme: 'dark' }, 'version', { ...defaultSettings, theme: 'dark' }],
    [
      'one bad path among good ones',
      { kubeconfigPaths: ['/a', '', 7, '/b'] },
      'kubeconfigPaths[1], kubeconfigPaths[2]',
      { ...defaultSettings, kubeconfigPaths: ['/a', '/b'] },
    ],
    [
      'one bad address among good ones, and two of one id',
      { addresses: [address('a1'), { ...address('a2'), url: 7 }, address('a1'), null, address('a3')] },
      'addresses[1], addresses[2], addresses[3]',
      { ...defaultSettings, addresses: [address('a1'), address('a3')] },
    ],
  ])('with %s keeps the rest; the original is copied aside and named', (_name, content, keys, settings) => {
    const text = JSON.stringify(content);
    writeFileSync(path, text);
    const aside = `${path}.partly-read-${stamp}`;
    expect(open().read()).toEqual({ settings, problem: partlyRead(aside, keys) });
    expect(readFileSync(aside, 'utf8')).toBe(text);
    // And it goes on with what could be read: the next start says nothing and copies nothing.
    expect(open().read()).toEqual({ settings });
    expect(readdirSync(dir)).toHaveLength(2);
  });

  test('is not written over where it cannot be copied', () => {
    const text = '{"theme": "pink", "language": "ko"}';
    writeFileSync(path, text);
    mkdirSync(`${path}.partly-read-${stamp}`);
    const file = open();
    expect(file.read()).toEqual({
      settings: { ...defaultSettings, language: 'ko' },
      problem: partlyRead(path, 'theme'),
    });
    expect(() => file.write(full)).toThrow(expect.objectContaining({ path }));
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

describe('what happens to the file while it is in use', () => {
  test('what another Binnacle wrote is read again, and nothing where nobody wrote', () => {
    const [one, other] = [open(), open()];
    one.write(full);
    expect(one.readAgain()).toBeUndefined();
    other.write({ ...full, theme: 'light' });
    expect(one.readAgain()).toEqual({ settings: { ...full, theme: 'light' } });
    expect(one.readAgain()).toBeUndefined();
  });

  test('broken by somebody, it is set aside before it is written over, and what held goes on to hold', () => {
    const file = open();
    file.write(full);
    writeFileSync(path, 'rubbish');
    const aside = `${path}.broken-${stamp}`;
    expect(file.readAgain()).toEqual({ settings: full, problem: unreadable(aside, expect.any(String)) });
    writeFileSync(path, 'more rubbish');
    file.write({ ...full, theme: 'light' });
    expect([readFileSync(aside, 'utf8'), onDisk().theme]).toEqual(['more rubbish', 'light']);
  });

  test('removed, it does not mean the defaults', () => {
    const file = open();
    file.write(full);
    unlinkSync(path);
    expect(file.readAgain()).toBeUndefined();
    file.write(full);
    expect(open().read()).toEqual({ settings: full });
  });

  test('a link to it stays a link', () => {
    writeFileSync(join(dir, 'dotfiles.json'), '{}');
    symlinkSync(join(dir, 'dotfiles.json'), path);
    open().write(full);
    expect(JSON.parse(readFileSync(join(dir, 'dotfiles.json'), 'utf8'))).toEqual({ version: 2, ...full });
    expect(readdirSync(dir).sort()).toEqual(['dotfiles.json', 'settings.json']);
  });
});

test('what cannot be read or written is named, and leaves nothing behind', () => {
  mkdirSync(path);
  const file = open();
  expect(file.read()).toEqual({
    settings: defaultSettings,
    problem: unreadable(path, expect.stringMatching(/EISDIR/)),
  });
  expect(() => file.write(full)).toThrow(expect.objectContaining({ path, message: expect.stringMatching(/EISDIR/) }));
  expect(readdirSync(dir)).toEqual(['settings.json']);
});
