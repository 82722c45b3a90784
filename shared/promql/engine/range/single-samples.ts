/** Functions for which one sample of the range is enough, or none: the first, the last, how many. */
import { eachWindow } from './float-range.ts';
import type { SampleWindow, WindowFunction } from './sample-window.ts';

export const countOverTime = eachWindow(1, (_range, from, to) => to - from);
export const presentOverTime = eachWindow(1, () => 1);
export const firstOverTime = eachWindow(1, ({ values }, from) => values[from] as number);
export const lastOverTime = eachWindow(1, ({ values }, _from, to) => values[to - 1] as number);
export const timeOfFirst = eachWindow(1, ({ timesMs }, from) => (timesMs[from] as number) / 1000);
export const timeOfLast = eachWindow(1, ({ timesMs }, _from, to) => (timesMs[to - 1] as number) / 1000);

const sampleAt = ({ values, histograms }: SampleWindow, index: number) => histograms[index] ?? values[index];
export const firstSample: WindowFunction = (window) => sampleAt(window, window.from);
export const lastSample: WindowFunction = (window) => sampleAt(window, window.to - 1);
