import { describe, expect, test } from 'vitest';
import type { SettingsStore, StoredSettings } from '../../../electron/backend/ports.ts';
import { createSettings, type SettingsService } from '../../../electron/backend/settings/settings-service.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { SettingsSnapshot } from '../../../shared/contract/settings.ts';
import type { Address, AddressId } from '../../../shared/model/address.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import type { ClusterChoice, ClusterKey } from '../../../shared/model/source-choice.ts';
import { memoryLog } from '../rpc/test-contract.ts';

interface FakeStore extends SettingsStore {
  written: Settings[];
  full: boolean;
  /** What somebody else has written since. */
  other: StoredSettings | undefined;
}

function storeOf(found: StoredSettings): FakeStore {
  const written: Settings[] = [];
  return {
    path: '/d/settings.json',
    written,
    full: false,
    other: undefined,
    read: () => found,
    readAgain() {
      const { other } = this;
      this.other = undefined;
      return other;
    },
    write(settings) {
      if (this.full) throw Object.assign(new Error('no space left on device'), { path: '/d/settings.json' });
      written.push(settings);
    },
  };
}

const path = '/d/settings.json';
const unreadable: AppErrorData = {
  code: 'settings.unreadable',
  message: 'The settings in /d/settings.json.broken-1 could not be read.',
  details: { path: '/d/settings.json.broken-1', reason: 'it is no JSON' },
  retryable: false,
};
const future: AppErrorData = {
  code: 'settings.future',
  message: 'The settings are of a newer Binnacle.',
  details: { path, version: 3 },
  retryable: false,
};

function told(settings: SettingsService): SettingsSnapshot[] {
  const snapshots: SettingsSnapshot[] = [];
  settings.onDidChange((snapshot) => snapshots.push(snapshot));
  return snapshots;
}

test('what was kept is read, a change is written whole and told', () => {
  const kept: Settings = { ...defaultSettings, theme: 'light', language: 'ko', timeZone: 'utc' };
  const store = storeOf({ settings: kept });
  const settings = createSettings(store, memoryLog());
  const heard = told(settings);
  expect(settings.snapshot()).toEqual({ settings: kept, problem: undefined, path });
  settings.update({ theme: 'dark', language: undefined });
  const changed = { ...kept, theme: 'dark' };
  expect(store.written).toEqual([changed]);
  expect(heard).toEqual([{ settings: changed, problem: undefined, path }]);
  settings.update({ theme: 'dark' });
  expect([store.written.length, heard.length]).toEqual([1, 1]);
  settings.dispose();
});

test('settings that were set aside are a problem that is said as long as it is so', () => {
  const store = storeOf({ settings: defaultSettings, problem: unreadable });
  const log = memoryLog();
  const settings = createSettings(store, log);
  expect(settings.snapshot()).toEqual({ settings: defaultSettings, problem: unreadable, path });
  settings.update({ theme: 'dark' });
  expect(settings.snapshot().problem).toEqual(unreadable);
  expect(log.lines).toEqual([`warn settings: ${unreadable.message} {}`]);
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
      details: { path, reason: 'no space left on device' },
      retryable: false,
    },
    path,
  });
  store.full = false;
  // Read again now, what could not be written would be lost.
  store.other = { settings: { ...defaultSettings, language: 'ko' } };
  settings.update({ timeZone: 'utc' });
  const after = { ...defaultSettings, theme: 'dark', timeZone: 'utc' };
  expect(settings.snapshot()).toEqual({ settings: after, problem: undefined, path });
  expect(store.written).toEqual([after]);
  settings.dispose();
});

test('a newer Binnacle’s settings are not written over: a choice holds for this run, and the problem stays', () => {
  const store = storeOf({ settings: defaultSettings, problem: future });
  const settings = createSettings(store, memoryLog());
  settings.update({ theme: 'dark' });
  expect(settings.snapshot()).toEqual({ settings: { ...defaultSettings, theme: 'dark' }, problem: future, path });
  expect(store.written).toEqual([]);
  settings.dispose();
});

test('what another Binnacle wrote meanwhile is not lost by a change here', () => {
  const store = storeOf({ settings: defaultSettings });
  const settings = createSettings(store, memoryLog());
  const heard = told(settings);
  store.other = { settings: { ...defaultSettings, language: 'ko', execPath: ['/opt/bin'] } };
  settings.update({ theme: 'dark' });
  const both = { ...defaultSettings, language: 'ko', execPath: ['/opt/bin'], theme: 'dark' };
  expect([store.written, heard]).toEqual([[both], [{ settings: both, problem: undefined, path }]]);
  settings.dispose();
});

test('a file that somebody broke meanwhile is named', () => {
  const store = storeOf({ settings: defaultSettings });
  const log = memoryLog();
  const settings = createSettings(store, log);
  store.other = { settings: defaultSettings, problem: unreadable };
  settings.update({ theme: 'dark' });
  expect(settings.snapshot()).toEqual({ settings: { ...defaultSettings, theme: 'dark' }, problem: unreadable, path });
  expect(log.lines).toEqual([`warn settings: ${unreadable.message} {}`]);
  settings.dispose();
});

