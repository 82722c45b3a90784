/** Where the scenarios run: in Chromium on the web host, and in the Electron window where its binary and a display are there. */
import type { Browser } from 'playwright-core';
import { electronMissing, openElectron } from './electron-host.ts';
import { type AppOptions, chromiumMissing, launchChromium, type OpenPage, openPage, startWebApp } from './web-host.ts';

export interface Host {
  readonly name: 'Chromium' | 'Electron';
  /** Why it is skipped here. */
  readonly missing: string | undefined;
  open(options: AppOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

function chromiumHost(): Host {
  let browser: Browser | undefined;
  return {
    name: 'Chromium',
    missing: chromiumMissing,
    async open(options) {
      browser ??= await launchChromium();
      const app = await startWebApp(options);
      const opened = await openPage(browser, app.url);
      const close = async () => {
        await opened.close();
        await app.close();
      };
      return { ...opened, close };
    },
    async close() {
      await browser?.close();
      browser = undefined;
    },
  };
}

const electronHost: Host = {
  name: 'Electron',
  missing: electronMissing(),
  open: openElectron,
  close: () => Promise.resolve(),
};

export const hosts: readonly Host[] = [chromiumHost(), electronHost];
