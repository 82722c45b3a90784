/** When a server was away, by what it has of alerts: those of all rules break off together; and while an alert has samples, it was there. In slices. */
import { CommonBreaks, hasSampleWithin, type Unknown, withoutSamples } from '../../../../shared/model/alert-history.ts';
import { labelValue } from '../../../../shared/model/labels.ts';
import type { Columns } from '../../../../shared/model/query.ts';
import { unitedGaps } from '../../../charts/coverage-gaps.ts';
import type { Gap } from '../../../charts/graph-model.ts';
import type { Work } from '../../../components/slices.ts';
import type { HistoryFound } from './use-history.ts';

/** How many series are worked on before the page may have its turn. */
const stride = 64;

/** Of a series. */
export const samplesOf = ({ offsets, timesMs }: Columns, index: number) =>
  timesMs.subarray(offsets[index] ?? 0, offsets[index + 1] ?? 0);

export function* awayGaps(found: HistoryFound, intervalOf: (name: string) => number): Work<readonly Gap[]> {
  return unitedGaps([yield* downGaps(found), yield* commonBreaks(found, intervalOf)]);
}

/** A server whose `up` is not stored, or later than its alerts, was not down for that. */
function* downGaps({ columns, stepMs, downStepMs, unseenMs, down = [] }: HistoryFound): Work<readonly Gap[]> {
  if (stepMs !== undefined) return down;
  const nearMs = unseenMs - downStepMs;
  let left: readonly Unknown[] = down;
  for (let index = 0; index < columns.labels.length && left.length > 0; index += 1) {
    const times = samplesOf(columns, index);
    left = left.flatMap((one) => (hasSampleWithin(times, one) ? (withoutSamples(times, one, nearMs) ?? []) : one));
    if (index % stride === 0) yield 0.3;
  }
  return left.map(({ startMs, endMs }) => ({ startMs, endMs, kind: 'notRecorded' }));
}

/** When no rule was evaluated, as far as samples tell it. */
function* commonBreaks(
  { columns, stepMs, unseenMs }: HistoryFound,
  intervalOf: (name: string) => number,
): Work<readonly Gap[]> {
  if (stepMs !== undefined) return [];
  const breaks = new CommonBreaks(unseenMs);
  for (const [index, labels] of columns.labels.entries()) {
    const name = labelValue(labels, 'alertname') ?? '';
    breaks.add(name, samplesOf(columns, index), intervalOf(name));
    if (index % stride === 0) yield 0.3;
  }
  const finding = breaks.found();
  let step = finding.next();
  for (; !step.done; step = finding.next()) yield 0.3;
  let common = step.value;
  for (let index = 0; index < columns.labels.length && common.length > 0; index += 1) {
    const times = samplesOf(columns, index);
    common = common.filter((one) => !hasSampleWithin(times, one));
    if (index % stride === 0) yield 0.3;
  }
  return common.map((one) => ({ ...one, kind: 'notRecorded' }));
}
