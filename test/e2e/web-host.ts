/**
 * Opens the application as `npm start -- --web` serves it, in Chromium: the built web host as a process of its own, its READY line, a
 * page. A CSP violation, an uncaught error or an error on the page's console fails the scenario at its end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type DataFolderOptions, openDataFolder } from './data-folder.ts';

const chromiumPath = process.env.BINNACLE_CHROMIUM ?? '/usr/bin/chromium';
export const chromiumMissing = existsSync(chromiumPath)
  ? undefined
  : 'Chromium is not installed: apt-get install -y --no-install-recommends chromium';

const root = join(import.meta.dirname, '../..');

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

export interface AppOptions extends DataFolderOptions {
  readonly kubeconfig?: readonly string[];
  /** For a person without --kubeconfig: KUBECONFIG, HOME. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningApp {
  /** With the token in its fragment. */
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  close(): Promise<void>;
}

/** Starts the built web host and waits for its READY line. */
export async function startWebApp(options: AppOptions): Promise<RunningApp> {
  const folder = openDataFolder(options);
  const kubeconfig = (options.kubeconfig ?? []).flatMap((file) => ['--kubeconfig', file]);
  const args = [
    join(root, 'out/main/web.js'),
    '--web',
    '--no-open',
    '--port',
    '0',
    '--data-dir',
    folder.path,
    ...kubeconfig,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BINNACLE_PARENT: String(process.pid), ...options.env },
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (line.startsWith('READY ')) resolve(line.slice('READY '.length));
    });
    child.once('exit', (code) => reject(new Error(`the web host ended with ${code} before READY:\n${stderr}`)));
    child.once('error', reject);
  });
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    folder.remove();
  };
  return { url, dataDir: folder.path, process: child, close };
}

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
}

export interface OpenPage {
  readonly page: Page;
  /** What went wrong in the page by itself; a scenario ends by expecting this to be empty. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** A page in a fresh profile that collects its own faults. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      // Uncaught in a task of its own: it arrives as a fault of the page.
      queueMicrotask(() => {
        throw new Error(`CSP: ${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`);
      }),
    );
  });
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}
