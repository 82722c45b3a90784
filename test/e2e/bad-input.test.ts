/** Everything that can be wrong with what a person starts Binnacle with: each is named, says what to do, and hides nothing else. */

import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { contextButton } from './explorer-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

describe.skipIf(chromiumMissing !== undefined)(`bad input${chromiumMissing ? ` (${chromiumMissing})` : ''}`, () => {
  let browser: Browser;
  let api: ApiServerDouble;
  let folder: string;
  let app: RunningApp | undefined;
  let opened: OpenPage | undefined;

  beforeAll(async () => {
    browser = await launchChromium();
    api = await startApiServer({ cluster: buildCluster('empty').cluster });
  });
  afterAll(async () => {
    await browser.close();
    await api.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
  });
  afterEach(async () => {
    const faults = opened?.faults ?? [];
    await opened?.close();
    await app?.close();
    app = undefined;
    opened = undefined;
    api.faults.clear();
    await rm(folder, { recursive: true });
    expect(faults).toEqual([]);
  });

  const file = async (name: string, content: string | Uint8Array) => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const open = async (options: Parameters<typeof startWebApp>[0]) => {
    app = await startWebApp(options);
    opened = await openPage(browser, app.url);
    return opened.page;
  };
  const goodFile = () => file('good', kubeconfigYaml([api.context('admin', 'good')]));

  it('without any kubeconfig says where it looked, and shows the contexts as soon as the file is there', async () => {
    const page = await open({ env: { HOME: folder, KUBECONFIG: '' } });
    await expect.poll(() => page.getByRole('main').innerText()).toContain('No context was found.');
    await expect.poll(() => page.getByRole('main').innerText()).toContain('.kube/config');
    const late = join(folder, 'late');
    await writeFile(late, kubeconfigYaml([api.context('admin', 'late')]));
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(folder, '.kube'));
    await rename(late, join(folder, '.kube/config'));
    await contextButton(page, 'late').waitFor({ timeout: 10_000 });
  });

  it('names each broken file and what is wrong with it, and shows the contexts of the others', async () => {
    const files = [
      await file('empty', ''),
      await file('broken.yaml', 'apiVersion: v1\nclusters:\n- name: a\n  cluster: {server: [}\n'),
      await file('rubbish', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 255, 254])),
      join(folder, 'missing'),
      await goodFile(),
    ];
    const page = await open({ kubeconfig: files });
    await contextButton(page, 'good').waitFor();
    // Beside the overview of this computer.
    const main = () => page.getByRole('main').innerText();
    await expect.poll(main).toMatch(/empty is empty/);
    const text = await main();
    expect(text).toMatch(/broken\.yaml is wrong at line 4/);
    expect(text).toMatch(/rubbish is not text/);
    expect(text).toMatch(/There is no file \S*missing/);
  });

  it('shows a context without a cluster or a user, says so, and does not try it', async () => {
    const yaml = `
clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]
users: [{name: u, user: {token: t}}]
contexts:
- {name: no-cluster, context: {cluster: gone, user: u}}
- {name: no-user, context: {cluster: c, user: gone}}
`;
    const page = await open({ kubeconfig: [await file('config', yaml)] });
    await contextButton(page, 'no-cluster').click();
    await expect
      .poll(() => page.getByRole('main').innerText())
      .toContain('names the cluster gone, which no kubeconfig defines');
    await contextButton(page, 'no-user').click();
    await expect
      .poll(() => page.getByRole('main').innerText())
      .toContain('names the user gone, whom no kubeconfig defines');
  });

  it('says what the API server answered: nothing, 401, 403, 500, a web page', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    await new Promise((resolve) => silent.close(resolve));
    const nobody = { ...api.context('admin', 'nobody-there'), server: `https://127.0.0.1:${port}` };
    const contexts = [nobody, ...['c401', 'c403', 'c500', 'portal'].map((name) => api.context('admin', name))];
    const page = await open({ kubeconfig: [await file('config', kubeconfigYaml(contexts))] });
    const main = () => page.getByRole('main').innerText();

    await contextButton(page, 'nobody-there').click();
    await expect.poll(main).toMatch(/cannot be reached: .*refused/);
    for (const [name, code, words] of [
      ['c401', 401, /does not accept the credentials of the user/],
      ['c403', 403, /may not list/],
      ['c500', 500, /with status 500/],
    ] as const) {
      const end = api.faults.add({ kind: 'status', code });
      await contextButton(page, name).click();
      await expect.poll(main).toMatch(words);
      end();
    }
    api.faults.add({ kind: 'html' });
    await contextButton(page, 'portal').click();
    await expect.poll(main).toContain('is not a Kubernetes API server: text/html');
  });
});
