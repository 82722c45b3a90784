/** The Targets view where its Prometheus is slow or fails: a real one behind a server that holds back what it says, or answers itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type BadAnswer, type BadPrometheus, startBadPrometheus } from '../support/bad-prometheus.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { contextButton } from './explorer-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

const missing = chromiumMissing ?? serverMissing('prometheus');

const configuration = stringify({
  scrape_configs: [{ job_name: 'harbour', static_configs: [{ targets: ['127.0.0.1:9'] }] }],
});
/** Longer than any place that it is shown in. */
const words = `the proxy of monitoring/prometheus-0 did not answer: ${'dial tcp 10.96.0.1:9090: i/o timeout; '.repeat(40)}the end`;

describe.skipIf(missing !== undefined)(
  `targets that do not come${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let browser: Browser;
    let prometheus: RealServer;
    let between: BadPrometheus;
    let folder: string;
    let app: RunningApp;
    let opened: OpenPage;
    let page: Page;

    const forward = (): BadAnswer => ({ kind: 'forward', to: prometheus.url });
    const unavailable: BadAnswer = { kind: 'error', code: 503, errorType: 'unavailable', error: words };
    /** What is answered about targets; all else as Prometheus says it. */
    const answerTargets = (answer: BadAnswer) => {
      between.answer = ({ path }) => (path.endsWith('/targets') ? answer : forward());
    };

    beforeAll(async () => {
      prometheus = await startPrometheus({ config: configuration });
      between = await startBadPrometheus();
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      await between?.stop();
      await prometheus?.stop();
    });
    beforeEach(async () => {
      between.answer = forward();
      between.buildInfo = forward();
      folder = mkdtempSync(join(tmpdir(), 'binnacle-e2e-'));
      const address = { id: 'slow', name: 'slow', url: between.url, headers: [], matchers: '' };
      const addresses = [{ ...address, auth: { kind: 'none' }, insecureSkipTlsVerify: false }];
      const settings = { version: 2, computer: { record: false }, addresses };
      writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
      app = await startWebApp({ dataDir: folder, env: { HOME: folder, KUBECONFIG: '' } });
      opened = await openPage(browser, app.url);
      page = opened.page;
      await contextButton(page, 'slow').click();
      await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
    });
    afterEach(async () => {
      const { faults } = opened;
      await opened.close();
      await app.close();
      rmSync(folder, { recursive: true, force: true });
      expect(faults).toEqual([]);
    });

    const main = () => page.getByRole('main').innerText();
    const press = (name: string) => page.getByRole('main').getByRole('button', { name, exact: true }).click();
    const openView = () => page.getByRole('tab', { name: 'Targets' }).click();

    it('are waited for: who is asked for what, since when, and no end of it but by a person', async () => {
      let go: (value?: unknown) => void = () => undefined;
      answerTargets({ kind: 'later', when: new Promise((resolve) => (go = resolve)), answer: forward() });
      await openView();
      await expect.poll(main).toMatch(/Asking slow for its targets, \d+\.\d s\./);
      // Nothing was counted yet.
      expect(await page.getByRole('group', { name: 'Health' }).getByRole('button').allInnerTexts()).toEqual([
        ...['All', 'Up', 'Down', 'Unknown'],
      ]);
      expect(await seriousViolations(page, 'main')).toEqual([]);
      await press('Cancel');
      await expect.poll(main).toContain('The targets were not read.');
      await page.getByRole('radio', { name: 'Discovered' }).click();
      await expect.poll(main).toMatch(/Asking slow what it discovered, \d+\.\d s\./);
      await press('Cancel');
      await expect.poll(main).toContain('What was discovered was not read.');
      go();
      await press('Read now');
      await expect.poll(() => page.getByRole('treegrid').innerText()).toContain('127.0.0.1:9');
    });

    it('have a reason, with all words of the server; what was read before stays', async () => {
      answerTargets(unavailable);
      await openView();
      await expect.poll(main).toContain('Prometheus is not ready: it answered with status 503.');
      await expect.poll(main).toContain(words);
      expect(await seriousViolations(page, 'main')).toEqual([]);
      between.answer = forward();
      await press('Try again');
      await expect.poll(() => page.getByRole('treegrid').innerText()).toContain('127.0.0.1:9/metrics');
      answerTargets(unavailable);
      await press('Refresh');
      await expect.poll(main).toMatch(/As of \d\d:\d\d:\d\d, [\s\S]*The last reading failed: Prometheus not ready\./);
      expect(await page.getByRole('treegrid').innerText()).toContain('127.0.0.1:9/metrics');
      await press('Why');
      await expect.poll(() => page.getByText(words).count()).toBe(1);
      expect(await seriousViolations(page)).toEqual([]);
    });
  },
);
