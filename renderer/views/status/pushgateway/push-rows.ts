/** The groups of a Pushgateway as they are listed: what was refused first, then what nobody has pushed for long, then the newest. */

import type { CompanionUse } from '../../../../shared/model/companion.ts';
import { labelPairs, labelsKey, labelValue } from '../../../../shared/model/labels.ts';
import type { PushGroup, PushgatewayItem } from '../../../../shared/model/pushgateway.ts';

export interface PushReading {
  readonly readAtMs: number;
  readonly use: CompanionUse;
  readonly version: string;
  readonly startMs: number | undefined;
  readonly groups: readonly PushGroup[];
  readonly leftOut: number;
}

export type PushState = 'failed' | 'stale' | 'fresh';

export interface PushRow {
  readonly key: string;
  readonly group: PushGroup;
  readonly state: PushState;
  readonly job: string;
  /** The rest of the grouping key, as text. */
  readonly others: string;
}

export interface PushRows {
  readonly rows: readonly PushRow[];
  readonly counts: Readonly<Record<PushState, number>>;
}

/** @returns the whole once its end has come */
export function joinReading(items: readonly PushgatewayItem[]): PushReading | undefined {
  const [begin, end] = [items[0], items.at(-1)];
  if (begin?.kind !== 'begin' || end?.kind !== 'end') return undefined;
  const { readAtMs, use, version, startMs } = begin;
  const groups = items.flatMap((item) => (item.kind === 'groups' ? item.groups : []));
  return { readAtMs, use, version, startMs, groups, leftOut: end.leftOut };
}

/** A push that was refused says more than its age. A group that was never pushed well has no age. */
export function pushState(
  { isSuccessful, lastPushMs, lastFailureMs }: PushGroup,
  nowMs: number,
  staleMs: number,
): PushState {
  const wasTaken = isSuccessful ?? (lastFailureMs ?? 0) <= (lastPushMs ?? 0);
  if (!wasTaken) return 'failed';
  return lastPushMs === undefined || nowMs - lastPushMs >= staleMs ? 'stale' : 'fresh';
}

const order: readonly PushState[] = ['failed', 'stale', 'fresh'];

interface Wanted {
  readonly text: string;
  readonly onlyBad: boolean;
  readonly staleMs: number;
  readonly nowMs: number;
}

export function pushRows({ groups }: PushReading, { text, onlyBad, staleMs, nowMs }: Wanted): PushRows {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const counts = { failed: 0, stale: 0, fresh: 0 };
  const rows: PushRow[] = [];
  for (const group of groups) {
    const state = pushState(group, nowMs, staleMs);
    counts[state] += 1;
    const pairs = labelPairs(group.labels);
    const lower = pairs
      .map((pair) => pair.join('='))
      .join('\n')
      .toLowerCase();
    if ((onlyBad && state === 'fresh') || !words.every((word) => lower.includes(word))) continue;
    const others = pairs.filter(([name]) => name !== 'job').map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    rows.push({
      ...{ key: labelsKey(group.labels), group, state },
      job: labelValue(group.labels, 'job') ?? '',
      others: others.join('  '),
    });
  }
  rows.sort(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (b.group.lastPushMs ?? 0) - (a.group.lastPushMs ?? 0),
  );
  return { rows, counts };
}
