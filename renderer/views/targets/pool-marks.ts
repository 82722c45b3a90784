/** One mark for each target of a pool, as three paths: what is up, down and unknown. A mark's height is the scrape's duration. */
import type { PoolModel } from './targets-model.ts';

export interface PoolMarks {
  /** Filled bars. */
  readonly up: string;
  readonly down: string;
  /** Outlines, to be stroked with 1 px. */
  readonly unknown: string;
  readonly widthPx: number;
  /** Targets for which there was no room; never broken ones as long as others have a mark. */
  readonly left: number;
}

export const marksHeightPx = 22;
const basePx = 20;
const downPx = 18;
const tallestUpPx = 12;
const shortestUpPx = 3;
const unknownPx = 9;

/** From the begin of a mark to that of the next, and how wide the mark is: what a wide pool has, and a wider one. */
const looks = [
  { pitchPx: 6, markPx: 4 },
  { pitchPx: 4, markPx: 3 },
  { pitchPx: 3, markPx: 2 },
] as const;

/** Room for how many more there are. */
const leftPx = 80;

/** @param roomPx what there is for them */
export function poolMarks({ members, slowestMs }: Pick<PoolModel, 'members' | 'slowestMs'>, roomPx: number): PoolMarks {
  const last = looks[2];
  const { pitchPx, markPx } = looks.find((look) => members.length * look.pitchPx <= roomPx) ?? last;
  const fits = members.length * pitchPx <= roomPx;
  const most = Math.max(1, Math.floor((roomPx - leftPx) / pitchPx));
  const shown = fits ? members : brokenFirst(members).slice(0, most);
  let up = '';
  let down = '';
  let unknown = '';
  for (const [index, { target }] of shown.entries()) {
    const x = index * pitchPx;
    if (target.health === 'down') down += bar(x, markPx, downPx);
    else if (target.health === 'up') up += bar(x, markPx, upHeight(target.durationMs, slowestMs));
    else unknown += `M${x + 0.5} ${basePx - unknownPx + 0.5}h${markPx - 1}v${unknownPx - 1}h${1 - markPx}z`;
  }
  return { up, down, unknown, widthPx: shown.length * pitchPx, left: members.length - shown.length };
}

function brokenFirst(members: PoolModel['members']): PoolModel['members'] {
  const rank = { down: 0, unknown: 1, up: 2 };
  return members.toSorted((a, b) => rank[a.target.health] - rank[b.target.health]);
}

function bar(x: number, widthPx: number, heightPx: number): string {
  return `M${x} ${basePx}v${-heightPx}h${widthPx}v${heightPx}z`;
}

/** The slowest of the pool is the tallest. */
function upHeight(durationMs: number | undefined, slowestMs: number | undefined): number {
  if (durationMs === undefined || slowestMs === undefined || slowestMs <= 0) return shortestUpPx;
  const share = Math.min(1, durationMs / slowestMs);
  return Math.round(10 * (shortestUpPx + (tallestUpPx - shortestUpPx) * share)) / 10;
}
