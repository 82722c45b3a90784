/** Functions of instant vectors and scalars. */
import type { Chance } from './chance.ts';
import { deeper, type Expression, type Generator, quoted, sizeOf } from './expression.ts';
import { quantile } from './range-calls.ts';
import { instantSelector, rangeSelector } from './selectors.ts';
import { families } from './vocabulary.ts';

/** Which can say by how much a difference grows: not at all. */
const steady = ['abs', 'sort', 'sort_desc', 'timestamp'];
const exactCalls = [...steady, 'ceil', 'floor', 'sgn', 'sqrt', 'round', 'absent'];
const calendar = ['minute', 'hour', 'month', 'year', 'day_of_month', 'day_of_week', 'day_of_year', 'days_in_month'];
/** Of exact numbers only: they make differences in the argument larger without bounds. */
const transcendental = [
  ...[
    'exp',
    'ln',
    'log2',
    'log10',
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
  ],
  ...['atanh', 'deg', 'rad'],
];

type Make = (generator: Generator, exact: boolean) => Expression;

const plain: Make = (generator, exact) => {
  const { chance } = generator;
  const inner = generator.vector(deeper(generator), exact || chance.of(0.6));
  const chosen = chance.one(inner.exact ? exactCalls : steady);
  // Until 2.42 at least, timestamp() of a selector that is fixed forgets its offset.
  const name = chosen === 'timestamp' && /@/.test(inner.text) && /offset/.test(inner.text) ? 'abs' : chosen;
  const more = name === 'round' && chance.of(0.6) ? `, ${chance.one(['0.1', '5', '1/3', '-2', '0', '1e-9'])}` : '';
  const size = inner.exact ? undefined : name === 'timestamp' ? undefined : sizeOf(inner);
  return { ...inner, text: `${name}(${inner.text}${more})`, size };
};

const clamps: Make = (generator, exact) => {
  const { chance } = generator;
  const inner = generator.vector(deeper(generator), exact);
  const bound = () => chance.one(['0', '-1', '10', '100.5', 'NaN', '+Inf', '-Inf', 'scalar(limits{job="db"})']);
  const name = chance.one(['clamp', 'clamp_min', 'clamp_max']);
  const bounds = name === 'clamp' ? `${bound()}, ${bound()}` : bound();
  return { ...inner, text: `${name}(${inner.text}, ${bounds})`, size: inner.exact ? undefined : sizeOf(inner) };
};

const dates: Make = (generator) => {
  const { chance } = generator;
  const name = chance.one(calendar);
  if (chance.of(0.2)) return { text: `${name}()`, exact: true, size: undefined, labels: [] };
  const inner = chance.of(0.6)
    ? instantSelector(generator, { kind: 'gauge', metrics: ['dates'], labels: { job: ['db'] } })
    : generator.vector(deeper(generator), true);
  return { ...inner, text: `${name}(${inner.text})`, exact: true, size: undefined };
};

const curves: Make = (generator) => {
  const { chance } = generator;
  const name = chance.one(transcendental);
  const inner = generator.vector(deeper(generator), true);
  const wave = name === 'sin' || name === 'cos';
  // Near a wave's noughts only the distance says something: the argument is a multiple of pi to its own last digit.
  return { ...inner, text: `${name}(${inner.text})`, exact: false, size: wave ? `0 * (${inner.text}) + 1` : undefined };
};

const withLabels: Make = (generator, exact) => {
  const { chance } = generator;
  const inner = generator.vector(deeper(generator), exact);
  const { labels } = inner;
  const target = chance.one(['new', 'new', ...labels, 'job', '__name__']);
  const [name, parameters] = chance.of(0.4) ? joinOf(labels, target, chance) : replaceOf(labels, target, chance);
  const outer = (text: string) => `${name}(${text}, ${parameters.map(quoted).join(', ')})`;
  const size = inner.exact ? undefined : outer(sizeOf(inner));
  return { text: outer(inner.text), exact: inner.exact, size, labels: [...new Set([...labels, target])] };
};

