/**
 * Every way in, as a person takes it: what the diagnosis says and offers, a choice that is remembered, an address with a password, a
 * command that is allowed first, and a graph that goes on while a pod and an API server come and go.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type GuardedServer, startGuardedServer } from '../integration/guarded-server.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { certificateBehaviour, createExecPlugin, type ExecPlugin } from '../support/exec-plugin.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { contextButton, waitForGraph } from './explorer-page.ts';
import { type Host, hosts } from './hosts.ts';
import type { AppOptions, OpenPage } from './web-host.ts';

const serversMissing = serverMissing('prometheus', 'prometheus-node-exporter');
const screens = join(import.meta.dirname, '../../test-results/screens');

for (const host of hosts) {
  const missing = serversMissing ?? host.missing;
  describe.skipIf(missing !== undefined)(`connections in ${host.name}${missing ? ` (${missing})` : ''}`, () => {
    scenarios(host);
  });
}

const password = 'correct-horse-battery-staple';

/** A Prometheus behind a login, as a company puts one before it. */
function startGuarded(upstream: string): Promise<GuardedServer> {
  const wanted = `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`;
  return startGuardedServer({
    upstream,
    decide: ({ headers }) =>
      headers.authorization === wanted
        ? { kind: 'forward' }
        : { kind: 'answer', status: 401, headers: { 'www-authenticate': 'Basic realm="metrics"' } },
  });
}

const pod = { namespace: 'monitoring', pod: 'prometheus-kube-prometheus-stack-prometheus-0' };

