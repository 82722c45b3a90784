import { describe, expect, test } from 'vitest';
import { countSpans, type RasterJob, rasterize, wholePixel } from '../../../renderer/charts/raster.ts';

const nan = Number.NaN;
const [width, height] = [40, 30];

/** One value is one pixel, zero lies at the bottom. */
function jobOf(lines: readonly (readonly number[])[], more: Partial<RasterJob> = {}): RasterJob {
  const count = lines[0]?.length ?? 0;
  return {
    ...{ width, height, count },
    values: Float64Array.from(lines.flat()),
    projection: { left: 0, perIndex: width / Math.max(1, count - 1), bottom: height, bottomValue: 0, perUnit: 1 },
    thickness: 1,
    colour: [10, 20, 30],
    fillTo: undefined,
    ...more,
  };
}

/** Rows with something in them, of each column that has any. */
function covered(job: RasterJob): Map<number, readonly number[]> {
  const counts = countSpans(job);
  const columns = new Map<number, readonly number[]>();
  for (let column = 0; column < width; column += 1) {
    const own = [...counts.subarray(column * height, (column + 1) * height)];
    const rows = own.flatMap((count, row) => (count > 0 ? [row] : []));
    if (rows.length > 0) columns.set(column, rows);
  }
  return columns;
}

interface Extent {
  readonly stretch: number;
  readonly low: number;
  readonly high: number;
}

