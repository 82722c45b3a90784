/**
 * What the scenarios about answers stand on: the demo with its real Prometheus behind `harbor`, and the same Prometheus once more behind
 * `sound`, there with a server before it that holds back, or answers itself, what it is told to. One application, a page for each scenario.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { type BadAnswer, type BadPrometheus, startBadPrometheus } from '../support/bad-prometheus.ts';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { contextButton } from './explorer-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, startWebApp } from './web-host.ts';

export const answersMissing = chromiumMissing ?? serverMissing('prometheus', 'prometheus-node-exporter');

/** What is shown now keeps nobody out, in either theme. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousViolations(page, 'main'), colorScheme).toEqual([]);
  }
}

/** Requests that wait until they are let go. */
class Held {
  #asked = 0;
  #open = false;
  readonly #waiting: (() => void)[] = [];

  /** So far. */
  get asked(): number {
    return this.#asked;
  }

  wait(): Promise<void> {
    this.#asked += 1;
    if (this.#open) return Promise.resolve();
    return new Promise((go) => this.#waiting.push(go));
  }

  /** The oldest, once there is one. */
  async releaseNext(): Promise<void> {
    await expect.poll(() => this.#waiting.length).toBeGreaterThan(0);
    this.#waiting.shift()?.();
  }

  /** Those that wait, and those that come. */
  releaseAll(): void {
    this.#open = true;
    for (const go of this.#waiting.splice(0)) go();
  }
}

export interface Answers {
  readonly demo: DemoCluster;
  /** The API server of `sound`. */
  readonly sound: ApiServerDouble;
  /** The kubeconfig that has `sound` alone. */
  readonly soundFile: string;
  readonly between: BadPrometheus;
  /** A page on a context, of what stands behind the `?` of its address. */
  open(context: 'harbor' | 'sound', search: Readonly<Record<string, string>>): Promise<Page>;
  /** What `sound` answers to queries with this text in them, always or made anew each time, by whatever endpoint or by one. */
  answerTo(text: string, answer: BadAnswer | (() => BadAnswer), endpoint?: string): void;
  /** Holds back what `sound` answers to queries with this text in them. */
  hold(text: string): Held;
  /** After each scenario: its page, and what was held. */
  closePage(): Promise<void>;
  stop(): Promise<void>;
}

export async function startAnswers(prometheusFlags: readonly string[] = []): Promise<Answers> {
  const closers: (() => unknown)[] = [];
  const stop = async () => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  };
  try {
    return { ...(await openAnswers(prometheusFlags, (close) => closers.push(close))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openAnswers(
  prometheusFlags: readonly string[],
  onStop: (close: () => unknown) => void,
): Promise<Omit<Answers, 'stop'>> {
  const demo = await startDemoCluster({ historyHours: 1, prometheusFlags });
  onStop(() => demo.stop());
  const between = await startBadPrometheus();
  onStop(() => between.stop());
  const sound = await startApiServer({ cluster: buildCluster('sound').prometheus({ realPort: between.port }).cluster });
  onStop(() => sound.stop());
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
  onStop(() => rm(folder, { recursive: true, force: true }));
  const soundFile = join(folder, 'sound');
  await writeFile(soundFile, kubeconfigYaml([sound.context('admin', 'sound')]), { mode: 0o600 });
  const app = await startWebApp({ kubeconfig: [demo.kubeconfigFile, soundFile] });
  onStop(() => app.close());
  const browser = await launchChromium();
  onStop(() => browser.close());
  /** The newest first. */
  let rules: readonly { readonly text: string; readonly endpoint: string; readonly answer: () => BadAnswer }[] = [];
  const forward: BadAnswer = { kind: 'forward', to: demo.prometheus.url };
  between.answer = ({ path, params }) => {
    const asked = params.get('query') ?? '';
    const rule = rules.find(({ text, endpoint }) => asked.includes(text) && path.endsWith(endpoint));
    return rule === undefined ? forward : rule.answer();
  };
  let opened: OpenPage | undefined;
  return {
    ...{ demo, sound, soundFile, between },
    async open(context, search) {
      opened = await openPage(browser, app.url);
      const { page } = opened;
      await contextButton(page, context).click();
      await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
      const { origin, pathname } = new URL(page.url());
      await page.goto(`${origin}${pathname}?${new URLSearchParams(search)}`);
      return page;
    },
    answerTo(text, answer, endpoint = '') {
      rules = [{ text, endpoint, answer: typeof answer === 'function' ? answer : () => answer }, ...rules];
    },
    hold(text) {
      const held = new Held();
      const answer = (): BadAnswer => ({ kind: 'later', when: held.wait(), answer: forward });
      rules = [{ text, endpoint: '', answer }, ...rules];
      return held;
    },
    async closePage() {
      const { faults = [] } = opened ?? {};
      await opened?.close();
      opened = undefined;
      rules = [];
      expect(faults).toEqual([]);
    },
  };
}
