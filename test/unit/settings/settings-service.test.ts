import { expect, test } from 'vitest';
import type { SettingsStore } from '../../../electron/backend/ports.ts';
import { createSettings } from '../../../electron/backend/settings/settings-service.ts';
import type { SettingsSnapshot } from '../../../shared/contract/settings.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { memoryLog } from '../rpc/test-contract.ts';

function storeOf(found: ReturnType<SettingsStore['read']>): SettingsStore & { written: Settings[]; full: boolean } {
  const written: Settings[] = [];
  return {
    written,
    full: false,
    read: () => found,
    write(settings) {
      if (this.full) throw Object.assign(new Error('no space left on device'), { path: '/d/settings.json' });
      written.push(settings);
    },
  };
}

test('what was kept is read, a change is written whole and told', () => {
  const kept: Settings = { theme: 'light', language: 'ko', timeZone: 'utc' };
  const store = storeOf({ settings: kept });
  const settings = createSettings(store, memoryLog());
  const told: SettingsSnapshot[] = [];
  settings.onDidChange((snapshot) => told.push(snapshot));
  expect(settings.snapshot()).toEqual({ settings: kept, problem: undefined });
  settings.update({ theme: 'dark', language: undefined });
  const changed = { ...kept, theme: 'dark' };
  expect(store.written).toEqual([changed]);
  expect(told).toEqual([{ settings: changed, problem: undefined }]);
  settings.dispose();
});

test('settings that were set aside are a problem that is said as long as it is so', () => {
  const details = { path: '/d/settings.json.broken-1', reason: 'theme: Invalid input' };
  const store = storeOf({ settings: defaultSettings, problem: details });
  const log = memoryLog();
  const settings = createSettings(store, log);
  const problem = {
    code: 'settings.unreadable',
    message:
      'The settings in /d/settings.json.broken-1 could not be read (theme: Invalid input). The defaults are in use.',
    details,
    retryable: false,
  };
  expect(settings.snapshot()).toEqual({ settings: defaultSettings, problem });
  settings.update({ theme: 'dark' });
  expect(settings.snapshot().problem).toEqual(problem);
  expect(log.lines).toEqual([`warn settings: ${problem.message} {}`]);
  settings.dispose();
});

test('a store that gives something else than settings gives the defaults and a problem', () => {
  const settings = createSettings(storeOf({ settings: { theme: 'pink' } as unknown as Settings }), memoryLog());
  expect(settings.snapshot()).toMatchObject({ settings: defaultSettings, problem: { code: 'settings.unreadable' } });
  settings.dispose();
});

test('a choice holds where it cannot be written, that is said, and a later write that works takes it back', () => {
  const store = storeOf({ settings: defaultSettings });
  const settings = createSettings(store, memoryLog());
  store.full = true;
  settings.update({ theme: 'dark' });
  expect(settings.snapshot()).toEqual({
    settings: { ...defaultSettings, theme: 'dark' },
    problem: {
      code: 'settings.unwritable',
      message: 'The settings could not be written (no space left on device). They hold until Binnacle ends.',
      details: { path: '/d/settings.json', reason: 'no space left on device' },
      retryable: false,
    },
  });
  store.full = false;
  settings.update({ timeZone: 'utc' });
  const after = { ...defaultSettings, theme: 'dark', timeZone: 'utc' };
  expect(settings.snapshot()).toEqual({ settings: after, problem: undefined });
  expect(store.written).toEqual([after]);
  settings.dispose();
});
