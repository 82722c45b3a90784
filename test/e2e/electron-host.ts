/** Opens the application in its own window, by Playwright: the same shape as a page of the web host, for the same scenarios. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { openDataFolder } from '../support/data-folder.ts';
import type { AppOptions, OpenPage } from './web-host.ts';

const root = join(import.meta.dirname, '../..');
const packageDir = join(root, 'node_modules/electron');

/** The binary that Electron's install script fetched, or the one of BINNACLE_ELECTRON. */
function electronBinary(): string | undefined {
  const pathFile = join(packageDir, 'path.txt');
  const fetched = existsSync(pathFile) ? join(packageDir, 'dist', readFileSync(pathFile, 'utf8').trim()) : undefined;
  const path = process.env.BINNACLE_ELECTRON ?? fetched;
  return path !== undefined && existsSync(path) ? path : undefined;
}

function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

/** Why the scenarios are skipped here, or undefined. */
export function electronMissing(): string | undefined {
  if (electronBinary() === undefined) return "Electron's binary is not here: node node_modules/electron/install.js";
  return hasDisplay() ? undefined : 'there is no display for Electron: run under xvfb-run';
}

/** Starts the built application (out/main/desktop.js) with a data folder of its own, and waits for its window's page. */
export async function openElectron(options: AppOptions): Promise<OpenPage> {
  const folder = openDataFolder(options);
  const kubeconfig = (options.kubeconfig ?? []).flatMap((file) => ['--kubeconfig', file]);
  // Chromium's sandbox refuses root, as which containers run their tests.
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = Object.entries({ ...process.env, ...options.env }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const application = await _electron.launch({
    executablePath: electronBinary() ?? '',
    args: [...sandbox, '--lang=en-GB', root, '--data-dir', folder.path, ...kubeconfig],
    env: Object.fromEntries(env),
    timeout: 30_000,
  });
  const close = async () => {
    await application.close();
    folder.remove();
  };
  try {
    const page = await application.firstWindow({ timeout: 30_000 });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    return { page, faults, close };
  } catch (error) {
    await close();
    throw error;
  }
}
