/**
 * How the series of a scrape lie in layouts. Series that are new get a layout of their own beside the one there is, so that one new pod
 * does not make a row of all values; where there are too many of those, or too many series are gone, one layout begins anew.
 */
import { bitmapWords, setBit } from './head-row.ts';

export interface Placement {
  /** Beside each series of the layout its index in the scrape, -1 where it has no sample; undefined where both are in the same order. */
  readonly positions: Int32Array | undefined;
  /** The same as bits; undefined where none is absent. */
  readonly absent: Uint32Array | undefined;
  readonly presentCount: number;
}

export interface PartsPlan {
  /** Beside the layouts; undefined where one layout should begin anew. */
  readonly kept: readonly Placement[] | undefined;
  /** Indices in the scrape that need a new layout, in order. */
  readonly fresh: Int32Array;
  /** Pairs of indices in the scrape: one that repeats a series, and the first of that series. */
  readonly repeated: readonly number[];
}

/** Each is a row a scrape. */
const mostParts = 8;

export function planParts(layouts: readonly Uint32Array[], ids: ArrayLike<number>): PartsPlan {
  const { first, repeated } = firstPlaces(ids);
  const seriesCount = first.size;
  const all = Int32Array.from(first.values());
  const kept = layouts.map((series) => placementOf(series, first));
  // What a layout had is out of the map now.
  const fresh = Int32Array.from(first.values());
  const absentCount = layouts.reduce((sum, series, i) => sum + series.length - (kept[i]?.presentCount ?? 0), 0);
  const partCount = layouts.length + (fresh.length > 0 ? 1 : 0);
  const isPoor = partCount > mostParts || 4 * absentCount > seriesCount || 4 * fresh.length > seriesCount;
  if (layouts.length === 0 || isPoor) return { kept: undefined, fresh: all, repeated };
  return { kept, fresh, repeated };
}

/** The placement of a layout that was made of these indices. */
export function freshPlacement(fresh: Int32Array, scrapeLength: number): Placement {
  const positions = fresh.length === scrapeLength ? undefined : fresh;
  return { positions, absent: undefined, presentCount: fresh.length };
}

function firstPlaces(ids: ArrayLike<number>): { readonly first: Map<number, number>; readonly repeated: number[] } {
  const first = new Map<number, number>();
  const repeated: number[] = [];
  for (let i = 0; i < ids.length; i += 1) {
    const id = ids[i] as number;
    const before = first.get(id);
    if (before === undefined) first.set(id, i);
    else repeated.push(i, before);
  }
  return { first, repeated };
}

/** Takes the series of the layout out of `first`. */
function placementOf(series: Uint32Array, first: Map<number, number>): Placement {
  const positions = new Int32Array(series.length);
  const absent = new Uint32Array(bitmapWords(series.length));
  let presentCount = 0;
  let inOrder = true;
  for (let i = 0; i < series.length; i += 1) {
    const id = series[i] as number;
    const position = first.get(id) ?? -1;
    positions[i] = position;
    if (position !== i) inOrder = false;
    if (position < 0) setBit(absent, i);
    else {
      presentCount += 1;
      first.delete(id);
    }
  }
  const isWhole = presentCount === series.length;
  // The same order, and nothing in the scrape beyond the layout: what is left over comes behind, which does no harm.
  return { positions: inOrder ? undefined : positions, absent: isWhole ? undefined : absent, presentCount };
}

export function sameIds(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
