/** The histograms whose buckets are columns together, and a walk over these columns. */
import { type Layout, type Layouts, maxCells, maxLayoutBuckets } from './histogram-layout.ts';

type Side = 'positive' | 'negative';

interface GroupLayouts {
  /** Indices among all layouts. */
  readonly numbers: readonly number[];
  readonly layouts: readonly Layout[];
  /** All buckets that one of the layouts has, rising. */
  readonly positive: Int32Array;
  readonly negative: Int32Array;
}

interface BucketGroup extends GroupLayouts {
  /** Indices of histograms. */
  readonly members: readonly number[];
  /** Beside each member, an index among all layouts. */
  readonly layoutOfMember: readonly number[];
}

/** @param fail called where a few bytes would tell of too many cells, or a group is not used */
export function bucketGroups({ shapes, layouts, layoutOf }: Layouts, fail: (what: string) => never): BucketGroup[] {
  const buckets = layouts.reduce((sum, { positive, negative }) => sum + positive.length + negative.length, 0);
  if (buckets > maxLayoutBuckets) fail(`the layouts have ${buckets} buckets together`);
  const groups = shapes.map(() => ({
    numbers: [] as number[],
    members: [] as number[],
    layoutOfMember: [] as number[],
  }));
  for (const [i, { group }] of layouts.entries()) groups[group]?.numbers.push(i);
  for (let i = 0; i < layoutOf.length; i += 1) {
    const number = layoutOf[i] as number;
    const group = groups[(layouts[number] as Layout).group];
    group?.members.push(i);
    group?.layoutOfMember.push(number);
  }
  let cells = 0;
  return groups.map((group) => {
    const ours = group.numbers.map((number) => layouts[number] as Layout);
    const positive = unionOf(ours.map((layout) => layout.positive));
    const negative = unionOf(ours.map((layout) => layout.negative));
    if (group.members.length === 0) fail('a group of buckets has no histograms');
    // A walk over the buckets looks at each layout, too.
    cells += (positive.length + negative.length) * (group.members.length + ours.length);
    if (cells > maxCells) fail(`the buckets have more than ${maxCells} cells`);
    return { ...group, layouts: ours, positive, negative };
  });
}

function unionOf(lists: readonly Int32Array[]): Int32Array {
  if (lists.length <= 1) return lists[0] ?? new Int32Array(0);
  const all = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  return all.filter((index, i) => i === 0 || index !== all[i - 1]);
}

/**
 * Calls with each bucket that a layout of the group has, by rising index.
 * @param slots of all layouts; those of the group are set to where in their list the bucket is, -1 where they have it not
 */
export function forEachBucket(group: BucketGroup, side: Side, slots: Int32Array, visit: () => void): void {
  const { layouts, numbers } = group;
  const next = new Int32Array(layouts.length);
  for (const index of group[side]) {
    for (let i = 0; i < layouts.length; i += 1) {
      const cursor = next[i] as number;
      const isThere = layouts[i]?.[side][cursor] === index;
      slots[numbers[i] as number] = isThere ? cursor : -1;
      if (isThere) next[i] = cursor + 1;
    }
    visit();
  }
}
