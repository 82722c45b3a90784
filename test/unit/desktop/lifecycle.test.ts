import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Ports } from '../../../electron/backend/ports.ts';
import { defaultSettings } from '../../../shared/model/settings.ts';
import { startApp, temporaryDir } from './start-app.ts';

/** A backend that tells what happens to it. */
function watchedBackend(close: () => Promise<void> = async () => {}) {
  const events: string[] = [];
  const seen: { ports?: Ports } = {};
  const createBackend = async (ports: Ports) => {
    seen.ports = ports;
    return {
      serve: () => ({ dispose: () => events.push('port closed') }),
      close: async () => {
        events.push('closing');
        await close();
        events.push('closed');
      },
    };
  };
  return { events, seen, createBackend: createBackend as never };
}

afterEach(() => vi.useRealTimers());

describe('starting', () => {
  it('calls the Binnacle that already runs to the front and starts no second one', async () => {
    const { electron } = await startApp({
      notReady: true,
      prepare: ({ app }) => {
        app.lockIsFree = false;
      },
    });
    expect(electron.app.exitCode).toBe(0);
    expect(electron.BrowserWindow.all).toEqual([]);
  });

  it('brings its window to the front when a second one is started', async () => {
    const { electron, window } = await startApp();
    window().minimized = true;
    const before = window().calls.length;
    electron.app.fire('second-instance', {}, ['binnacle'], '/', {});
    expect(window().calls.slice(before)).toEqual(['restore', 'show', 'focus']);
    expect(electron.BrowserWindow.all).toHaveLength(1);
  });

  it('keeps what it keeps in the given folder, Chromium’s own things apart, for this user alone', async () => {
    const dataDir = join(temporaryDir(), 'data');
    const { electron } = await startApp({ dataDir });
    expect([electron.app.getPath('userData'), electron.app.getPath('sessionData')]).toEqual([
      dataDir,
      join(dataDir, 'page'),
    ]);
    const modes = ['.', 'page', 'logs', 'logs/binnacle.log'].map((path) => statSync(join(dataDir, path)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o600]);
  });

  it('says in a box why it cannot start, and ends', async () => {
    const { electron } = await startApp({
      createBackend: async () => {
        throw new Error('the disk is gone');
      },
    });
    expect(electron.dialog.errors).toEqual([['Binnacle could not start', 'the disk is gone']]);
    expect(electron.app.exitCode).toBe(1);
  });

  it('says so where its folder cannot be had', async () => {
    const file = join(temporaryDir(), 'file');
    writeFileSync(file, '');
    const { electron } = await startApp({ dataDir: file, notReady: true });
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(1));
    expect(electron.dialog.errors).toEqual([['Binnacle could not start', expect.stringContaining(file)]]);
  });

  it('opens no second window when macOS calls it to the front, and one when it has none', async () => {
    const { electron, window } = await startApp();
    electron.app.fire('activate');
    expect([electron.BrowserWindow.all.length, window().calls]).toEqual([1, ['loadURL app://binnacle/', 'show']]);
    const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
    window().close();
    platform.mockRestore();
    electron.app.fire('activate');
    expect([electron.BrowserWindow.all.length, electron.app.exitCode]).toEqual([2, undefined]);
  });

  it('tells the backend of sleep and waking', async () => {
    const backend = watchedBackend();
    const { electron } = await startApp(backend);
    const heard: string[] = [];
    backend.seen.ports?.onPower((event) => heard.push(event));
    electron.powerMonitor.fireBare('suspend');
    electron.powerMonitor.fireBare('resume');
    expect(heard).toEqual(['suspend', 'resume']);
  });

  it('gives the backend the files of the command line', async () => {
    const backend = watchedBackend();
    await startApp({ ...backend, kubeconfig: ['a', 'b'] });
    expect(backend.seen.ports?.kubeconfig).toEqual({ groups: [['a'], ['b']], from: 'commandLine' });
  });
});

