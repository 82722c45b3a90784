/** The browser mode answers only to a page that knows its token. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextButton } from './explorer-page.ts';
import { chromiumMissing, launchChromium, openPage, type RunningApp, startWebApp } from './web-host.ts';

const kubeconfig = `
clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]
users: [{name: u, user: {token: t}}]
contexts: [{name: far, context: {cluster: c, user: u}}]
`;

describe.skipIf(chromiumMissing !== undefined)(`the token${chromiumMissing ? ` (${chromiumMissing})` : ''}`, () => {
  let browser: Browser;
  let app: RunningApp;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    await writeFile(join(folder, 'config'), kubeconfig);
    [browser, app] = await Promise.all([launchChromium(), startWebApp({ kubeconfig: [join(folder, 'config')] })]);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await rm(folder, { recursive: true });
  });

  it('goes out of the address at once, and is still known after a reload', async () => {
    const { page, faults, close } = await openPage(browser, app.url);
    await contextButton(page, 'far').waitFor();
    expect(page.url()).not.toContain('token');
    await page.reload();
    await contextButton(page, 'far').waitFor();
    await close();
    expect(faults).toEqual([]);
  });

  it('fails a scenario whose page breaks its policy, so that the others can be believed', async () => {
    const { page, faults, close } = await openPage(browser, app.url);
    await contextButton(page, 'far').waitFor();
    await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await expect.poll(() => faults.filter((fault) => fault.startsWith('uncaught: CSP: style-src')).length).toBe(1);
    await close();
  });

  it.each([
    ['wrong', (url: string) => url.replace(/token=.*/, 'token=not-the-token')],
    ['missing', (url: string) => url.replace(/#.*/, '')],
    ['in the query', (url: string) => url.replace('#', '?')],
  ])('is refused, and said so, where it is %s', async (_, change) => {
    const { page, close } = await openPage(browser, change(app.url));
    await expect.poll(() => page.locator('body').innerText()).toContain('has no valid token');
    await expect.poll(() => contextButton(page, 'far').count()).toBe(0);
    await close();
  });
});
