/** count_values: how many series of a group have which value. The value becomes a label, as text. */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import type { Labels } from '../../../model/labels.ts';
import { quoteText } from '../../go-text.ts';
import { printNumber } from '../../print.ts';
import { type Column, columnBytes } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import { failExecution } from '../evaluation-error.ts';
import { isValidLabelName } from '../label-names.ts';
import { setKey, withLabel } from '../label-sets.ts';
import { type Grouping, groupLabels } from './groups.ts';
import { histogramText } from './histogram-text.ts';

interface Counted {
  readonly labels: Labels;
  readonly counts: Float64Array;
}

/** @param valueLabel the label that values are written into @throws EvaluationError where that cannot be a label's name */
export function countValues(
  columns: readonly Column[],
  valueLabel: string,
  { without, grouping }: Grouping,
  count: number,
  context: EvaluationContext,
): readonly Column[] {
  if (!isValidLabelName(valueLabel, context.semantics)) failExecution(`invalid label name ${quoteText(valueLabel)}`);
  const labelsIn = groupLabels({ without, grouping: without ? grouping : [...grouping, valueLabel] });
  const groups = new Map<string, Counted>();
  const groupOf = (labels: Labels, text: string): Counted => {
    const own = labelsIn(withLabel(labels, valueLabel, text));
    const key = setKey(own);
    const known = groups.get(key);
    if (known !== undefined) return known;
    context.run.charge(columnBytes(count));
    const made = { labels: own, counts: new Float64Array(count) };
    groups.set(key, made);
    return made;
  };
  for (const column of columns) {
    context.run.check();
    countColumn(column, (text) => groupOf(column.labels, text));
  }
  return [...groups.values()].map(columnOf);
}

/** Values often stay the same, so the group of the last one is kept. */
function countColumn({ values, present, histograms }: Column, groupOf: (text: string) => Counted): void {
  let last: number | FloatHistogram | undefined;
  let group: Counted | undefined;
  for (let i = 0; i < values.length; i += 1) {
    if (present !== undefined && present[i] !== 1) continue;
    const value = histograms?.[i] ?? (values[i] as number);
    if (group === undefined || !Object.is(value, last)) {
      group = groupOf(typeof value === 'number' ? printNumber(value) : histogramText(value));
      last = value;
    }
    group.counts[i] = (group.counts[i] as number) + 1;
  }
}

function columnOf({ labels, counts }: Counted): Column {
  // In a loop: there are as many columns as values, and Uint8Array.from() calls for each time.
  const present = new Uint8Array(counts.length);
  for (let i = 0; i < counts.length; i += 1) if ((counts[i] as number) > 0) present[i] = 1;
  return {
    labels,
    values: counts,
    present: present.includes(0) ? present : undefined,
    histograms: undefined,
    dropName: false,
  };
}