/** By the definition: where each unbroken stretch of the line is highest and lowest within each column of pixels, looked at very closely. */
function extentsByDefinition({ values, count, projection, width: columns }: RasterJob): readonly Extent[][] {
  const extents: Extent[][] = Array.from({ length: columns }, () => []);
  const { left, perIndex, bottom, bottomValue, perUnit } = projection;
  const heightAt = (i: number) => bottom - ((values[i] ?? nan) - bottomValue) * perUnit;
  const close = 400;
  let stretch = 0;
  for (let i = 0; i + 1 < count; i += 1) {
    const [from, to] = [heightAt(i), heightAt(i + 1)];
    if (Number.isNaN(from) || Number.isNaN(to)) {
      stretch += 1;
      continue;
    }
    for (let k = 0; k <= close; k += 1) {
      const own = extents[Math.floor(left + (i + k / close) * perIndex)];
      if (own === undefined) continue;
      const y = from + (k / close) * (to - from);
      const known = own.find((extent) => extent.stretch === stretch);
      if (known === undefined) own.push({ stretch, low: y, high: y });
      else Object.assign(known, { low: Math.min(known.low, y), high: Math.max(known.high, y) });
    }
  }
  return extents;
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A sample without neighbours is no line. */
function withoutDots(line: readonly number[]): readonly number[] {
  const isThere = (i: number) => !Number.isNaN(line[i] ?? nan);
  return line.map((value, i) => (isThere(i - 1) || isThere(i + 1) ? value : nan));
}

/** Within a pixel of what is looked at closely: that does not meet the columns' edges exactly. */
function expectSpans(job: RasterJob): void {
  const rows = covered(job);
  extentsByDefinition(job).forEach((extents, column) => {
    const own = rows.get(column) ?? [];
    const shown = extents.filter(({ low, high }) => high > 0 && low < height);
    const isWithin = (row: number, margin: number) =>
      shown.some(({ low, high }) => row + 1 - margin >= low && row + margin <= high);
    const all = Array.from({ length: height }, (_, row) => row);
    // All of the span is covered, and besides it the half of the line's thickness at most.
    expect([column, all.filter((row) => isWithin(row, 0.01) && !own.includes(row))]).toEqual([column, []]);
    expect([column, shown.length === 0 ? [] : own.filter((row) => !isWithin(row, -1.6))]).toEqual([column, []]);
  });
}

describe('the span of a line in a column of pixels', () => {
  test('is covered in every column, whatever the line, with more points than pixels and with fewer', () => {
    const random = randomOf(7);
    for (const count of [2, 5, 39, 41, 120, 1000]) {
      for (let round = 0; round < 20; round += 1) {
        let y = 15;
        const line = Array.from({ length: count }, () => {
          y += (random() - 0.5) * 12;
          return random() < 0.03 ? nan : y;
        });
        expectSpans(jobOf([withoutDots(line)]));
      }
    }
  });

  test('is in no column of a gap, and nothing is bridged', () => {
    const line = Array.from({ length: 41 }, (_, i) => (i > 10 && i < 20 ? nan : 15));
    expect([...covered(jobOf([line])).keys()].filter((column) => column > 10 && column < 20)).toEqual([]);
  });

  test('is a dot of three pixels where a sample has no neighbours', () => {
    const line = Array.from({ length: 41 }, (_, i) => (i === 20 ? 15 : nan));
    const columns = covered(jobOf([line]));
    expect([...columns.keys()]).toEqual([19, 20, 21]);
    expect([...columns.values()].map((rows) => rows.length)).toEqual([4, 4, 4]);
  });

  test('is left out where the line is outside of the picture, and cut at its edges', () => {
    expect(covered(jobOf([[100, 100]])).size).toBe(0);
    expect(covered(jobOf([[-100, -100]])).size).toBe(0);
    const through = covered(jobOf([[-100, 130]]));
    expect([...through.values()].flat().every((row) => row >= 0 && row < height)).toBe(true);
    expect(covered(jobOf([[1e300, -1e300]])).size).toBeGreaterThan(0);
  });

  test('is as thick as the page has device pixels, up and down and sideways', () => {
    const flat = covered(jobOf([[15, 15]], { thickness: 2 }));
    expect(flat.get(20)).toEqual([14, 15]);
    const line = Array.from({ length: 401 }, (_, i) => (i === 200 ? 28 : i > 198 && i < 202 ? 2 : nan));
    expect(covered(jobOf([line], { thickness: 2 })).size).toBe(covered(jobOf([line])).size + 1);
  });
});

describe('how much of a pixel is covered', () => {
  const sumOf = (job: RasterJob, column: number) =>
    countSpans(job)
      .subarray(column * height, (column + 1) * height)
      .reduce((sum, count) => sum + count, 0);

  test('is a pixel in each column of a flat line, wherever between two rows it lies', () => {
    for (const y of [15, 15.25, 15.5, 15.9]) expect(sumOf(jobOf([[y, y]]), 7)).toBe(wholePixel);
  });

  test('adds up over lines', () => {
    const job = jobOf(Array.from({ length: 5000 }, () => [15.5, 15.5]));
    expect(sumOf(job, 7)).toBe(5000 * wholePixel);
  });
});

describe('the picture', () => {
  const alphaAt = (job: RasterJob, column: number, row: number) => rasterize(job)[(row * width + column) * 4 + 3] ?? 0;

  test('has the colour of the lines, and is clear where there are none', () => {
    const pixels = rasterize(jobOf([[14.5, 14.5]]));
    const at = (15 * width + 3) * 4;
    expect([...pixels.subarray(at, at + 3)]).toEqual([10, 20, 30]);
    expect([...pixels.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  });

  test('is stronger where more lines are', () => {
    const lines = Array.from({ length: 200 }, (_, i) => (i < 195 ? [14.5, 14.5] : [i - 190.5, i - 190.5]));
    const job = jobOf(lines);
    expect(alphaAt(job, 3, 15)).toBeGreaterThan(alphaAt(job, 3, 25));
    expect(alphaAt(job, 3, 25)).toBeGreaterThan(0);
  });

  test('is filled from stacked lines to zero, on both sides of it, and not in their gaps', () => {
    const job = jobOf([[25, 25, nan, nan, 20, 20]], { fillTo: 20 });
    // Line at row 5, zero at row 20: between them is the fill; below zero nothing.
    expect(alphaAt(job, 2, 12)).toBeGreaterThan(0);
    expect(alphaAt(job, 2, 25)).toBe(0);
    expect(alphaAt(job, 20, 12)).toBe(0);
  });

  test('is empty without lines', () => {
    expect(rasterize(jobOf([])).every((byte) => byte === 0)).toBe(true);
  });
});
