/** limitk and limit_ratio: some of the series, whatever their values are. */
import type { Column } from '../column.ts';
import { sampleOffset } from './label-hash.ts';

/** The first series of a group, by time. @param wanted how many, by time */
export function firstColumns(columns: readonly Column[], wanted: Int32Array): readonly Column[] {
  const left = wanted.slice();
  return columns.flatMap((column) =>
    masked(column, (i) => {
      if ((left[i] as number) === 0) return false;
      left[i] = (left[i] as number) - 1;
      return true;
    }),
  );
}

/**
 * Series whose labels' hash lies in a share of all hashes: from the lower end for a ratio above 0, from the upper end for one below, so
 * that those of `r` and of `r - 1` are all series.
 */
export function sampledColumns(columns: readonly Column[], ratios: Float64Array): readonly Column[] {
  return columns.flatMap((column) => {
    const offset = sampleOffset(column.labels);
    return masked(column, (i) => {
      const ratio = ratios[i] as number;
      return ratio >= 0 ? offset < ratio : offset >= 1 + ratio;
    });
  });
}

/** Asks at each time at which there is a sample. */
function masked(column: Column, keeps: (index: number) => boolean): readonly Column[] {
  const { values, present } = column;
  const kept = new Uint8Array(values.length);
  for (let i = 0; i < kept.length; i += 1) {
    if ((present === undefined || present[i] === 1) && keeps(i)) kept[i] = 1;
  }
  if (!kept.includes(1)) return [];
  return [{ ...column, present: kept.includes(0) ? kept : undefined }];
}
