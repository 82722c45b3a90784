import { describe, expect, it } from 'vitest';
import { poolMarks } from '../../../renderer/views/targets/pool-marks.ts';
import type { Target } from '../../../shared/model/target.ts';
import { modelOf, target } from './made-targets.ts';

function marks(healths: readonly Target['health'][], roomPx: number) {
  const targets = healths.map((health, i) =>
    target({ pool: 'node', url: `http://h${i}/`, health, durationMs: health === 'up' ? 50 * (i + 1) : undefined }),
  );
  const [pool] = modelOf(targets).pools;
  if (pool === undefined) throw new Error('there is no pool');
  return poolMarks(pool, roomPx);
}

describe('the marks of a pool', () => {
  it('are as high as the scrape took, the slowest the highest; down is the whole height, unknown an outline', () => {
    expect(marks(['up', 'up', 'down', 'unknown'], 300)).toEqual({
      up: 'M0 20v-7.5h4v7.5zM6 20v-12h4v12z',
      down: 'M12 20v-18h4v18z',
      unknown: 'M18.5 11.5h3v8h-3z',
      widthPx: 24,
      left: 0,
    });
  });

  it('become narrower before any is left out', () => {
    const all = Array.from({ length: 60 }, () => 'up' as const);
    expect(marks(all, 360)).toMatchObject({ widthPx: 360, left: 0 });
    expect(marks(all, 240)).toMatchObject({ widthPx: 240, left: 0 });
    expect(marks(all, 180)).toMatchObject({ widthPx: 180, left: 0 });
    expect(marks(all, 170)).toMatchObject({ widthPx: 90, left: 30 });
  });

  it('leave out none that is broken while others have one', () => {
    const last = marks([...Array.from({ length: 99 }, () => 'up' as const), 'down'], 110);
    expect([last.down, last.left]).toEqual(['M0 20v-18h2v18z', 90]);
  });
});
