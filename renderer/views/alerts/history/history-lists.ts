/** What lists of alerts that were kept say where no samples of alerts were recorded: put beside what samples say. In slices. */
import type { Unknown } from '../../../../shared/model/alert-history.ts';
import { type AlertLists, type Sighting, spansOfSightings, withLists } from '../../../../shared/model/alert-lists.ts';
import { type Labels, labelsKey } from '../../../../shared/model/labels.ts';
import { unitedGaps } from '../../../charts/coverage-gaps.ts';
import type { Gap } from '../../../charts/graph-model.ts';
import type { Work } from '../../../components/slices.ts';
import { type GatheredRules, gatheredAlert, nameOf } from './gathered-alerts.ts';
import type { KnownRules } from './known-rules.ts';
import type { HistoryFound } from './use-history.ts';

export interface KeptLists {
  readonly lists: AlertLists;
  /** When nothing was recorded, whatever it is of: no list was read then either, though one may be the same before and after. */
  readonly unrecorded: readonly Gap[];
}

/** How many alerts are worked on before the page may have its turn. */
const stride = 64;

/** Of which no list says anything, rising. */
export function silentTimes({ lists, unrecorded }: KeptLists): readonly Unknown[] {
  return unitedGaps([lists.silent.map((one): Gap => ({ ...one, kind: 'notRecorded' })), unrecorded]);
}

/**
 * When no samples of alerts were recorded. What nobody ever recorded has no gaps: where lists have alerts, and there is not one sample, that is all of it.
 * @param gapsKnown as the record says them
 */
export function missingOf(
  { columns, leftOut, window }: HistoryFound,
  gapsKnown: readonly Gap[],
  kept: KeptLists | undefined,
): readonly Gap[] {
  const isNone = columns.labels.length === 0 && leftOut.length === 0;
  return isNone && kept !== undefined && kept.lists.alerts.length > 0
    ? [{ ...window, kind: 'notRecorded' }]
    : gapsKnown;
}

interface Beside {
  readonly found: HistoryFound;
  readonly kept: KeptLists;
  readonly missing: readonly Gap[];
  readonly rulesKnown: KnownRules;
  readonly intervalOf: (name: string) => number;
}

/** An alert without any sample is told by lists alone: it may be one of those that nobody records. @returns whether they tell anything */
export function* addLists(
  byRule: GatheredRules,
  { found, kept, missing, rulesKnown, intervalOf }: Beside,
): Work<boolean> {
  const silent = silentTimes(kept);
  const leftOut = new Set(found.leftOut);
  let isTold = false;
  let worked = 0;
  for (const { labels, sightings } of yield* wholeAlerts(kept.lists)) {
    worked += 1;
    if (worked % stride === 0) yield 0.75;
    const name = nameOf(labels);
    if (leftOut.has(name)) continue;
    const forMs = rulesKnown.get(name)?.forMs;
    const spans = spansOfSightings(sightings, { ...found.window, silent, forMs });
    if (spans.length === 0) continue;
    const one = gatheredAlert(byRule, labels, intervalOf(name));
    const before = one.spans;
    const both = before.length === 0 ? spans : withLists(before, spans, missing);
    isTold ||= both !== before;
    one.spans = [...both];
  }
  return isTold;
}

interface WholeAlert {
  readonly labels: Labels;
  readonly sightings: Sighting[];
}

/** One with many sightings came in parts. */
function* wholeAlerts({ alerts }: AlertLists): Work<Iterable<WholeAlert>> {
  const whole = new Map<string, WholeAlert>();
  for (const [index, { labels, sightings }] of alerts.entries()) {
    const key = labelsKey(labels);
    const one = whole.get(key) ?? { labels, sightings: [] };
    for (const sighting of sightings) one.sightings.push(sighting);
    whole.set(key, one);
    if (index % stride === 0) yield 0.7;
  }
  return whole.values();
}
