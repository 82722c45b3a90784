/** Starts the desktop host, real wiring and real backend, on a fresh stand-in for Electron. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { DesktopSetup } from '../../../electron/desktop/desktop-app.ts';

export type StandIn = typeof import('../../support/electron-stand-in/electron.ts');
export type StandInWindow = InstanceType<StandIn['BrowserWindow']>;
type BackendModule = typeof import('../../../electron/backend/backend.ts');

export interface StartOptions extends Partial<DesktopSetup> {
  /** Before the host runs: the lock, the displays, the languages. */
  readonly prepare?: (electron: StandIn) => void;
  /** In place of the real one. */
  readonly createBackend?: BackendModule['createBackend'];
  /** The app does not become ready by itself. */
  readonly notReady?: boolean;
}

export interface StartedApp {
  readonly electron: StandIn;
  readonly dataDir: string;
  readonly pageDir: string;
  readonly started: Promise<unknown>;
  /** The window that was opened last. */
  readonly window: () => StandInWindow;
}

const index = `<!doctype html><script src="/theme.js" nonce="__CSP_NONCE__"></script>
<script type="module" src="/assets/index-12345678.js" nonce="__CSP_NONCE__"></script>`;

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-desktop-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function temporaryPage(): string {
  const dir = join(temporaryDir(), 'renderer');
  mkdirSync(join(dir, 'assets'), { recursive: true });
  writeFileSync(join(dir, 'index.html'), index);
  writeFileSync(join(dir, 'assets/index-12345678.js'), 'export const page = 1;');
  writeFileSync(join(dir, '../secret.txt'), 'secret');
  return dir;
}

/** A fresh module graph: what `electron` and `electron-store` mean is decided here, for every file of the host. */
export async function freshElectron(): Promise<StandIn> {
  vi.resetModules();
  vi.doMock('electron', () => import('../../support/electron-stand-in/electron.ts'));
  vi.doMock('electron-store', () => import('../../support/electron-stand-in/electron-store.ts'));
  return import('../../support/electron-stand-in/electron.ts');
}

export async function startApp(options: StartOptions = {}): Promise<StartedApp> {
  const { prepare, createBackend, notReady = false, ...setup } = options;
  const electron = await freshElectron();
  if (createBackend) vi.doMock('../../../electron/backend/backend.ts', () => ({ createBackend }));
  else vi.doUnmock('../../../electron/backend/backend.ts');
  const { startDesktop } = await import('../../../electron/desktop/desktop-app.ts');
  const dataDir = setup.dataDir ?? temporaryDir();
  const pageDir = setup.pageDir ?? temporaryPage();
  prepare?.(electron);
  const silenced = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => silenced.mockRestore());
  onTestFinished(() => quitAndWait(electron));
  const started = startDesktop({
    web: false,
    // Not the person's own.
    kubeconfig: ['/nowhere/kubeconfig'],
    preloadFile: '/preload.cjs',
    workerUrl: (name) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url),
    parent: undefined,
    apiPort: undefined,
    apiTokenFile: undefined,
    ...setup,
    dataDir,
    pageDir,
  });
  if (!notReady) {
    electron.app.becomeReady();
    await started;
    await Promise.all(electron.BrowserWindow.all.map((one) => one.loaded));
  }
  const window = () => {
    const last = electron.BrowserWindow.all.at(-1);
    if (last === undefined) throw new Error('no window was opened');
    return last;
  };
  return { electron, dataDir, pageDir, started, window };
}

/** Whatever a test left: the host closes all it opened. */
async function quitAndWait({ app }: StandIn): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    if (app.exitCode !== undefined) resolve();
    else app.once('quit', () => resolve());
  });
  app.quit();
  await ended;
}