type LabelCall = readonly [name: string, parameters: readonly string[]];

function joinOf(labels: readonly string[], target: string, chance: Chance): LabelCall {
  return ['label_join', [target, chance.one(['-', '', ' ', '한']), ...chance.some([...labels, 'absent_label'], 0.5)]];
}

function replaceOf(labels: readonly string[], target: string, chance: Chance): LabelCall {
  const source = chance.one([...labels, 'instance', 'absent_label', '__name__']);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: so label_replace names a group
  const replacement = chance.one(['$1', 'x-$1', '${1}y', '$2', '', 'new', '$0', '$$', '$name']);
  const regexp = chance.one([
    '(.*)',
    '(.+)',
    '([a-z]+).*',
    '(\\d).*',
    'nothing',
    '(?P<name>.)(.*)',
    '',
    '(a|b).*',
    'pg-(.)',
  ]);
  return ['label_replace', [target, replacement, source, regexp]];
}

const absence: Make = (generator) => {
  const { chance } = generator;
  const range = rangeSelector(generator);
  const text = chance.of(0.5) ? `absent_over_time(${range.text})` : `absent(${instantSelector(generator).text})`;
  return { text, exact: true, size: undefined, labels: range.labels };
};

const numbers: Make = (generator, exact) => {
  const { chance } = generator;
  if (chance.of(0.4)) return { text: `vector(${scalar(generator)})`, exact: true, size: undefined, labels: [] };
  const inner = generator.vector(deeper(generator), exact);
  return {
    text: `vector(scalar(${inner.text}))`,
    exact: inner.exact,
    size: inner.exact ? undefined : `vector(scalar(${sizeOf(inner)}))`,
    labels: [],
  };
};

/** Quantiles that no rank of whole numbers hits exactly: where one does, the last digit decides between two buckets. */
const buckets: Make = (generator, exact) => {
  const { chance } = generator;
  const family = chance.one(families.filter(({ kind }) => kind === 'bucket'));
  const metric = chance.one(family.metrics);
  const inside = chance.one([metric, `rate(${metric}[5m])`, `increase(${metric}[2m])`]);
  const whole = inside === metric;
  const by = chance.one(['le', 'job, le', 'le, instance']);
  const grouped = !exact && chance.of(0.5);
  const q = grouped && !whole ? chance.one(['0.5123', '0.9071', '0.98765', '-1', '2']) : quantile(generator);
  const text = `histogram_quantile(${q}, ${grouped ? `sum by (${by}) (${inside})` : inside})`;
  // Within a bucket the place is a part of the bucket: its width is what counts, which no bucket here has more of than 60.
  return { text, exact: false, size: `0 * ${text} + 60`, labels: Object.keys(family.labels) };
};

/** A scalar, always exact. */
export function scalar({ chance }: Generator): string {
  return chance.one([
    ...[
      '1',
      '2',
      '-1',
      '0',
      '0.5',
      '100',
      '1e3',
      '0x1F',
      'NaN',
      'Inf',
      '-Inf',
      'pi()',
      'time()',
      '3.7',
      '1e-3',
      '(1 + 2)',
    ],
    ...[
      'scalar(limits{job="api"})',
      'scalar(g)',
      'time() % 60',
      '7 % 2.5',
      '2 > bool 1',
      '-(3)',
      'scalar(sum(gi))',
      '1 / 0',
    ],
  ]);
}

const exactMakes: readonly Make[] = [plain, plain, clamps, dates, withLabels, withLabels, absence, numbers];
const allMakes: readonly Make[] = [...exactMakes, curves, curves, buckets, buckets];

export function vectorCall(generator: Generator, exact: boolean): Expression {
  return generator.chance.one(exact ? exactMakes : allMakes)(generator, exact);
}