describe('quitting', () => {
  it('closes the backend first, then the window, then the process', async () => {
    const backend = watchedBackend();
    const { electron, window } = await startApp(backend);
    electron.ipcMain.receive('binnacle:request-port', window().webContents, window().webContents.mainFrame);
    await vi.waitFor(() => expect(window().webContents.mainFrame.received).toHaveLength(1));
    const ended = new Promise<void>((resolve) => electron.app.once('quit', () => resolve()));
    electron.app.quit();
    electron.app.quit();
    expect([window().destroyed, electron.app.exitCode]).toEqual([false, undefined]);
    await ended;
    expect(backend.events).toEqual(['port closed', 'closing', 'closed']);
    expect([window().destroyed, electron.app.exitCode]).toEqual([true, 0]);
  });

  it('quits when the last window closes', async () => {
    const backend = watchedBackend();
    const { electron, window } = await startApp(backend);
    const ended = new Promise<void>((resolve) => electron.app.once('quit', () => resolve()));
    window().close();
    await ended;
    expect([backend.events, electron.app.exitCode]).toEqual([['closing', 'closed'], 0]);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('quits on %s', async (signal) => {
    // Only the host's own listeners are called: the test runner has some too. Real signals are sent in test/package.
    const others = process.listeners(signal);
    const backend = watchedBackend();
    const { electron } = await startApp(backend);
    const own = process.listeners(signal).filter((listener) => !others.includes(listener));
    expect(own).toHaveLength(1);
    const ended = new Promise<void>((resolve) => electron.app.once('quit', () => resolve()));
    for (const listener of own) listener(signal);
    await ended;
    expect(backend.events).toEqual(['closing', 'closed']);
    expect(process.listeners(signal)).toEqual(others);
  });

  it('quits when the process that started it is gone', async () => {
    const { electron } = await startApp({ ...watchedBackend(), parent: 999_999_999 });
    // It may have quit before this is asked for.
    await expect.poll(() => electron.app.exitCode).toBe(0);
  });

  it('waits for a backend that hangs no longer than its deadline', async () => {
    const { electron, dataDir } = await startApp(watchedBackend(() => new Promise(() => {})));
    vi.useFakeTimers();
    electron.app.quit();
    await vi.advanceTimersByTimeAsync(1749);
    expect(electron.app.exitCode).toBe(undefined);
    await vi.advanceTimersByTimeAsync(1);
    expect(electron.app.exitCode).toBe(0);
    expect(readFileSync(join(dataDir, 'logs/binnacle.log'), 'utf8')).toContain('did not close in time');
  });

  it('ends although a window does not close', async () => {
    const { electron, window } = await startApp(watchedBackend());
    window().on('close', (event: { preventDefault(): void }) => event.preventDefault());
    vi.useFakeTimers();
    electron.app.quit();
    await vi.advanceTimersByTimeAsync(500);
    expect(electron.app.exitCode).toBe(0);
  });

  it('ends although the backend fails to close', async () => {
    const { electron } = await startApp(watchedBackend(() => Promise.reject(new Error('no'))));
    const ended = new Promise<void>((resolve) => electron.app.once('quit', () => resolve()));
    electron.app.quit();
    await ended;
    expect(electron.app.exitCode).toBe(0);
  });
});

describe('what is kept', () => {
  const kept = { ...defaultSettings, theme: 'dark', language: 'ko' } as const;

  it('goes on with the settings of the file, and keeps what the backend writes', async () => {
    const dataDir = temporaryDir();
    writeFileSync(join(dataDir, 'settings.json'), '{"theme":"dark","language":"ko"}');
    const backend = watchedBackend();
    const { electron } = await startApp({ ...backend, dataDir });
    const { settings } = backend.seen.ports ?? {};
    expect(settings?.read()).toEqual({ settings: kept });
    expect(electron.nativeTheme.themeSource).toBe('dark');
    expect(electron.Menu.current?.map(({ label }) => label)).toEqual(['파일', '편집', '보기', '창']);
    settings?.write({ ...kept, theme: 'light', language: 'en' });
    expect(electron.nativeTheme.themeSource).toBe('light');
    expect(electron.Menu.current?.map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Window']);
    const path = join(dataDir, 'settings.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: 2, ...kept, theme: 'light', language: 'en' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('follows what another Binnacle wrote, as soon as the backend reads it', async () => {
    const dataDir = temporaryDir();
    const backend = watchedBackend();
    const { electron } = await startApp({ ...backend, dataDir });
    writeFileSync(join(dataDir, 'settings.json'), '{"version":2,"theme":"dark","language":"ko"}');
    expect(backend.seen.ports?.settings.readAgain?.()).toEqual({ settings: kept });
    expect(electron.nativeTheme.themeSource).toBe('dark');
  });

  it('sets a broken settings file aside and says so', async () => {
    const dataDir = temporaryDir();
    writeFileSync(join(dataDir, 'settings.json'), '{"theme":');
    const backend = watchedBackend();
    await startApp({ ...backend, dataDir });
    const { settings, problem } = backend.seen.ports?.settings.read() ?? {};
    expect(settings).toEqual(defaultSettings);
    expect(readFileSync(String(problem?.details.path), 'utf8')).toBe('{"theme":');
  });

  it('holds a choice that cannot be written, and throws the path', async () => {
    const dataDir = temporaryDir();
    const path = join(dataDir, 'settings.json');
    const backend = watchedBackend();
    const { electron } = await startApp({ ...backend, dataDir });
    mkdirSync(path);
    expect(() => backend.seen.ports?.settings.write(kept)).toThrow(expect.objectContaining({ path }));
    expect(electron.nativeTheme.themeSource).toBe('dark');
  });
});