function scenarios(host: Host): void {
  let demo: DemoCluster;
  let guarded: GuardedServer;
  let plugin: ExecPlugin;
  let directory: string;
  let opened: OpenPage | undefined;
  const screen = (name: string) => join(screens, `${host.name.toLowerCase()}-${name}.png`);
  const main = (page: Page) => page.getByRole('main').innerText();
  const banner = (page: Page) => page.getByRole('banner').innerText();

  /** A data folder of its own, which outlives the application. */
  const dataDir = () => join(directory, 'data');

  async function open(options: AppOptions): Promise<Page> {
    opened = await host.open({ dataDir: dataDir(), ...options });
    return opened.page;
  }

  async function closeApp(): Promise<void> {
    const closing = opened;
    opened = undefined;
    await closing?.close();
    expect(closing?.faults ?? []).toEqual([]);
  }

  beforeAll(async () => {
    mkdirSync(screens, { recursive: true });
    demo = await startDemoCluster({ historyHours: 1 });
    guarded = await startGuarded(demo.prometheus.url);
    plugin = await createExecPlugin(certificateBehaviour(demo.harbor.clientCertificate('ada')));
  });
  afterAll(async () => {
    await host.close();
    await guarded?.close();
    await plugin?.remove();
    await demo?.stop();
  });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'binnacle-e2e-'));
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await opened?.page.screenshot({ path: screen(`failed ${task.name}`) });
    await closeApp();
    rmSync(directory, { recursive: true, force: true });
    for (const api of [demo.harbor, demo.reef, demo.skerry, demo.shoal]) api.faults.clear();
  });

  it('says of skerry what was tried on every way, what its user may do, and which Role would mend it', async () => {
    const page = await open({ kubeconfig: [demo.kubeconfigFile] });
    await contextButton(page, 'skerry').click();
    await page.getByText('Stopped · access refused').waitFor();
    await page.getByRole('tab', { name: 'Discovery' }).click();
    await page
      .getByRole('heading', { name: 'A Prometheus is here, but the user skerry-cleo may not reach it.' })
      .waitFor();
    const candidates = page.getByRole('table', { name: /^Candidates/ });
    const row = candidates.getByRole('row').filter({ hasText: 'monitoring/kube-prometheus-stack-prometheus' });
    await expect.poll(() => row.innerText()).toMatch(/get pods\/portforward[\s\S]*get services\/proxy[\s\S]*None/);
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect.poll(() => main(page)).toMatch(/What skerry-cleo may do/);
    await expect.poll(() => main(page)).toMatch(/list services[\s\S]*get nodes\/proxy/);
    await page.screenshot({ path: screen('diagnosis-light') });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: screen('diagnosis-dark') });
    const manifest = await page.locator('pre').filter({ hasText: 'kind: Role' }).first().innerText();
    const [role, binding] = parseAllDocuments(manifest).map((document) => document.toJS());
    expect(role).toMatchObject({ kind: 'Role', metadata: { namespace: 'monitoring' } });
    expect(role.rules).toEqual([{ apiGroups: [''], resources: ['pods/portforward'], verbs: ['get'] }]);
    expect(binding).toMatchObject({ kind: 'RoleBinding', subjects: [{ kind: 'User', name: expect.any(String) }] });
  });

  it('offers the helm commands where there is no Prometheus', async () => {
    const page = await open({ kubeconfig: [demo.kubeconfigFile] });
    await contextButton(page, 'shoal').click();
    await page.getByRole('tab', { name: 'Discovery' }).click();
    await expect.poll(() => main(page)).toContain('helm install');
    await page.screenshot({ path: screen('no-prometheus-light') });
  });

  it('remembers for the cluster which Prometheus was chosen, and forgets it when told so', async () => {
    let page = await open({ kubeconfig: [demo.kubeconfigFile] });
    await contextButton(page, 'harbor').click();
    await waitForGraph(page);
    await page.getByRole('tab', { name: 'Discovery' }).click();
    await page.getByRole('button', { name: 'Use monitoring/prometheus-operated' }).click();
    await page
      .getByRole('menuitem', { name: 'Use it by API proxy' })
      .or(page.getByRole('menuitem', { name: 'Use it', exact: true }))
      .first()
      .click();
    await expect.poll(() => banner(page)).toContain('monitoring/prometheus-operated');
    await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
    await closeApp();

    page = await open({ kubeconfig: [demo.kubeconfigFile] });
    await contextButton(page, 'harbor').click();
    await waitForGraph(page);
    await expect.poll(() => banner(page)).toContain('monitoring/prometheus-operated');
    await page
      .getByRole('link', { name: 'Settings' })
      .or(page.getByRole('button', { name: 'Settings' }))
      .first()
      .click();
    await page.getByRole('button', { name: 'Forget the choice for harbor' }).click();
    await expect.poll(() => main(page)).toContain('Forgotten what was chosen for harbor');
    await page.screenshot({ path: screen('settings-light') });
    await closeApp();

    page = await open({ kubeconfig: [demo.kubeconfigFile] });
    await contextButton(page, 'harbor').click();
    await waitForGraph(page);
    await expect.poll(() => banner(page)).toContain('monitoring/kube-prometheus-stack-prometheus');
  });

  it('needs no kubeconfig for an address with a password, which it writes into no file', async () => {
    const page = await open({ env: { HOME: directory, KUBECONFIG: '', DBUS_SESSION_BUS_ADDRESS: 'disabled:' } });
    await page
      .getByRole('link', { name: 'Enter an address' })
      .or(page.getByRole('button', { name: 'Enter an address' }))
      .first()
      .click();
    await page.getByLabel('Name', { exact: true }).fill('the rack');
    await page.getByLabel('Address', { exact: true }).fill(guarded.url);
    await page.getByRole('button', { name: 'Test' }).click();
    await expect.poll(() => main(page)).toMatch(/login|401/);
    await page.getByRole('radio', { name: 'User and password' }).click({ force: true });
    await page.getByLabel('User', { exact: true }).fill('ada');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Test' }).click();
    await expect.poll(() => main(page)).toContain('It answers.');
    await page.screenshot({ path: screen('address-light') });
    await page.getByRole('button', { name: 'Save and connect' }).click();
    await waitForGraph(page);
    await expect.poll(() => banner(page)).toContain(guarded.url);
    const files = readdirSync(dataDir(), { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'));
    expect(files.map(({ name }) => name)).toContain('settings.json');
    expect(texts.filter((text) => text.includes(password))).toEqual([]);
    expect(
      await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage, at: location.href })),
    ).not.toContain(password);
  });

  it('runs the command of a file that it does not know only after it was allowed', async () => {
    const file = join(directory, 'sent-by-mail.yaml');
    const context = { ...demo.harbor.context('ada', 'harbor'), credentials: plugin.credentials() };
    writeFileSync(file, kubeconfigYaml([context]), { mode: 0o600 });
    const page = await open({ kubeconfig: [file] });
    const before = plugin.runs().length;
    await contextButton(page, 'harbor').click();
    await page.getByRole('button', { name: 'Allow and connect' }).waitFor();
    await expect.poll(() => main(page)).toContain(file);
    await expect.poll(() => main(page)).toContain('binnacle-test-login');
    expect(plugin.runs().length).toBe(before);
    await page.screenshot({ path: screen('consent-light') });
    await page.getByRole('button', { name: 'Allow and connect' }).click();
    await waitForGraph(page);
    expect(plugin.runs().length).toBe(before + 1);
  });

  it('offers to give up a try by itself that waits for a login, and says that it waits', async () => {
    const file = join(directory, 'expires.yaml');
    const context = { ...demo.harbor.context('ada', 'harbor'), credentials: plugin.credentials() };
    writeFileSync(file, kubeconfigYaml([context]), { mode: 0o600 });
    const login = demo.harbor.clientCertificate('ada');
    plugin.plan(certificateBehaviour(login, 8000));
    const page = await open({ kubeconfig: [file] });
    await contextButton(page, 'harbor').click();
    await page.getByRole('button', { name: 'Allow and connect' }).click();
    await waitForGraph(page);
    const before = plugin.runs().length;
    const header = page.getByRole('banner').first();
    plugin.plan({ kind: 'hang' });
    await demo.harbor.goDown();
    try {
      await header.getByText('Backing off', { exact: true }).waitFor({ timeout: 45_000 });
      // While it is still told as the failure that it comes of.
      await expect.poll(() => plugin.runs().length).toBeGreaterThan(before);
      await expect.poll(() => header.innerText()).toMatch(/Backing off[\s\S]*Cancel/);
      expect(await header.getByRole('button', { name: 'Try now' }).count()).toBe(0);
      await header.getByText('Signing in', { exact: true }).waitFor({ timeout: 30_000 });
      await header.getByRole('button', { name: 'Cancel' }).click();
      await header.getByRole('button', { name: 'Connect', exact: true }).waitFor();
    } finally {
      plugin.plan(certificateBehaviour(login));
      await demo.harbor.comeBack();
    }
  });

  it('goes on with its graph when the pod is deleted, and when the API server is restarted', async () => {
    const page = await open({ kubeconfig: [demo.kubeconfigFile] });
    await contextButton(page, 'harbor').click();
    await waitForGraph(page);
    const newName = `${pod.pod.slice(0, -1)}1`;
    demo.harbor.cluster.replacePod(pod, newName);
    await expect.poll(() => banner(page), { timeout: 30_000 }).toContain(newName);
    await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
    await waitForGraph(page);
    await demo.harbor.goDown();
    await page.getByText(/Backing off · retry in/).waitFor({ timeout: 45_000 });
    // What is known stays on the screen.
    await waitForGraph(page);
    await demo.harbor.comeBack();
    await page.getByText(/^Live · /).waitFor({ timeout: 60_000 });
    await waitForGraph(page);
    demo.harbor.cluster.replacePod({ ...pod, pod: newName }, pod.pod);
  });

  it('names a broken file with its line beside the contexts of the others, and takes in a file that is added', async () => {
    const broken = join(directory, 'broken.yaml');
    writeFileSync(broken, 'apiVersion: v1\nclusters:\n- name: a\n  cluster: {server: [}\n');
    const added = join(directory, 'added.yaml');
    writeFileSync(added, kubeconfigYaml([demo.harbor.context('ada', 'harbor-too')]), { mode: 0o600 });
    const page = await open({ kubeconfig: [demo.kubeconfigFile, broken] });
    await contextButton(page, 'harbor').waitFor();
    await expect.poll(() => page.locator('body').innerText()).toMatch(/broken\.yaml, line 4/);
    await page
      .getByRole('link', { name: 'Settings' })
      .or(page.getByRole('button', { name: 'Settings' }))
      .first()
      .click();
    await page.getByLabel('File or folder').fill(added);
    await page.getByRole('button', { name: 'Add', exact: true }).first().click();
    await contextButton(page, 'harbor-too').click();
    await waitForGraph(page);
  });
}
