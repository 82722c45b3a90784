/**
 * Opens the application as `npm start -- --web` serves it (test/support/web-app.ts), in Chromium. A CSP violation, an uncaught error or an error
 * on the page's console fails the scenario at its end.
 */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export { type AppOptions, type RunningApp, startWebApp } from '../support/web-app.ts';

const chromiumPath = process.env.BINNACLE_CHROMIUM ?? '/usr/bin/chromium';
export const chromiumMissing = existsSync(chromiumPath)
  ? undefined
  : 'Chromium is not installed: apt-get install -y --no-install-recommends chromium';

/** Playwright's own list, which this flag takes the place of: what of it Chromium on Linux knows. */
const playwrightDisables = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'LensOverlay'],
  ...['HttpsFirstBalancedModeAutoEnable', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning'],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled'],
  'PreconnectToSearch',
];
/** Popups of the address bar, which are pages of their own: they cost each page more than the application's own does. */
const addressBarPopups = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  `--disable-features=${[...playwrightDisables, ...addressBarPopups].join(',')}`,
];

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
  // As long as is polled for: on a busy machine what comes in a second may take long.
  context.setDefaultTimeout(45_000);
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
