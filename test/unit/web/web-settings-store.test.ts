import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWebSettingsStore } from '../../../electron/web/web-settings-store.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-settings-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const atNoon = { now: () => Date.UTC(2026, 0, 2, 12) };
const dark: Settings = { theme: 'dark', language: 'ko', timeZone: 'utc' };

test('without a file the defaults hold, and nothing is written', () => {
  expect(createWebSettingsStore(dir, atNoon).read()).toEqual({ settings: defaultSettings });
  expect(readdirSync(dir)).toEqual([]);
});

test('what is written is read again, from a file for its user alone', () => {
  createWebSettingsStore(dir, atNoon).write(dark);
  expect(createWebSettingsStore(dir, atNoon).read()).toEqual({ settings: dark });
  expect(readdirSync(dir)).toEqual(['settings.json']);
  if (process.platform !== 'win32') expect(statSync(join(dir, 'settings.json')).mode & 0o777).toBe(0o600);
});

test('a file from before a setting existed keeps the rest', () => {
  writeFileSync(join(dir, 'settings.json'), '{"theme": "dark"}');
  expect(createWebSettingsStore(dir, atNoon).read()).toEqual({ settings: { ...defaultSettings, theme: 'dark' } });
});

test.each([
  ['no JSON', '{"theme": "da', /JSON/],
  ['nothing', '', /JSON/],
  ['a wrong value', '{"theme": "pink"}', /^theme: /],
  ['an unknown key', '{"them": "dark"}', /them/],
  ['a list', '[]', /^file: /],
  ['binary rubbish', '\u0000\u0001\u00ff', /JSON/],
])('a file with %s is set aside whole, named, and writing works again', (_name, content, reason) => {
  writeFileSync(join(dir, 'settings.json'), content);
  const store = createWebSettingsStore(dir, atNoon);
  const aside = join(dir, 'settings.json.broken-2026-01-02T12-00-00-000Z');
  expect(store.read()).toEqual({
    settings: defaultSettings,
    problem: { path: aside, reason: expect.stringMatching(reason) },
  });
  expect(readFileSync(aside, 'utf8')).toBe(content);
  store.write(dark);
  expect(createWebSettingsStore(dir, atNoon).read()).toEqual({ settings: dark });
});

test('what cannot be read or written is named', () => {
  mkdirSync(join(dir, 'settings.json'));
  const store = createWebSettingsStore(dir, atNoon);
  const path = join(dir, 'settings.json');
  expect(store.read()).toEqual({
    settings: defaultSettings,
    problem: { path, reason: expect.stringMatching(/EISDIR/) },
  });
  expect(() => store.write(dark)).toThrow(expect.objectContaining({ path, message: expect.stringMatching(/EISDIR/) }));
});
