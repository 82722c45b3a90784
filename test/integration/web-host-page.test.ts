/** The page in a real browser, under the web host's policy: nothing in it is blocked, and what would be dangerous is. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { noncePlaceholder } from '../../electron/backend/base/content-security-policy.ts';
import { followState } from '../../electron/backend/rpc/follow.ts';
import { serve } from '../../electron/backend/rpc/serve.ts';
import { createSettings } from '../../electron/backend/settings/settings-service.ts';
import { startWebHost, type WebHost } from '../../electron/web/web-host.ts';
import type { Handlers } from '../../shared/contract/define.ts';
import { queryDomain } from '../../shared/contract/query.ts';
import { settingsDomain } from '../../shared/contract/settings.ts';
import type { QueryItem } from '../../shared/model/query.ts';
import { defaultSettings } from '../../shared/model/settings.ts';
import type { Transport } from '../../shared/rpc/transport.ts';

const chromiumPath = process.env.BINNACLE_CHROMIUM ?? '/usr/bin/chromium';
const silent = { write: () => {} };

/** Prometheus's stale marker (a NaN with a payload), another NaN, minus zero: what a careless codec changes. */
const hardBits = [0x7ff0000000000002n, 0x7ff8dead0000beefn, 1n << 63n];

async function* hardColumns(): AsyncGenerator<QueryItem> {
  const all = new BigUint64Array([1n, ...hardBits, 2n]);
  const values = new Float64Array(all.buffer).subarray(1, 4);
  const columns = {
    labels: [['a', 'b']],
    offsets: new Uint32Array([0, 3]),
    timesMs: new Float64Array(3),
    values,
    histograms: [],
  };
  yield { kind: 'part', columns, continues: false };
}

/** Only what the page asks for. */
const { watch, update } = settingsDomain;
const domains = { settings: { watch, update }, query: queryDomain };

function smallBackend() {
  const settings = createSettings({ read: () => ({ settings: defaultSettings }), write: () => {} }, silent);
  const handlers: Handlers<typeof domains> = {
    query: { run: hardColumns, exemplars: () => ({ exemplars: [], complete: true }) },
    settings: {
      watch: (_input, { signal }) => followState(settings.onDidChange, settings.snapshot, signal),
      update: (part) => settings.update(part),
    },
  };
  const open = new Set<Transport>();
  return {
    serve(transport: Transport) {
      open.add(transport);
      return serve(domains, handlers, transport, silent);
    },
    dropAll: () => {
      for (const transport of open) transport.close();
      open.clear();
    },
  };
}

