/** The Alertmanager view over a real one in a cluster: its alerts, a silence from beginning to end, itself, and where there is none. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { placeAlertmanager, sendAlerts, toldSilences } from '../integration/alertmanager-fixture.ts';
import { type GuardedServer, startGuardedServer } from '../integration/guarded-server.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { portForwarder } from '../support/api-server/users.ts';
import { type BadPrometheus, startBadPrometheus } from '../support/bad-prometheus.ts';
import { startAlertmanager } from '../support/servers/alertmanager.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { contextButton, search, speakKorean } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

const missing = chromiumMissing ?? serverMissing('prometheus', 'prometheus-alertmanager');
const patient = { timeout: 30_000 };
const hostile = '<img class=evil src=x onerror="document.title=1">\u202egnp';

describe.skipIf(missing !== undefined)(`the Alertmanager${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let prometheus: RealServer;
  let alertmanager: RealServer;
  let between: BadPrometheus;
  /** Before the real one, and wants a login. */
  let guard: GuardedServer;
  const doubles: ApiServerDouble[] = [];
  let folder: string;
  let app: RunningApp;
  let opened: OpenPage;
  let page: Page;

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true });
    alertmanager = await startAlertmanager();
    between = await startBadPrometheus();
    const login = `Basic ${Buffer.from('ada:hunter2').toString('base64')}`;
    guard = await startGuardedServer({
      upstream: alertmanager.url,
      decide: ({ headers }) =>
        headers.authorization === login ? { kind: 'forward' } : { kind: 'answer', status: 401 },
    });
    await sendAlerts(alertmanager.url, [
      { alertname: 'DiskFull', severity: 'critical', team: 'store', node: 'a' },
      { alertname: 'PodRestarts', severity: 'warning', pod: 'web-0' },
      { alertname: 'PodRestarts', severity: 'warning', pod: 'web-1', hostile },
    ]);
    const cluster = () => buildCluster('harbor').prometheus({ realPort: prometheus.port });
    const forward = { ...portForwarder.at(-1), namespaces: ['monitoring'] } as (typeof portForwarder)[number];
    const reader = { name: 'reader', rules: [...portForwarder.slice(0, -1), forward] };
    const two = placeAlertmanager(cluster(), { realPort: between.port });
    const secret = placeAlertmanager(cluster(), { namespace: 'secret', realPort: alertmanager.port }).cluster;
    doubles.push(
      await startApiServer({ cluster: placeAlertmanager(cluster(), { realPort: between.port }).cluster }),
      await startApiServer({ cluster: cluster().cluster }),
      await startApiServer({ cluster: secret, users: [reader] }),
      await startApiServer({
        cluster: placeAlertmanager(two, { namespace: 'team', realPort: alertmanager.port }).cluster,
      }),
    );
    const [harbor, reef, skerry, atoll] = doubles;
    const contexts = [
      harbor?.context('admin', 'harbor'),
      reef?.context('admin', 'reef'),
      skerry?.context('reader', 'skerry'),
      atoll?.context('admin', 'atoll'),
    ].filter((one) => one !== undefined);
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    await writeFile(join(folder, 'config'), kubeconfigYaml(contexts));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    for (const double of doubles) await double.stop();
    await guard?.close();
    await between?.stop();
    await alertmanager?.stop();
    await prometheus?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    between.answer = { kind: 'forward', to: alertmanager.url };
    app = await startWebApp({ kubeconfig: [join(folder, 'config')] });
    opened = await openPage(browser, app.url);
    page = opened.page;
  });
  afterEach(async () => {
    const { faults } = opened;
    await opened.close();
    await app.close();
    expect(faults).toEqual([]);
  });

  const main = () => page.getByRole('main').innerText();
  const part = (name: string) => page.getByRole('radio', { name, exact: true });
  const rows = () => page.getByRole('treegrid').getByRole('row');
  const dialog = () => page.getByRole('dialog');

  async function open(context: 'harbor' | 'reef' | 'skerry' | 'atoll'): Promise<void> {
    await contextButton(page, context).click();
    await page.getByRole('banner').getByText('Live', { exact: true }).waitFor(patient);
    await page.getByRole('tab', { name: 'Alertmanager' }).click();
  }

  it('shows its alerts by group, finds them by word, and has hostile texts only as text', async () => {
    await contextButton(page, 'harbor').click();
    await page.getByRole('banner').getByText('Live', { exact: true }).waitFor(patient);
    // Nobody has looked: nothing was asked.
    expect(between.totalRequests).toBe(0);
    await page.getByRole('main').focus();
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await expect.poll(main).toContain('3 alerts: 3 active, 0 suppressed.');
    await expect
      .poll(main)
      .toMatch(/monitoring\/alertmanager:9093\s+Alertmanager 0\.\d+\.\d+\S*\s+by port-forward to alertmanager-0/);
    expect(await rows().filter({ hasText: 'to store' }).count()).toBe(1);
    await page.keyboard.press('/');
    await page.keyboard.type('pod=web-1');
    await expect.poll(main).toContain('1 are shown.');
    await expect.poll(() => search(page).get('q')).toBe('pod=web-1');
    await rows().filter({ hasText: 'web-1' }).click();
    await expect.poll(main).toContain('PodRestarts is on');
    await expect.poll(main).toContain('⟨U+202E⟩gnp');
    expect(await outbreaks(page)).toEqual([]);
    expect(await page.getByRole('link', { name: 'Where it comes from: prometheus.example' }).getAttribute('rel')).toBe(
      'noopener noreferrer',
    );
    expect(await seriousViolations(page)).toEqual([]);
    await page.reload();
    await expect.poll(main).toContain('PodRestarts is on');
  });

  it('silences an alert after it was said what that is, changes the silence, and ends it', async () => {
    await open('harbor');
    await rows().filter({ hasText: 'web-0' }).focus();
    await page.keyboard.press('s');
    await dialog().getByText('1 of 3 alerts matches now.').waitFor();
    // All pods of the name: one matcher fewer, and a pattern for another.
    await dialog().getByRole('button', { name: 'Remove the matcher of severity' }).click();
    await dialog().getByRole('textbox', { name: 'value', exact: true }).nth(1).fill('web-(');
    await dialog().getByRole('button', { name: 'How it is compared: =' }).nth(1).click();
    await page.getByRole('menuitemradio', { name: /^=~/ }).click();
    await dialog()
      .getByText(/missing closing \)/)
      .waitFor();
    await dialog().getByRole('textbox', { name: 'value', exact: true }).nth(1).fill('web-.*');
    await dialog().getByText('2 of 3 alerts match now.').waitFor();
    await dialog().getByRole('button', { name: 'Review' }).click();
    await dialog().getByText('Say who makes it: others see it.').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await dialog().getByRole('textbox', { name: 'Created by' }).fill('ada');
    await dialog().getByRole('textbox', { name: 'Why' }).fill('a rollout');
    await dialog().getByRole('button', { name: '30m' }).click();
    await dialog().getByRole('button', { name: 'Review' }).click();
    await expect
      .poll(() => dialog().innerText())
      .toMatch(
        /Until \S+ \S+ \(\d+ min\), nobody is told of alerts that match {alertname="PodRestarts", pod=~"web-\.\*"}\. That is 2 alerts now\./,
      );
    expect(await toldSilences(alertmanager.url)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect.poll(main).toMatch(/The silence \w{8} of {alertname="PodRestarts", pod=~"web-\.\*"} holds until/);
    expect(await toldSilences(alertmanager.url)).toMatchObject([
      { status: { state: 'active' }, createdBy: 'ada', comment: 'a rollout' },
    ]);
    await expect.poll(main, patient).toContain('3 alerts: 1 active, 2 suppressed.');

    await part('Silences').click();
    await rows().filter({ hasText: 'a rollout' }).focus();
    await page.keyboard.press('e');
    expect(await dialog().getByRole('textbox', { name: 'Created by' }).inputValue()).toBe('ada');
    await dialog().getByRole('button', { name: '6h' }).click();
    await dialog().getByRole('button', { name: 'Review' }).click();
    await dialog().getByRole('button', { name: 'Change the silence' }).click();
    await expect.poll(main).toMatch(/The silence \w{8} was changed\./);
    expect(await toldSilences(alertmanager.url)).toHaveLength(1);
    await expect.poll(main).toMatch(/5 h 59 min left, until/);
    expect(await seriousViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Expire it…' }).click();
    await dialog().getByText('2 alerts that it silences are told of again.').waitFor();
    await page.keyboard.press('Escape');
    expect(await toldSilences(alertmanager.url)).toMatchObject([{ status: { state: 'active' } }]);
    await page.getByRole('button', { name: 'Expire it…' }).click();
    await dialog().getByRole('button', { name: 'Expire it', exact: true }).click();
    await expect.poll(main).toContain('No silence holds now.');
    expect(await toldSilences(alertmanager.url)).toMatchObject([{ status: { state: 'expired' } }]);
    await page.getByRole('radio', { name: 'With expired' }).click();
    await expect.poll(main).toContain('a rollout');
    await expect.poll(() => search(page).get('expired')).toBe('1');
  });

  it('keeps what is typed while it is read again, and says when it is not known whether a silence was made', async () => {
    await open('harbor');
    await page.getByRole('button', { name: /^Read again every/ }).click();
    await page.getByRole('menuitemradio', { name: '5 s', exact: true }).click();
    await rows().first().waitFor();
    await page.getByRole('main').focus();
    await page.keyboard.press('n');
    const name = dialog().getByRole('textbox', { name: 'label', exact: true });
    await name.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('alertname');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await dialog().getByRole('textbox', { name: 'value', exact: true }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Nothing');
    await dialog().getByText('No alert matches now. It would silence only what is to come.').waitFor();
    const before = between.totalRequests;
    await expect.poll(() => between.totalRequests, patient).toBeGreaterThan(before + 4);
    expect(await dialog().getByRole('textbox', { name: 'value', exact: true }).inputValue()).toBe('Nothing');
    await dialog().getByRole('textbox', { name: 'Created by' }).fill('ada');
    await dialog().getByRole('textbox', { name: 'Why' }).fill('x');
    await page.mouse.click(3, 3);
    await dialog().getByRole('button', { name: 'Review' }).click();
    const answered = Promise.withResolvers<void>();
    const sent = Promise.withResolvers<void>();
    between.answer = ({ path }) => {
      if (!path.endsWith('/silences')) return { kind: 'forward', to: alertmanager.url };
      sent.resolve();
      return { kind: 'later', when: answered.promise, answer: { kind: 'reset' } };
    };
    await dialog().getByRole('button', { name: 'Create the silence' }).click();
    await sent.promise;
    // Whoever closed it now would not hear what came of it.
    await page.keyboard.press('Escape');
    await page.mouse.click(3, 3);
    expect(await dialog().getByRole('button', { name: 'Close' }).isDisabled()).toBe(true);
    answered.resolve();
    await dialog()
      .getByText('Whether monitoring/alertmanager:9093 did it is not known: its answer was lost.')
      .waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('sends a silence to the Alertmanager that it said, though another one is read by then', async () => {
    await open('atoll');
    await page.getByRole('button', { name: /^Read again every/ }).click();
    await page.getByRole('menuitemradio', { name: '5 s', exact: true }).click();
    await rows().filter({ hasText: 'web-0' }).focus();
    await page.keyboard.press('s');
    await dialog().getByRole('textbox', { name: 'Created by' }).fill('ada');
    await dialog().getByRole('textbox', { name: 'Why' }).fill('for the first one');
    await dialog().getByRole('button', { name: 'Review' }).click();
    between.answer = { kind: 'html', code: 502 };
    await page.getByText('team/alertmanager:9093', { exact: true }).waitFor(patient);
    await dialog()
      .getByText(/^It is sent to monitoring\/alertmanager:9093,/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Create the silence' }).click();
    await dialog()
      .getByText(/^monitoring\/alertmanager:9093 does not answer as Alertmanager/)
      .waitFor(patient);
    const comments = (await toldSilences(alertmanager.url)).map(({ comment }) => comment);
    expect(comments).not.toContain('for the first one');
  });

  it('says what it is, with whom, and how it is configured, without secrets', async () => {
    await open('harbor');
    await part('Status').click();
    await expect.poll(main).toMatch(/Version\n0\.\d+\.\d+[\s\S]*Up for\n\d+ (s|min)/);
    await expect.poll(main).toMatch(/Receivers[\s\S]*nobody\n2 alerts\nstore\n1 alert/);
    await expect.poll(main).toContain('inhibit_rules:');
    expect(await main()).not.toContain('hunter2');
    expect(await seriousViolations(page)).toEqual([]);
    await speakKorean(page);
    await expect.poll(main).toMatch(/수신자[\s\S]*경고 2개/);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('is asked at an address that is typed, tested first, and with its login; and looked for again when that is removed', async () => {
    await open('reef');
    await expect.poll(main, patient).toContain('Alertmanager: nothing in the cluster https://127.0.0.1');
    await page.getByRole('button', { name: 'Type its address…' }).click();
    await page.getByRole('heading', { name: 'The Alertmanager of reef, by its address.' }).waitFor();
    expect(await page.getByText('Label matchers').count()).toBe(0);
    await page.getByRole('textbox', { name: 'Address' }).fill(`${guard.url}/wrong`);
    await page.getByRole('radio', { name: 'User and password' }).click();
    await page.getByRole('textbox', { name: 'User' }).fill('ada');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await expect.poll(main).toMatch(/refuses the login that was typed for it, or wants one\. Status 401\./);
    await page.getByLabel('Password', { exact: true }).fill('hunter2');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await expect.poll(main).toContain(`something else answers at ${guard.url}/wrong/api/v2/status with status 404`);
    await page.getByRole('textbox', { name: 'Address' }).fill(`${guard.url}/#/alerts`);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await expect.poll(main).toMatch(/It answers\.\s+Server\s+Alertmanager 0\.\d+\.\d+\S*\s+Path\s+none/);
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(main, patient).toContain('3 alerts:');
    await expect.poll(main).toMatch(new RegExp(`${guard.url}\\s+Alertmanager 0\\S+\\s+at the address that was typed`));
    await page.getByRole('button', { name: 'New silence…' }).waitFor();
    await expect(page.getByRole('navigation').getByText(guard.url).count()).resolves.toBe(0);
    await page.getByRole('button', { name: 'Change its address…' }).click();
    await expect.poll(main).toMatch(/Kept (in the keychain|for this session only)/);
    expect(await page.content()).not.toContain('hunter2');
    await page.getByRole('button', { name: 'Remove this address…' }).click();
    await dialog().getByRole('button', { name: 'Remove it' }).click();
    await expect.poll(main, patient).toContain('Alertmanager: nothing in the cluster https://127.0.0.1');
  });

  it('says where there is none, where the user may not reach it, and keeps what was read when it fails', async () => {
    await open('reef');
    await expect.poll(main, patient).toContain('Alertmanager: nothing in the cluster https://127.0.0.1');
    expect(await seriousViolations(page)).toEqual([]);
    await open('skerry');
    await expect.poll(main, patient).toContain('An Alertmanager is here, but the user reader may not reach it.');
    await open('harbor');
    await expect.poll(main).toContain('3 alerts:');
    between.answer = { kind: 'body', code: 503, body: '"it is starting"' };
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect.poll(main).toMatch(/As of \d\d:\d\d:\d\d, [\s\S]*The last reading failed: /);
    expect(await main()).toContain('3 alerts:');
    await page.getByRole('button', { name: 'New silence…' }).waitFor();
  });
});
