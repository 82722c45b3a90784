/** The desktop host: one window on the backend. Wires; what each part does stands in its own file. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { app, type BrowserWindow, dialog, nativeTheme } from 'electron';
import { DisposableStore } from '../../shared/base/disposable.ts';
import { errorText } from '../../shared/base/errors.ts';
import type { Event } from '../../shared/base/event.ts';
import { type Backend, createBackend } from '../backend/backend.ts';
import { defaultDataDir } from '../backend/base/data-dir.ts';
import { apiText, type HistoryApiOptions, tellAddresses } from '../backend/history-api.ts';
import type { Clock, LogSink, Ports } from '../backend/ports.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { openDesktopLog } from './desktop-log.ts';
import { createDesktopPorts } from './desktop-ports.ts';
import { setMenu } from './menu.ts';
import { menuLanguage } from './menu-texts.ts';
import { createDesktopNotifier } from './notifier.ts';
import type { DesktopOptions } from './options.ts';
import { handOverPorts } from './port-handover.ts';
import { closeBeforeQuit, quitOnSignals } from './quit.ts';
import { secureApp } from './security.ts';
import { createDesktopSettings, type DesktopSettings } from './settings-store.ts';
import { focusWindow, loadPage, openWindow } from './window.ts';
import { createWindowMemory } from './window-memory.ts';

export interface DesktopSetup extends DesktopOptions {
  /** The built page, the preload script and the workers, by their places. */
  readonly pageDir: string;
  readonly preloadFile: string;
  readonly workerUrl: Ports['workerUrl'];
  /** The process to end with, or undefined. */
  readonly parent: number | undefined;
}

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/**
 * To be called while the entry is evaluated: a scheme, the sandbox and the folders are only taken before the app is ready.
 * @returns when the window is there; undefined where another Binnacle on the same data has been called to the front instead.
 */
export async function startDesktop(setup: DesktopSetup): Promise<BrowserWindow | undefined> {
  try {
    app.enableSandbox();
    registerAppScheme();
    const dataDir = chooseDataDir(setup.dataDir);
    if (!app.requestSingleInstanceLock()) {
      app.exit(0);
      return undefined;
    }
    await app.whenReady();
    return await run(setup, dataDir);
  } catch (error) {
    // Whatever it is, there is no window to show it in.
    dialog.showErrorBox('Binnacle could not start', errorText(error));
    app.exit(1);
    return undefined;
  }
}

/** For this user alone. What Chromium keeps lies apart from what we keep. */
function chooseDataDir(given: string | undefined): string {
  const { platform, env } = process;
  const dataDir = resolve(given ?? defaultDataDir({ platform, env, homeDir: homedir() }));
  mkdirSync(join(dataDir, 'page'), { recursive: true, mode: 0o700 });
  app.setPath('userData', dataDir);
  app.setPath('sessionData', join(dataDir, 'page'));
  return dataDir;
}

async function run(setup: DesktopSetup, dataDir: string): Promise<BrowserWindow> {
  const lifetime = new DisposableStore();
  const developerTools = !app.isPackaged;
  const { log, file } = openDesktopLog({
    dataDir,
    clock,
    level: process.env.BINNACLE_LOG,
    toStderr: developerTools,
  });
  lifetime.add(file);
  process.on('uncaughtExceptionMonitor', (error) => log.write('error', 'main', error.stack ?? error.message));
  lifetime.add(quitOnSignals(setup.parent));
  secureApp(log);
  serveApp(setup.pageDir);
  const settings = createDesktopSettings(dataDir, clock);
  follow(settings, developerTools);
  const { kubeconfig, workerUrl, pageDir } = setup;
  const notifier = lifetime.add(
    createDesktopNotifier({
      iconFile: join(pageDir, 'tray.png'),
      language: () => menuLanguage(settings.current().language, app.getPreferredSystemLanguages()),
      log,
    }),
  );
  const backend = createBackend(
    createDesktopPorts({ log, clock, settings: settings.store, kubeconfig, workerUrl, notifier, dataDir, lifetime }),
  );
  const ports = lifetime.add(handOverPorts(backend, log));
  const close = async () => {
    ports.dispose();
    await (await backend).close();
  };
  lifetime.add(closeBeforeQuit(close, log));
  app.on('will-quit', () => lifetime.dispose());
  const memory = createWindowMemory(dataDir, log);
  const window = keepWindow(
    () => openWindow({ preloadFile: setup.preloadFile, memory, developerTools }),
    notifier.onShow,
    log,
  );
  const { apiPort, apiTokenFile } = setup;
  if (apiPort !== undefined) await serveApi(await backend, { port: apiPort, tokenFile: apiTokenFile }, log);
  await backend;
  return window;
}

/** For whoever started it in a terminal; without the port the app is there all the same. */
async function serveApi(backend: Backend, options: HistoryApiOptions, log: LogSink): Promise<void> {
  try {
    const api = await backend.startHistoryApi(options);
    process.stderr.write(apiText(api, options.tokenFile));
    void tellAddresses(api, (text) => process.stderr.write(text), log);
  } catch (error) {
    log.write('error', 'prometheus-api', `the API cannot be had: ${errorText(error)}`, { port: options.port });
  }
}

/** The theme and the menu are those of the settings, now and later. */
function follow(settings: DesktopSettings, developerTools: boolean): void {
  const apply = ({ theme, language }: ReturnType<DesktopSettings['current']>) => {
    nativeTheme.themeSource = theme;
    setMenu({
      language: menuLanguage(language, app.getPreferredSystemLanguages()),
      mac: process.platform === 'darwin',
      developerTools,
    });
  };
  apply(settings.current());
  settings.onDidChange(apply);
}

/** One window at a time. On macOS the app outlives it and opens another when it is called. */
function keepWindow(open: () => BrowserWindow, onShow: Event<void>, log: LogSink): BrowserWindow {
  let current: BrowserWindow | undefined;
  const show = (): BrowserWindow => {
    if (current !== undefined) {
      focusWindow(current);
      return current;
    }
    const window = open();
    current = window;
    window.once('closed', () => {
      current = undefined;
    });
    loadPage(window).catch((error) => log.write('error', 'window', 'no page', { reason: errorText(error) }));
    return window;
  };
  app.on('second-instance', () => show());
  onShow(() => show());
  app.on('activate', () => current ?? show());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  return show();
}
