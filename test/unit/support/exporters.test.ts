import { describe, expect, test } from 'vitest';
import { cadvisorSeries, stateSeries } from '../../support/exporters/cluster-series.ts';
import { counterValue } from '../../support/exporters/curves.ts';
import { historyText, scrapeText } from '../../support/exporters/exposition-text.ts';
import { demoNodes } from '../../support/exporters/workloads.ts';
import { hasFixtures, readFixture } from '../../support/fixtures.ts';

const nowMs = Date.UTC(2026, 10, 22, 12);
const minuteMs = 60_000;

describe('the curves of the demo', () => {
  test('a counter never falls, whatever the curve does', () => {
    const episodes = [
      { kind: 'peak', centreMs: nowMs, widthMs: 20 * minuteMs, everyMs: 180 * minuteMs, height: 3 },
      { kind: 'plateau', centreMs: nowMs, widthMs: 20 * minuteMs, everyMs: 180 * minuteMs, height: 1.5 },
    ] as const;
    const valueAt = counterValue({ base: 0.3, variability: 0.5, group: 'g', seed: 's', episodes }, nowMs - 1e8);
    const falls: number[] = [];
    for (let atMs = nowMs - 400 * minuteMs; atMs < nowMs + 200 * minuteMs; atMs += 5000) {
      if (valueAt(atMs + 5000) < valueAt(atMs)) falls.push(atMs);
    }
    expect(falls).toEqual([]);
  });

  test('a peak adds its height times half its width, a plateau its whole', () => {
    const added = (kind: 'peak' | 'plateau') => {
      const episode = { kind, centreMs: nowMs, widthMs: 1_200_000, everyMs: 10_800_000, height: 2 };
      const curve = { base: 1, variability: 0, group: 'g', seed: 's' };
      const [flat, raised] = [counterValue(curve, 0), counterValue({ ...curve, episodes: [episode] }, 0)];
      const difference = (atMs: number) => raised(atMs) - flat(atMs);
      return Math.round(difference(nowMs + 3_600_000) - difference(nowMs - 3_600_000));
    };
    expect([added('peak'), added('plateau')]).toEqual([1200, 2400]);
  });

  test('history and live agree: a moment has one value', () => {
    const [early, late] = [cadvisorSeries('harbor-a', nowMs), cadvisorSeries('harbor-a', nowMs)];
    expect(early.map((one) => one.valueAt(nowMs + 12_345))).toEqual(late.map((one) => one.valueAt(nowMs + 12_345)));
  });

  test('the shop uses about as many cores as the design shows', () => {
    const rows = demoNodes.flatMap((node) => cadvisorSeries(node, nowMs));
    const cores: Record<string, number> = {};
    for (const { name, labels, valueAt } of rows) {
      if (name !== 'container_cpu_usage_seconds_total' || labels.container === '') continue;
      const namespace = labels.namespace ?? '';
      cores[namespace] = (cores[namespace] ?? 0) + (valueAt(nowMs) - valueAt(nowMs - 5 * minuteMs)) / 300;
    }
    const order = Object.entries(cores).sort(([, a], [, b]) => b - a);
    expect(
      order
        .map(([namespace]) => namespace)
        .slice(0, 2)
        .sort(),
    ).toEqual(['payments', 'search']);
    expect(Object.values(cores).every((value) => value > 0.1 && value < 10)).toBe(true);
  });
});

describe('the text of the demo', () => {
  test('a scrape has a TYPE line for each name and no series twice', () => {
    const lines = scrapeText([...cadvisorSeries('harbor-a', nowMs), ...stateSeries()], nowMs)
      .trimEnd()
      .split('\n');
    const series = lines.filter((line) => !line.startsWith('#')).map((line) => line.slice(0, line.lastIndexOf(' ')));
    expect(lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2])).toEqual([
      ...new Set(series.map((one) => one.split('{')[0])),
    ]);
    expect(new Set(series).size).toBe(series.length);
  });

  test('a history ends at its last moment and with # EOF', () => {
    const series = [
      {
        name: 'a_total',
        type: 'counter',
        labels: { x: 'a"b', y: '' },
        isConstant: false,
        valueAt: (atMs: number) => atMs,
      },
    ] as const;
    const range = { fromMs: 10_000, toMs: 40_000, stepMs: 15_000, constantStepMs: 30_000 };
    expect([...historyText([{ labels: { job: 'j' }, series }], range)].join('')).toBe(
      [
        '# TYPE a counter',
        'a_total{job="j",x="a\\"b"} 10000 10',
        'a_total{job="j",x="a\\"b"} 25000 25',
        'a_total{job="j",x="a\\"b"} 40000 40',
        '# TYPE up gauge',
        'up{job="j"} 1 10',
        'up{job="j"} 1 40',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  test.skipIf(!hasFixtures('expositions'))('the names and labels are those of real captures', () => {
    const captured = new Map<string, readonly string[]>();
    for (const file of ['cadvisor-0.46-kubelet-labels.txt', 'kube-state-metrics-2.8.2.txt']) {
      for (const line of readFixture('expositions', file).split('\n')) {
        const match = /^(\w+)\{(.*)\} /.exec(line);
        if (match === null || captured.has(match[1] ?? '')) continue;
        captured.set(match[1] ?? '', [...(match[2] ?? '').matchAll(/(\w+)="/g)].map(([, label = '']) => label).sort());
      }
    }
    const ours = [...cadvisorSeries('harbor-a', nowMs), ...stateSeries()].filter(
      ({ name }) => name !== 'kube_node_info',
    );
    const different = ours.filter(
      ({ name, labels }) => JSON.stringify(Object.keys(labels).sort()) !== JSON.stringify(captured.get(name)),
    );
    expect([
      ...new Set(different.map(({ name, labels }) => `${name} ${Object.keys(labels)} ${captured.get(name)}`)),
    ]).toEqual([]);
  });
});
