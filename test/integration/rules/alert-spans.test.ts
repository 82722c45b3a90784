/** When alerts were pending and fired, as we work it out of the results of a rule's expression, beside what a real Prometheus wrote down of that very rule. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { type AlertHolds, type AlertSpan, alertSpans } from '../../../shared/model/alert-spans.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';

const missing = serverMissing('prometheus');

const stepMs = 500;

const ruleOf: Readonly<Record<string, AlertHolds>> = {
  AtOnce: { forMs: 0, keepFiringForMs: 0 },
  Held: { forMs: 2000, keepFiringForMs: 0 },
  Kept: { forMs: 1000, keepFiringForMs: 3000 },
};

const rules = stringify({
  groups: [
    {
      name: 'ship',
      interval: `${stepMs}ms`,
      rules: [
        { record: 'tick', expr: 'vector(1)' },
        ...Object.entries(ruleOf).map(([alert, { forMs, keepFiringForMs }]) => ({
          ...{ alert, expr: 'bilge_metres > 1', for: `${forMs}ms` },
          ...(keepFiringForMs === 0 ? {} : { keep_firing_for: `${keepFiringForMs}ms` }),
        })),
      ],
    },
  ],
});

interface Matrix {
  readonly data: {
    readonly result: readonly {
      readonly metric: Record<string, string>;
      readonly values: readonly (readonly [number, string])[];
    }[];
  };
}

describe.skipIf(missing !== undefined)(`the alerts of a rule${missing === undefined ? '' : ` (${missing})`}`, () => {
  let metres = 0;
  const exporter = createServer((_, response) => response.end(`bilge_metres ${metres}\n`));
  let prometheus: RealServer;

  beforeAll(async () => {
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const { port } = exporter.address() as AddressInfo;
    const jobs = [{ job: 'ship', targets: [`127.0.0.1:${port}`] }];
    prometheus = await startPrometheus({ jobs, rules: [rules], scrapeInterval: `${stepMs}ms` });
    const ask = `${prometheus.url}/api/v1/query?query=bilge_metres`;
    await vi.waitUntil(async () => (await (await fetch(ask)).text()).includes('bilge_metres'), { timeout: 45_000 });
    // Up for longer than any of them waits; away for less, and for more, than it is kept; and up for less than it waits.
    for (const [next, forMs] of [
      [2, 4000],
      [0, 1500],
      [2, 2500],
      [0, 5000],
      [2, 700],
      [0, 4500],
    ] as const) {
      metres = next;
      await sleep(forMs);
    }
  });
  afterAll(async () => {
    await prometheus?.stop();
    exporter.closeAllConnections();
    await new Promise((resolve) => exporter.close(resolve));
  });

  const times = (values: readonly (readonly [number, string])[]) =>
    values.map(([seconds]) => Math.round(seconds * 1000));

  async function rawTimes(selector: string): Promise<readonly number[]> {
    const query = encodeURIComponent(`${selector}[2m]`);
    const { data } = (await (await fetch(`${prometheus.url}/api/v1/query?query=${query}`)).json()) as Matrix;
    return data.result.flatMap(({ values }) => times(values));
  }

  async function resultsAt(startMs: number, endMs: number): Promise<readonly number[]> {
    const query = new URLSearchParams({ query: 'bilge_metres > 1', step: `${stepMs / 1000}` });
    query.set('start', `${startMs / 1000}`);
    query.set('end', `${endMs / 1000}`);
    const { data } = (await (await fetch(`${prometheus.url}/api/v1/query_range?${query}`)).json()) as Matrix;
    return data.result.flatMap(({ values }) => times(values));
  }

  /** What Prometheus wrote, an evaluation after the other, as spans. */
  async function written(alert: string, startMs: number, endMs: number): Promise<readonly AlertSpan[]> {
    const spans: AlertSpan[] = [];
    for (const state of ['pending', 'firing'] as const) {
      for (const timeMs of await rawTimes(`ALERTS{alertname="${alert}",alertstate="${state}"}`)) {
        if (timeMs < startMs || timeMs > endMs) continue;
        const last = spans.at(-1);
        // One that was left out, since the machine was busy, is no end.
        const goesOn = last?.state === state && timeMs - last.toMs <= stepMs;
        if (goesOn) spans[spans.length - 1] = { ...last, toMs: timeMs + stepMs };
        else spans.push({ state, fromMs: timeMs, toMs: timeMs + stepMs });
      }
    }
    return spans.toSorted((a, b) => a.fromMs - b.fromMs);
  }

  it.each(Object.keys(ruleOf))('are those that Prometheus had: %s', async (alert) => {
    const ticks = await rawTimes('tick');
    const [startMs = 0, endMs = 0] = [ticks[0], ticks.at(-1)];
    const holds = ruleOf[alert] ?? { forMs: 0, keepFiringForMs: 0 };
    const ours = alertSpans(await resultsAt(startMs, endMs), { startMs, endMs, stepMs }, holds);
    const theirs = await written(alert, startMs, endMs);
    expect(ours.map(({ state }) => state)).toEqual(theirs.map(({ state }) => state));
    // A scrape that was stored a moment after the evaluation has its time before it: the rule saw it one evaluation later than a query does.
    const apart = ours.flatMap(({ fromMs, toMs }, n) => [
      fromMs - (theirs[n]?.fromMs ?? 0),
      toMs - (theirs[n]?.toMs ?? 0),
    ]);
    expect(Math.max(...apart.map(Math.abs))).toBeLessThanOrEqual(stepMs);
    expect(theirs.length).toBeGreaterThan(alert === 'AtOnce' ? 1 : 2);
  });
});
