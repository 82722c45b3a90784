/** A Prometheus agent by its address: it stores nothing, and what it has is shown. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { stageMissing as missing, type Stage, startStage } from './view-stage.ts';

describe.skipIf(missing !== undefined)(`an agent${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({
      prometheus: { agent: true, scrapeItself: true },
      isReady: { path: '/api/v1/targets', said: (text) => text.includes('"health":"up"') },
      address: 'edge',
    });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.close());

  it('says what it is where samples are asked for, and shows its targets, configuration, flags and runtime', async () => {
    const page = await stage.openLive('edge');
    const main = () => page.getByRole('main').innerText();
    const isAgent = /This Prometheus is an agent: .*\n+Its targets, what it discovered,/;
    await expect.poll(main).toMatch(isAgent);
    await expect.poll(() => page.getByRole('banner').innerText()).toMatch(/Prometheus agent 2\.[\s\S]*it keeps none/);
    expect(await seriousViolations(page)).toEqual([]);
    for (const tab of ['Alerts', 'Rules']) {
      await page.getByRole('tab', { name: tab }).click();
      await expect.poll(main).toMatch(isAgent);
    }
    await page.getByRole('tab', { name: 'Targets' }).click();
    await expect.poll(main).toMatch(/prometheus\n1 of 1 up/);
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await expect.poll(main).toContain('scrape_configs:');
    await page.getByRole('tab', { name: 'Status' }).click();
    await expect.poll(main).toMatch(/Version\n2\./);
    await page.getByRole('radio', { name: 'TSDB', exact: true }).click();
    await expect.poll(main).toMatch(isAgent);
    await page.getByRole('radio', { name: 'Flags' }).click();
    await expect.poll(main).toMatch(/storage\.agent\.path/);
    await page.getByRole('tab', { name: 'History' }).click();
    await expect.poll(main).toContain('There is no Prometheus behind this context that could be recorded.');
  });
});
