/** The settings as a person uses them: found by any name, changed at once, undone, refused at the field, and never lost. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

for (const host of hosts) {
  describe.skipIf(host.missing !== undefined)(
    `the settings in ${host.name}${host.missing ? ` (${host.missing})` : ''}`,
    () => scenarios(host),
  );
}

function scenarios(host: Host): void {
  let folder: string;
  let opened: OpenPage | undefined;
  const dataDir = () => join(folder, 'data');
  const settingsFile = () => join(dataDir(), 'settings.json');
  const kept = () => JSON.parse(readFileSync(settingsFile(), 'utf8'));
  const main = (page: Page) => page.getByRole('main').innerText();

  async function open(): Promise<Page> {
    opened = await host.open({ dataDir: dataDir(), env: { HOME: folder, KUBECONFIG: '' } });
    await opened.page.getByRole('navigation').first().waitFor();
    await opened.page.keyboard.press('Control+,');
    await opened.page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    return opened.page;
  }

  async function close(): Promise<void> {
    const closing = opened;
    opened = undefined;
    await closing?.close();
    expect(closing?.faults ?? []).toEqual([]);
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'binnacle-e2e-'));
  });
  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(() => host.close());

  it('are found by name, by synonyms and in the other language, with the keyboard alone', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('어두운 모드');
    await page.getByText('1 setting', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('radio', { name: 'Dark' }).count()).toBe(1);
    await expect.poll(() => page.getByRole('textbox', { name: 'PEM file' }).isVisible()).toBe(false);
    await page.getByRole('searchbox', { name: 'Find a setting' }).fill('zebra');
    await page.getByText('No setting has “zebra” in its name').waitFor();
    await page.getByRole('button', { name: 'Show all settings' }).click();
    await page.getByRole('textbox', { name: 'PEM file' }).waitFor();
  });

  it('change at once, are undone at once, and outlive the application', async () => {
    const page = await open();
    const box = page.getByRole('textbox', { name: 'Folder', exact: true });
    await box.fill(`${folder}/`);
    await box.press('Enter');
    await expect.poll(() => kept().execPath).toEqual([folder]);
    await expect.poll(() => main(page)).toContain(`Added ${folder}.`);
    await page.getByRole('button', { name: `Remove ${folder}` }).click();
    await expect.poll(() => kept().execPath).toEqual([]);
    // What was pressed is gone, and the focus is where one goes on.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Undo');
    await page.keyboard.press('Enter');
    await expect.poll(() => kept().execPath).toEqual([folder]);
    await page.getByRole('radio', { name: 'UTC' }).click();
    await expect.poll(() => kept().timeZone).toBe('utc');
    await page.getByRole('button', { name: 'Reset Time zone' }).click();
    await expect.poll(() => kept().timeZone).toBe('local');
    await close();
    await open();
    await expect.poll(() => kept().execPath).toEqual([folder]);
  });

  it('say at the field what cannot be, and keep what was typed', async () => {
    const page = await open();
    const file = page.getByRole('textbox', { name: 'File or folder' });
    await file.fill('clusters/eu.yaml');
    await file.press('Enter');
    await page.getByText('means another place wherever Binnacle is started').waitFor();
    await expect.poll(() => file.inputValue()).toBe('clusters/eu.yaml');
    await page.getByRole('radio', { name: 'This one' }).click();
    const url = page.getByRole('textbox', { name: 'URL' });
    await url.fill('http://ada:secret@proxy:3128');
    await page.getByRole('button', { name: 'Use this proxy' }).click();
    await page.getByText('do not belong in this URL').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Use this proxy' }).isVisible()).toBe(true);
    await url.fill('http://proxy:3128');
    await page.getByRole('button', { name: 'Use this proxy' }).click();
    await expect.poll(() => kept().proxy).toEqual({ kind: 'custom', url: 'http://proxy:3128', exceptions: '' });
    const pem = page.getByRole('textbox', { name: 'PEM file' });
    await pem.fill(join(folder, 'missing.pem'));
    await pem.press('Enter');
    await expect.poll(() => main(page)).toContain('there is nothing at this path');
  });

  it('name a file that is broken, and set it aside', async () => {
    await open();
    await close();
    writeFileSync(settingsFile(), '{ "theme": "dark", ');
    const page = await open();
    await expect.poll(() => main(page)).toMatch(/The settings file \S*settings\.json\.broken-\S* cannot be read/);
    expect(readdirSync(dataDir()).filter((name) => name.startsWith('settings.json.broken-'))).toHaveLength(1);
  });
}