describe.skipIf(!existsSync(chromiumPath))('the page under the policy', () => {
  const pageDir = mkdtempSync(join(tmpdir(), 'binnacle-page-'));
  const backend = smallBackend();
  let host: WebHost;
  let browser: Browser;

  beforeAll(async () => {
    // The runner's own would make it a development build.
    vi.stubEnv('NODE_ENV', 'production');
    await build({
      root: dirname(fileURLToPath(new URL('./policy-page/main.tsx', import.meta.url))),
      configFile: false,
      logLevel: 'error',
      plugins: [react()],
      html: { cspNonce: noncePlaceholder },
      // Small files are not drawn into the others, so that each kind is asked for by itself.
      build: { outDir: pageDir, emptyOutDir: true, assetsInlineLimit: 0 },
      worker: { format: 'es' },
    });
    vi.unstubAllEnvs();
    host = await startWebHost({ port: 0, pageDir, backend, log: silent });
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  });

  afterAll(async () => {
    await browser?.close();
    await host?.close();
    rmSync(pageDir, { recursive: true, force: true });
  });

  const openPage = async (url: string) => {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'info') faults.push(`console: ${message.text()}`);
    });
    await page.exposeFunction('reportViolation', (text: string) => faults.push(text));
    await page.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
        (window as unknown as { reportViolation(text: string): void }).reportViolation(
          `blocked: ${violatedDirective} ${blockedURI} ${sample}`,
        );
      }),
    );
    await page.goto(url);
    return { page, faults };
  };
  const text = (page: Page, id: string, expected: string) =>
    page.waitForFunction(
      ([id, expected]) => document.getElementById(id)?.textContent === expected,
      [id, expected] as const,
      { timeout: 10_000 },
    );

  test('the client, Mantine, the editor, fonts, a late chunk and a worker all work, and nothing is blocked', async () => {
    const { page, faults } = await openPage(host.url);
    await text(page, 'link', 'open');
    await text(page, 'theme', 'live system');
    await page.getByRole('button', { name: 'Choose dark' }).click();
    await text(page, 'theme', 'live dark');
    await page.getByRole('button', { name: 'Ask' }).click();
    await text(page, 'columns', `Float64Array 0 24 ${hardBits.map((one) => one.toString(16)).join(' ')}`);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Item' }).click();
    await page.getByRole('button', { name: 'Load' }).click();
    await text(page, 'late', 'loaded');
    await page.getByRole('button', { name: 'Work' }).click();
    await text(page, 'square', '144');
    const looks = await page.evaluate(async () => {
      await document.fonts.ready;
      const style = (selector: string) => getComputedStyle(document.querySelector(selector) as Element);
      return {
        late: style('#late').color,
        editor: style('.cm-editor').outlineColor,
        mantine: style(':root').getPropertyValue('--mantine-scale').trim(),
        font: [...document.fonts].map(({ family, status }) => `${family.replaceAll('"', '')} ${status}`),
      };
    });
    expect(looks).toEqual({ late: 'rgb(4, 5, 6)', editor: 'rgb(1, 2, 3)', mantine: '1', font: ['Probe loaded'] });
    expect(faults).toEqual([]);
    await page.close();
  });

  test('the token leaves the address, and a reload and a lost connection come back by themselves', async () => {
    const { page } = await openPage(host.url);
    await text(page, 'link', 'open');
    expect(page.url()).toBe(`http://127.0.0.1:${host.port}/`);
    await page.reload();
    await text(page, 'link', 'open');
    // No new connection, for as long as the test looks at the loss.
    await page.evaluate(() => {
      const real = window.WebSocket;
      Object.assign(window, { real, WebSocket: () => undefined });
    });
    backend.dropAll();
    await text(page, 'link', 'lost');
    await text(page, 'theme', 'stale dark');
    await page.getByRole('button', { name: 'Choose dark' }).click();
    await text(page, 'failure', 'rpc.disconnected');
    await page.evaluate(() => {
      window.WebSocket = (window as unknown as { real: typeof WebSocket }).real;
    });
    await text(page, 'link', 'open');
    await text(page, 'theme', 'live dark');
    await page.close();
  });

  test('a page without the token, or with another, is refused and says so', async () => {
    const { page } = await openPage(`http://127.0.0.1:${host.port}/`);
    await text(page, 'link', 'refused noToken');
    await page.goto(`http://127.0.0.1:${host.port}/#token=${'x'.repeat(43)}`);
    await text(page, 'link', 'refused wrongToken');
    // The right address pasted over the wrong one: only the fragment differs, and the page is not loaded again.
    await page.goto(host.url);
    await text(page, 'link', 'open');
    await page.close();
  });

  test('scripts, styles, evaluation, markup and strange addresses are blocked', async () => {
    const { page } = await openPage(host.url);
    await text(page, 'link', 'open');
    const blocked = await page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
      const attempt = (work: () => unknown) => {
        try {
          work();
        } catch {
          // Its violation is what counts.
        }
      };
      const add = (name: string, attributes: Record<string, string>, content = '') => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        attempt(() => element.append(content));
        document.head.append(element);
      };
      add('style', {}, 'body { color: red }');
      add('link', { rel: 'stylesheet', href: '/assets/other.css' });
      add('base', { href: 'http://127.0.0.1:1/' });
      add('img', { src: 'http://127.0.0.1:1/x.png' });
      attempt(() => new Function('return 1'));
      attempt(() => {
        document.body.innerHTML = '<b>x</b>';
      });
      attempt(() => new Worker('http://127.0.0.1:1/x.js'));
      attempt(() => new WebSocket('ws://127.0.0.1:1/'));
      await fetch('http://127.0.0.1:1/').catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 200));
      return [...new Set(violations)].sort();
    });
    expect(blocked).toEqual(['base-uri', 'connect-src', 'img-src', 'require-trusted-types-for', 'style-src-elem']);
    await page.close();
  });
});
