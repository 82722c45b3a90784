import { describe, expect, it } from 'vitest';
import { recallSettings, rememberSettings } from '../../../renderer/app/remembered.ts';
import { applySettings, chooseSettings, createSettingsStore } from '../../../renderer/state/settings-store.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';

const problem: AppErrorData = { code: 'settings.unwritable', message: 'm', details: {}, retryable: false };

describe('the settings of the page', () => {
  it('show a choice before the host has it', async () => {
    const store = createSettingsStore();
    const sent: Partial<Settings>[] = [];
    const during: string[] = [];
    await chooseSettings(store, { theme: 'dark' }, async (patch) => {
      sent.push(patch);
      during.push(store.getState().settings.theme);
      return undefined;
    });
    expect([sent, during]).toEqual([[{ theme: 'dark' }], ['dark']]);
    expect(store.getState()).toEqual({
      settings: { ...defaultSettings, theme: 'dark' },
      problem: undefined,
      path: undefined,
      known: false,
    });
  });

  it('keep a choice that cannot be kept for this page, and say so', async () => {
    const store = createSettingsStore();
    await chooseSettings(store, { timeZone: 'utc' }, async () => problem);
    const settings: Settings = { ...defaultSettings, timeZone: 'utc' };
    expect(store.getState()).toEqual({ settings, problem, path: undefined, known: false });
  });

  it('are as they were where the host refuses a choice, unless it has told newer ones meanwhile', async () => {
    const refusal: AppErrorData = { ...problem, code: 'rpc.badInput' };
    const store = createSettingsStore();
    expect(await chooseSettings(store, { execPath: ['bin'] }, async () => refusal)).toEqual(refusal);
    expect(store.getState()).toEqual(createSettingsStore().getState());
    const newer: Settings = { ...defaultSettings, theme: 'dark' };
    await chooseSettings(store, { execPath: ['bin'] }, async () => {
      applySettings(store, { settings: newer, problem: undefined, path: '/s.json' });
      return refusal;
    });
    expect(store.getState()).toEqual({ settings: newer, problem: undefined, path: '/s.json', known: true });
  });

  it('are what the host says', () => {
    const store = createSettingsStore();
    const settings: Settings = { ...defaultSettings, theme: 'light', language: 'ko', timeZone: 'utc' };
    applySettings(store, { settings, problem: undefined, path: '/s.json' });
    expect(store.getState()).toEqual({ settings, problem: undefined, path: '/s.json', known: true });
  });
});

describe('what the page remembers of them', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
  };
  const denied = () => {
    throw new Error('denied');
  };

  it('is what the first paint needs, and nothing else of them', () => {
    const kept = storage();
    const look = { theme: 'dark', language: 'ko', timeZone: 'utc' } as const;
    rememberSettings(() => kept, { ...defaultSettings, ...look, kubeconfigPaths: ['/home/ada/clusters'] });
    expect(recallSettings(() => kept)).toEqual({ ...defaultSettings, ...look });
    // public/theme.js reads this very text before the first paint.
    expect(JSON.parse(kept.getItem('binnacle.settings') ?? '')).toEqual(look);
  });

  it('is nothing where storage is empty, broken, from another version or denied', () => {
    const texts = ['', 'rubbish', '{"theme":"sepia"}', '{"theme":"dark","language":"en","timeZone":"utc","more":1}'];
    const recalled = texts.map((text) => recallSettings(() => ({ getItem: () => text })));
    expect([...recalled, recallSettings(denied), recallSettings(storage)]).toEqual(Array(6).fill(defaultSettings));
    expect(() => rememberSettings(denied, defaultSettings)).not.toThrow();
  });
});
