/** An Alertmanager at a typed address beside a context whose Prometheus comes and goes: its alerts are there all the same, and a silence goes to the tenant that was looked at. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sendAlerts, toldSilences } from '../integration/alertmanager-fixture.ts';
import { type GuardedServer, startGuardedServer } from '../integration/guarded-server.ts';
import { startAlertmanager } from '../support/servers/alertmanager.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { contextButton } from './explorer-page.ts';
import { type Stage, stageMissing, startStage } from './view-stage.ts';

const missing = stageMissing ?? serverMissing('prometheus-alertmanager');
const patient = { timeout: 40_000 };
const tenant = 'X-Scope-OrgID';

describe.skipIf(missing !== undefined)(
  `an Alertmanager at its own address${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let stage: Stage;
    let alertmanager: RealServer;
    /** Before it, and knows who asks. */
    let guard: GuardedServer;
    let page: Page;

    beforeAll(async () => {
      stage = await startStage({ prometheus: {}, address: 'quay' });
      alertmanager = await startAlertmanager();
      guard = await startGuardedServer({ upstream: alertmanager.url, decide: () => ({ kind: 'forward' }) });
      await sendAlerts(alertmanager.url, [{ alertname: 'QuayIsEmpty', severity: 'critical' }]);
    });
    afterAll(async () => {
      await guard?.close();
      await alertmanager?.stop();
      await stage?.stop();
    });
    afterEach(() => stage.close());

    const main = () => page.getByRole('main').innerText();
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const dialog = () => page.getByRole('dialog');

    /** What was typed for it, of one tenant. */
    async function typeAddress(dataDir: string): Promise<void> {
      const file = join(dataDir, 'settings.json');
      const settings = JSON.parse(await readFile(file, 'utf8')) as { readonly addresses: readonly object[] };
      const typed = {
        ...settings.addresses[0],
        ...{ id: 'beside', name: 'alerts', url: guard.url },
        headers: [{ name: tenant, kind: 'plain', value: 'the-galley' }],
        beside: { context: 'address::quay', kind: 'alertmanager' },
      };
      await writeFile(file, JSON.stringify({ ...settings, addresses: [...settings.addresses, typed] }), {
        mode: 0o600,
      });
    }

    /** Up to where it can be reviewed. */
    async function fillSilence(comment: string): Promise<void> {
      await page.getByRole('treegrid').getByRole('row').filter({ hasText: 'QuayIsEmpty' }).last().focus();
      await page.keyboard.press('s');
      await dialog().getByRole('textbox', { name: 'Created by' }).fill('ada');
      await dialog().getByRole('textbox', { name: 'Why' }).fill(comment);
    }

    async function silence(comment: string): Promise<void> {
      await fillSilence(comment);
      await review();
    }

    async function review(): Promise<void> {
      await dialog().getByRole('button', { name: 'Review' }).click();
      await dialog().getByRole('button', { name: 'Create the silence' }).waitFor();
    }
    const comments = async () => (await toldSilences(alertmanager.url)).map(({ comment }) => comment);

    it('is asked and changed while the Prometheus is away, and where it was away from the start', async () => {
      page = await stage.openLive('quay', { prepare: typeAddress });
      await page.getByRole('tab', { name: 'Alertmanager' }).click();
      await expect.poll(main, patient).toContain('1 alert:');
      stage.between.answer = { kind: 'reset' };
      stage.between.buildInfo = { kind: 'reset' };
      await expect.poll(main, patient).toContain('The Alertmanager is asked all the same, at its own address.');
      const before = guard.requests.length;
      await button('Refresh').click();
      await expect.poll(() => guard.requests.length).toBeGreaterThan(before);
      expect(await main()).not.toMatch(/this is what was read last|The last reading failed/);
      expect(await seriousViolations(page)).toEqual([]);
      await silence('at three in the morning');
      await dialog().getByRole('button', { name: 'Create the silence' }).click();
      await expect.poll(comments, patient).toContain('at three in the morning');
      await expect.poll(() => dialog().count()).toBe(0);
      // From the start: all else waits for the Prometheus.
      page = await stage.open();
      await contextButton(page, 'quay').click();
      await page.getByRole('tab', { name: 'Alertmanager' }).click();
      await expect.poll(main, patient).toContain('1 alert:');
      expect(await main()).toContain('The Alertmanager is asked all the same, at its own address.');
      await page.getByRole('tab', { name: 'Rules' }).click();
      await expect.poll(main, patient).not.toContain('1 alert:');
      await page.getByRole('tab', { name: 'Alertmanager' }).click();
      await expect.poll(main, patient).toContain('1 alert:');
      stage.between.answer = stage.forward();
      stage.between.buildInfo = stage.forward();
      await expect.poll(main, patient).not.toContain('The Alertmanager is asked all the same');
      expect(await main()).toContain('1 alert:');
    });

    it.each(['reviewed', 'begun'])(
      'gets no silence that was %s before its tenant was changed in another window',
      async (when) => {
        page = await stage.openLive('quay', { prepare: typeAddress });
        await page.getByRole('tab', { name: 'Alertmanager' }).click();
        await expect.poll(main, patient).toContain('1 alert:');
        await (when === 'reviewed' ? silence : fillSilence)('for the galley');
        const first = page;
        // A window that this one opens may ask the same backend.
        const opening = first.context().waitForEvent('page');
        await first.evaluate(() => void window.open(window.location.href));
        page = await opening;
        await button('Change its address…').click(patient);
        await page.getByRole('textbox', { name: /^Value/ }).fill('the-bridge');
        await button('Save').click();
        await expect.poll(() => guard.requests.at(-1)?.headers['x-scope-orgid'], patient).toBe('the-bridge');
        await page.close();
        page = first;
        // Its next reading is of the other tenant already.
        if (when === 'begun') {
          const asked = guard.requests.length;
          await expect.poll(() => guard.requests.length, patient).toBeGreaterThan(asked + 3);
          await review();
        }
        await dialog().getByRole('button', { name: 'Create the silence' }).click();
        await dialog()
          .getByText(`Alertmanager: what is sent along to ${guard.url} was changed after you had looked at it.`)
          .waitFor(patient);
        expect(await dialog().innerText()).not.toMatch(/galley$|bridge/);
        expect(await seriousViolations(page)).toEqual([]);
        expect(
          guard.requests.filter(({ method, body }) => method === 'POST' && body.includes('for the galley')),
        ).toEqual([]);
        expect(await comments()).not.toContain('for the galley');
      },
    );
  },
);