describe('an update', () => {
  test('keeps each path once', () => {
    const settings = createSettings(storeOf({ settings: defaultSettings }), memoryLog());
    settings.update({ kubeconfigPaths: ['/a', '~/b', '/a'], proxy: { kind: 'none' } });
    expect(settings.snapshot().settings).toEqual({
      ...defaultSettings,
      kubeconfigPaths: ['/a', '~/b'],
      proxy: { kind: 'none' },
    });
    settings.dispose();
  });

  const custom = (url: string) => ({ proxy: { kind: 'custom', url, exceptions: '' } }) as const;
  test.each([
    [{ kubeconfigPaths: ['/a', 'b/c'] }, 'kubeconfigPaths: "b/c" is neither absolute nor under ~/'],
    [{ authorityFiles: [' '] }, 'authorityFiles: " " is neither absolute nor under ~/'],
    [{ execPath: ['/a\0b'] }, 'execPath: "/a\0b" is neither absolute nor under ~/'],
    [custom('proxy:3128'), 'proxy: its URL does not begin with http://, https:// or socks5:// and a host'],
    [custom('http://u:hunter2@proxy:1'), 'proxy: its URL must not have credentials in it'],
  ])('refuses %j', (part, reason) => {
    const store = storeOf({ settings: defaultSettings });
    const settings = createSettings(store, memoryLog());
    expect(() => settings.update({ ...part, theme: 'dark' })).toThrow(
      expect.objectContaining({ code: 'rpc.badInput', details: { method: 'settings.update', reason } }),
    );
    expect([settings.snapshot().settings, store.written]).toEqual([defaultSettings, []]);
    settings.dispose();
  });
});

describe('choices and consents', () => {
  const choice = (cluster: string, service: string): ClusterChoice => ({
    cluster: cluster as ClusterKey,
    context: 'reef',
    choice: { kind: 'service', namespace: 'n', service, port: 80, transport: 'auto', matchers: '' },
  });

  test('there is one choice per cluster, and it can be forgotten', () => {
    const settings = createSettings(storeOf({ settings: defaultSettings }), memoryLog());
    settings.setChoice(choice('uid:1', 'a'));
    settings.setChoice(choice('uid:2', 'b'));
    settings.setChoice(choice('uid:1', 'c'));
    expect(settings.snapshot().settings.choices).toEqual([choice('uid:2', 'b'), choice('uid:1', 'c')]);
    settings.forgetChoice('uid:2' as ClusterKey);
    expect(settings.snapshot().settings.choices).toEqual([choice('uid:1', 'c')]);
    settings.dispose();
  });

  test('a consent is for one file and one digest, and can be taken back', () => {
    const consent = (file: string, digit: string) => ({ file, command: 'aws eks', digest: digit.repeat(64) });
    const settings = createSettings(storeOf({ settings: defaultSettings }), memoryLog());
    for (const one of [consent('/a', '1'), consent('/a', '2'), consent('/b', '1'), consent('/a', '1')])
      settings.addConsent(one);
    const { execConsents } = settings.snapshot().settings;
    expect(execConsents).toEqual([consent('/a', '2'), consent('/b', '1'), consent('/a', '1')]);
    settings.forgetConsent(consent('/a', '1'));
    expect(settings.snapshot().settings.execConsents).toEqual([consent('/a', '2'), consent('/b', '1')]);
    settings.dispose();
  });

  test('what was forgotten can be restored, and nothing that was not', () => {
    const consent = { file: '/a', command: 'aws eks', digest: '1'.repeat(64) };
    const made = { ...consent, file: '/never' };
    const settings = createSettings(storeOf({ settings: defaultSettings }), memoryLog());
    settings.setChoice(choice('uid:1', 'a'));
    settings.setChoice(choice('uid:2', 'b'));
    settings.addConsent(consent);
    settings.forgetChoice('uid:1' as ClusterKey);
    settings.forgetChoice('uid:2' as ClusterKey);
    settings.forgetConsent(consent);
    settings.setChoice(choice('uid:2', 'newer'));
    for (const cluster of ['uid:1', 'uid:2', 'uid:3']) settings.restoreChoice(cluster as ClusterKey);
    for (const one of [made, consent, consent]) settings.restoreConsent(one);
    const { choices, execConsents } = settings.snapshot().settings;
    expect([choices, execConsents]).toEqual([[choice('uid:2', 'newer'), choice('uid:1', 'a')], [consent]]);
    settings.dispose();
  });

  test('two addresses of one id are a bug, and change nothing', () => {
    const address: Address = {
      id: 'a' as AddressId,
      name: 'n',
      url: 'http://h',
      headers: [],
      auth: { kind: 'none' },
      insecureSkipTlsVerify: false,
      matchers: '',
    };
    const store = storeOf({ settings: defaultSettings });
    const settings = createSettings(store, memoryLog());
    expect(() => settings.change((before) => ({ ...before, addresses: [address, address] }))).toThrow('the same id');
    expect([settings.snapshot().settings, store.written]).toEqual([defaultSettings, []]);
    settings.dispose();
  });
});
