/** irate and idelta of numbers: the last two samples of the range. https://prometheus.io/docs/prometheus/latest/querying/functions/#irate */
import { eachWindow } from './float-range.ts';
import { beganAnew } from './start-times.ts';

export const irate = eachWindow(2, ({ timesMs, values, startTimesMs }, _from, to) => {
  const before = values[to - 2] as number;
  const now = values[to - 1] as number;
  const isReset = now < before || (startTimesMs !== undefined && beganAnew(timesMs, startTimesMs, to - 1));
  const grown = isReset ? now : now - before;
  return grown / (((timesMs[to - 1] as number) - (timesMs[to - 2] as number)) / 1000);
});

export const idelta = eachWindow(2, ({ values }, _from, to) => (values[to - 1] as number) - (values[to - 2] as number));
