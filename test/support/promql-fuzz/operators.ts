/** Operators between vectors, and between vectors and scalars. */
import { deeper, type Expression, type Generator, sizeOf } from './expression.ts';
import { instantSelector } from './selectors.ts';
import { scalar } from './vector-calls.ts';
import { families } from './vocabulary.ts';

const comparisons = ['==', '!=', '>', '<', '>=', '<='];
const sets = ['and', 'or', 'unless'];

const enclosed = ({ text }: Expression) => (/^[\w.]+(\{[^{}]*\})?$/.test(text) ? text : `(${text})`);

export function operation(generator: Generator, exact: boolean): Expression {
  const { chance } = generator;
  if (chance.of(0.1)) return negation(generator, exact);
  if (chance.of(0.06)) return manyToOneAtMost(generator);
  if (chance.of(0.3)) return withScalar(generator, exact);
  return chance.of(0.25) ? manyToOne(generator) : betweenVectors(generator, exact);
}

function negation(generator: Generator, exact: boolean): Expression {
  const inner = generator.vector(deeper(generator), exact);
  return { ...inner, text: `-${enclosed(inner)}`, size: inner.exact ? undefined : sizeOf(inner) };
}

function withScalar(generator: Generator, exact: boolean): Expression {
  const { chance } = generator;
  const inner = generator.vector(deeper(generator), exact || chance.of(0.6));
  const written = scalar(generator);
  const number = written.includes(' ') ? `(${written})` : written;
  const { labels } = inner;
  if (!inner.exact) {
    const op = chance.one(['*', '/', '+', '-']);
    const text = `${enclosed(inner)} ${op} ${number}`;
    return { text, exact: false, size: sizeWith(op, inner, number), labels };
  }
  if (!exact && chance.of(0.15)) {
    // Go multiplies its way to a power, so whole powers that are small keep its error below 1e-12.
    const text = `${enclosed(inner)} ${chance.one(['^ 2', '^ 0.5', '^ -1', '^ 3', '^ 0', '^ NaN', 'atan2 2', 'atan2 0'])}`;
    return { text, exact: false, size: undefined, labels };
  }
  const op = chance.one(['+', '-', '*', '/', '%', ...comparisons, ...comparisons.map((one) => `${one} bool`)]);
  const text = chance.of(0.7) ? `${enclosed(inner)} ${op} ${number}` : `${number} ${op} ${enclosed(inner)}`;
  return { text, exact: true, size: undefined, labels };
}

function sizeWith(op: string, inner: Expression, number: string): string {
  const other = `scalar(abs(vector(${number})))`;
  return op === '*' || op === '/' ? `(${sizeOf(inner)}) ${op} ${other}` : `(${sizeOf(inner)}) + ${other}`;
}

/** Of one family on both sides, so that they have something to say to each other. */
function pair(generator: Generator): readonly [Expression, Expression] {
  const { chance } = generator;
  const family = chance.one(families);
  const side = () => {
    const selector = instantSelector(generator, family);
    if (chance.of(0.6)) return selector;
    const text = `${chance.one(['abs', '-', 'floor', 'sgn', '', 'ceil'])}(${selector.text})`;
    return { ...selector, text };
  };
  return [side(), side()];
}

function betweenVectors(generator: Generator, exact: boolean): Expression {
  const { chance } = generator;
  const any = () => generator.vector(deeper(generator), exact || chance.of(0.7));
  const [left, right] = chance.of(0.6) ? pair(generator) : [any(), any()];
  const bothExact = left.exact && right.exact;
  const arithmetic = bothExact ? ['+', '-', '*', '/', '%'] : ['+', '-', '*'];
  const op = chance.one([
    ...arithmetic,
    ...arithmetic,
    ...sets,
    ...sets,
    ...(bothExact ? [...comparisons, ...comparisons.map((one) => `${one} bool`)] : []),
  ]);
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const matching = chance.of(0.35) ? ` ${matchingOf(generator, shared)}` : '';
  const join = (a: string, b: string, by: string) => `${a} ${by}${matching} ${b}`;
  const text = join(enclosed(left), enclosed(right), op);
  const sizes = [`(${sizeOf(left)})`, `(${sizeOf(right)})`] as const;
  const sizeOp = op === '-' ? '+' : op;
  return {
    text,
    exact: bothExact,
    size: bothExact ? undefined : join(...sizes, sizeOp),
    labels: op === 'or' ? shared : left.labels,
  };
}

function matchingOf({ chance }: Generator, shared: readonly string[]): string {
  if (chance.of(0.5))
    return `ignoring (${chance.some(['code', 'shard', 'version', 'new', ...shared], 0.2).join(', ')})`;
  return `on (${chance.some(shared, 0.8).join(', ')})`;
}

/** Many series of one target each with the one that tells more about it. */
function manyToOne(generator: Generator): Expression {
  const { chance } = generator;
  const many = chance.one([
    ...['c_total', 'gi', 'g', 'rate(c_total[5m])', 'lat_bucket', 'gone', 'increase(cf_total[90s])', 'limits', 'info'],
  ]);
  const [one, on, include] = chance.one([
    ['info', 'job, instance', 'version'],
    ['info', 'instance', 'version, job'],
    ['limits', 'job', ''],
    ['g', 'job, instance', ''],
    ['max by (job) (gi)', 'job', ''],
    ['k', 'instance', 'absent_label'],
  ] as const);
  const op = chance.one(['*', '/', '+', '-', '%', '>', '<=', '== bool', '!=']);
  const right = chance.of(0.3);
  const group = `on (${on}) ${right ? 'group_right' : 'group_left'}${include === '' && chance.of(0.5) ? '' : ` (${include})`}`;
  const text = right ? `${one} ${op} ${group} ${many}` : `${many} ${op} ${group} ${one}`;
  return { text, exact: true, size: undefined, labels: ['job', 'instance'] };
}

/** Without a word about it many series may meet one as long as no two of them are the result. */
function manyToOneAtMost({ chance }: Generator): Expression {
  const many = chance.one(['gi', 'c_total', 'lat_bucket', 'limits']);
  const one = chance.one([
    'max by (job, instance) (gi)',
    'min by (job, instance) (c_total)',
    'k',
    'max by (job) (limits)',
  ]);
  const text = `${many} ${chance.one(comparisons)} on (${one.includes('(job)') ? 'job' : 'job, instance'}) ${one}`;
  return { text, exact: true, size: undefined, labels: ['job', 'instance'] };
}
