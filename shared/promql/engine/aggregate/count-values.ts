/**
 * count_values: how many series of a group have which value. The value becomes a label, as text. Counters have another value at nearly each
 * time, so counts are sparse until they are there at many times.
 */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import type { Labels } from '../../../model/labels.ts';
import { quoteText } from '../../go-text.ts';
import { printNumber } from '../../print.ts';
import type { QueryRun } from '../../queryable.ts';
import { type Column, columnBytes, type SparseColumn, sparseBytes } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import { failExecution } from '../evaluation-error.ts';
import { isValidLabelName } from '../label-names.ts';
import { setKey, withLabel } from '../label-sets.ts';
import { type Grouping, groupLabels } from './groups.ts';
import { histogramText } from './histogram-text.ts';

interface Counted {
  readonly labels: Labels;
  readonly at: number[];
  readonly numbers: number[];
  /** By time, from when on there are too many for a list; undefined until then. */
  counts: Float64Array | undefined;
}

/** Series that differ only in what the value takes the place of, or what is not grouped by. */
interface Group {
  readonly labels: Labels;
  /** By value; of -0 and of histograms by their text. */
  readonly counted: Map<number | string, Counted>;
}

/** @param valueLabel the label that values are written into @throws EvaluationError where that cannot be a label's name */
export function countValues(
  columns: readonly Column[],
  valueLabel: string,
  { without, grouping }: Grouping,
  context: EvaluationContext,
): readonly (Column | SparseColumn)[] {
  if (!isValidLabelName(valueLabel, context.semantics)) failExecution(`invalid label name ${quoteText(valueLabel)}`);
  const { run } = context;
  const labelsIn = groupLabels({ without, grouping: without ? grouping : [...grouping, valueLabel] });
  const isKept = labelsIn([valueLabel, 'any']).length > 0;
  const groups = new Map<string, Group>();
  const all: Counted[] = [];
  const countedAs = ({ counted, labels }: Group, value: number | FloatHistogram, index: number): Counted => {
    const key = typeof value === 'number' && !Object.is(value, -0) ? value : textOf(value);
    const known = counted.get(isKept ? key : '');
    if (known !== undefined) return known;
    run.charge(sparseBytes(1));
    const own = isKept ? withLabel(labels, valueLabel, textOf(value)) : labels;
    const made: Counted = { labels: own, at: [index], numbers: [0], counts: undefined };
    counted.set(isKept ? key : '', made);
    all.push(made);
    return made;
  };
  const groupOf = (labels: Labels): Group => {
    const own = labelsIn(withLabel(labels, valueLabel, ''));
    const key = setKey(own);
    const group = groups.get(key) ?? { labels: own, counted: new Map() };
    groups.set(key, group);
    return group;
  };
  for (const column of columns) {
    run.check();
    const group = groupOf(column.labels);
    countColumn(column, (value, index) => countedAs(group, value, index), run);
  }
  return all.map(columnOf);
}

function textOf(value: number | FloatHistogram): string {
  return typeof value === 'number' ? printNumber(value) : histogramText(value);
}

/** Values often stay the same, so the group of the last one is kept. */
function countColumn(
  { values, present, histograms }: Column,
  countedAs: (value: number | FloatHistogram, index: number) => Counted,
  run: QueryRun,
): void {
  const most = Math.floor(values.length / timesPerEntry);
  let last: number | FloatHistogram | undefined;
  let counted: Counted | undefined;
  for (let i = 0; i < values.length; i += 1) {
    if (present !== undefined && present[i] !== 1) continue;
    const value = histograms?.[i] ?? (values[i] as number);
    if (counted === undefined || !Object.is(value, last)) {
      counted = countedAs(value, i);
      last = value;
    }
    const { counts, at } = counted;
    if (counts !== undefined) counts[i] = (counts[i] as number) + 1;
    else if (at.length <= most) addTo(counted, i);
    else spread(counted, i, values.length, run);
  }
}

/** An entry of a list costs more than a time of a column, and another series' counts have to be put between. */
const timesPerEntry = 16;

function addTo({ at, numbers }: Counted, index: number): void {
  let place = at.length;
  while (place > 0 && (at[place - 1] as number) > index) place -= 1;
  if (place > 0 && at[place - 1] === index) numbers[place - 1] = (numbers[place - 1] as number) + 1;
  else if (place === at.length) {
    at.push(index);
    numbers.push(1);
  } else {
    at.splice(place, 0, index);
    numbers.splice(place, 0, 1);
  }
}

function spread(counted: Counted, index: number, count: number, run: QueryRun): void {
  run.charge(columnBytes(count));
  const counts = new Float64Array(count);
  counted.at.forEach((at, i) => {
    counts[at] = counted.numbers[i] ?? 0;
  });
  counts[index] = (counts[index] as number) + 1;
  counted.counts = counts;
}

function columnOf({ labels, at, numbers, counts }: Counted): Column | SparseColumn {
  if (counts === undefined) return { labels, at, numbers };
  // In a loop: Uint8Array.from() calls for each time.
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
