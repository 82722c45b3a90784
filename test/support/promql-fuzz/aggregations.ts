/** Aggregations. */
import { deeper, type Expression, type Generator, quoted } from './expression.ts';
import { quantile } from './range-calls.ts';

const exactAggregations = ['count', 'min', 'max', 'group'];
const allAggregations = [...exactAggregations, 'sum', 'sum', 'sum', 'avg', 'avg', 'stddev', 'stdvar', 'quantile'];

export interface Grouping {
  readonly text: string;
  readonly labels: readonly string[];
}

export function grouping({ chance }: Generator, labels: readonly string[]): Grouping {
  if (chance.of(0.25)) return { text: '', labels: [] };
  const some = chance.some(labels);
  const more = chance.of(0.05) ? [...some, chance.one(['absent_label', '__name__'])] : some;
  if (chance.of(0.6)) return { text: ` by (${more.join(', ')})`, labels: more };
  return { text: ` without (${more.join(', ')})`, labels: labels.filter((label) => !more.includes(label)) };
}

export function aggregation(generator: Generator, exact: boolean): Expression {
  const { chance } = generator;
  const name = chance.one(exact ? exactAggregations : allAggregations);
  const countsValues = chance.of(0.04);
  const inner = generator.vector(deeper(generator), exact || countsValues || chance.of(0.5));
  const { text, labels } = grouping(generator, inner.labels);
  if (countsValues) {
    // Behind all that is grouped by: 2.42 sorts it into a list whose end is cut off from the second time on.
    const last = labels.toSorted().at(-1) ?? '';
    const label = chance.one(['job', 'v', 'value', 'zone', `${last}z`].filter((one) => one > last));
    return {
      text: `count_values${text}(${quoted(label)}, ${inner.text})`,
      exact: true,
      size: undefined,
      labels: [...labels, label],
    };
  }
  const isExact = inner.exact && exactAggregations.includes(name);
  const parameter = name === 'quantile' ? `${quantile(generator)}, ` : '';
  const whole =
    chance.of(0.2) && text !== ''
      ? `${name}(${parameter}${inner.text})${text}`
      : `${name}${text} (${parameter}${inner.text})`;
  return { text: whole, exact: isExact, size: isExact ? undefined : sizeOfGroup(name, text, inner), labels };
}

/** As with ranges: what is added up counts whole, and a deviation's error is that of the mean. */
function sizeOfGroup(name: string, by: string, inner: Expression): string | undefined {
  const { text, size } = inner;
  // Of several metrics at once, which abs() would make one.
  const ofExact = `(abs(max${by} (${text})) + abs(min${by} (${text})))`;
  const largest = size === undefined ? ofExact : `max${by} (${size})`;
  switch (name) {
    case 'count':
    case 'group':
      return undefined;
    case 'sum':
      return size === undefined ? `${ofExact} * count${by} (${text})` : `sum${by} (${size})`;
    case 'stdvar':
      return `(${largest}) ^ 2`;
    default:
      return largest;
  }
}
