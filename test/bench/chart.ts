/**
 * `npm run bench -- chart`: the graph as the Explorer shows it against plain uPlot, each with its legend, in one page of Chromium on the
 * same data: the first paint, frames of a pan, a zoom and a moving pointer; and whether the picture is the same. `bare`: uPlot's first
 * paint without a legend.
 */
import type { Page } from 'playwright-core';
import { launchChromium } from '../e2e/web-host.ts';
import type { Motion, PixelMatch, Variant } from './chart-page.ts';
import { type Figure, interleave, median, type Runs, report } from './harness.ts';
import { servePage } from './page-bundle.ts';

const points = 1440;
const compared = 1000;
const settleMs = 500;
const motions = ['point', 'pan', 'zoom'] as const satisfies readonly Motion[];

type Measures = Readonly<Record<`${'ours' | 'uplot'}.${'paint' | Motion}` | 'bare.paint', readonly number[]>>;

/**
 * What the last one has left is cleared away, and the page has time for its garbage. It is not asked to collect it: a collection that is
 * asked for takes compiled code with it, and the next drawing would be that of a page that has just been opened.
 */
async function emptied(page: Page): Promise<void> {
  await page.evaluate(() => window.chartBench.clear());
  await page.waitForTimeout(settleMs);
}

/** Both variants in turn, with everything that is measured of one before the other is drawn. */
async function compareSpeed(page: Page, series: number, rounds: number): Promise<Measures> {
  await page.evaluate(([count, each]) => window.chartBench.prepare(count, each), [series, points] as const);
  const frames: Record<string, number[]> = {};
  const measured = (variant: Variant) => async () => {
    await emptied(page);
    const paintMs = await page.evaluate((one) => window.chartBench.paint(one), variant);
    if (variant === 'bare') return paintMs;
    for (const motion of motions) {
      const times = await page.evaluate((one) => window.chartBench.frames(one), motion);
      frames[`${variant}.${motion}`] = [...(frames[`${variant}.${motion}`] ?? []), median(times)];
    }
    return paintMs;
  };
  const warmUps = 1;
  const paints = await interleave(
    { ours: measured('ours'), uplot: measured('uplot'), bare: measured('bare') },
    { rounds, warmUps },
  );
  const of = (variant: Variant, motion: Motion) => frames[`${variant}.${motion}`]?.slice(warmUps) ?? [];
  return {
    'ours.paint': paints.ours,
    'uplot.paint': paints.uplot,
    'bare.paint': paints.bare,
    'ours.pan': of('ours', 'pan'),
    'uplot.pan': of('uplot', 'pan'),
    'ours.zoom': of('ours', 'zoom'),
    'uplot.zoom': of('uplot', 'zoom'),
    'ours.point': of('ours', 'point'),
    'uplot.point': of('uplot', 'point'),
  };
}

interface Alone {
  readonly paint: readonly number[];
  readonly longestTask: readonly number[];
}

/** As many series as uPlot is not asked to draw. */
async function measureAlone(page: Page, series: number, each: number, stacked: boolean, rounds = 4): Promise<Alone> {
  await page.evaluate(([count, per]) => window.chartBench.prepare(count, per), [series, each] as const);
  const longestTask: number[] = [];
  const paint: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    await emptied(page);
    await page.evaluate(() => window.chartBench.longestTask());
    const paintMs = await page.evaluate((one) => window.chartBench.paint('ours', one), stacked);
    const taskMs = await page.evaluate(() => window.chartBench.longestTask());
    if (round < 0) continue;
    paint.push(paintMs);
    longestTask.push(taskMs);
  }
  return { paint, longestTask };
}

const ms = (name: string, values: readonly number[]): Figure => ({ name, value: median(values), unit: 'ms' });

function speedFigures(series: number, measures: Measures): readonly Figure[] {
  const ratio = (what: 'paint' | Motion) => median(measures[`uplot.${what}`]) / median(measures[`ours.${what}`]);
  const goals = { paint: 2.5, pan: 5, zoom: 5 } as const;
  const names = ['paint', ...motions] as const;
  const bare = ms(`${series}.paint.uplot-bare`, measures['bare.paint']);
  return names.flatMap((what) => [
    ...(what === 'paint' ? [bare] : []),
    {
      ...{ name: `${series}.${what}.ratio`, value: ratio(what), unit: 'x' },
      ...(series === compared && what !== 'point' ? { goal: { op: '>=', bound: goals[what] } as const } : {}),
    },
    ms(`${series}.${what}`, measures[`ours.${what}`]),
    ms(`${series}.${what}.uplot`, measures[`uplot.${what}`]),
  ]);
}

function pixelFigures(series: number, { covered, confirmed }: PixelMatch): readonly Figure[] {
  const goal = { op: '>=', bound: 0.999 } as const;
  return [
    { name: `${series}.pixels.covered`, value: covered, unit: '', goal },
    { name: `${series}.pixels.confirmed`, value: confirmed, unit: '', goal },
  ];
}

const served = await servePage('chart-page.ts');
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => console.error(error));
  await page.goto(served.url);
  await page.waitForFunction(() => window.chartBench !== undefined);
  const figures: Figure[] = [];
  const runs: Record<string, Runs> = {};
  for (const [series, rounds] of [
    [8, 6],
    [36, 6],
    [50, 6],
    [compared, 6],
    [2000, 3],
  ] as const) {
    const measures = await compareSpeed(page, series, rounds);
    runs[`${series} series`] = measures;
    figures.push(...speedFigures(series, measures));
  }
  for (const [series, each, stacked] of [
    [compared, points, false],
    [compared, points, true],
    [2000, points, false],
    [10_000, 360, false],
    [20_000, 250, false],
  ] as const) {
    const name = `${series}${stacked ? '.stacked' : ''}`;
    const { paint, longestTask } = await measureAlone(page, series, each, stacked);
    runs[`${name} alone`] = { paint, longestTask };
    figures.push(ms(`${name}.alone.paint`, paint), ms(`${name}.alone.longest-task`, longestTask));
  }
  for (const series of [40, compared]) {
    await page.evaluate(([count, each]) => window.chartBench.prepare(count, each), [series, points] as const);
    figures.push(...pixelFigures(series, await page.evaluate(() => window.chartBench.compare())));
  }
  report('chart', figures, runs);
} finally {
  await browser.close();
  await served.close();
}
