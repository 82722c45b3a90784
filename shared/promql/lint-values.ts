/** Remarks on counters, gauges and histograms: by what the server's metadata says of a metric, else by its name. */
import { type Aggregate, type Binary, type Call, type Expr, metricOf, type VectorSelector } from './ast.ts';
import { bare, headOf, hint, type LintContext, literalIn, selectorsIn } from './lint-parts.ts';

const rates: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);
/** For gauges: a counter that begins anew looks like a fall. */
const gaugeFunctions: ReadonlySet<string> = new Set(['delta', 'idelta', 'deriv', 'predict_linear']);
const quantiles: ReadonlyMap<string, number> = new Map([
  ['histogram_quantile', 0],
  ['quantile_over_time', 0],
]);

export function lintCallValues(call: Call, context: LintContext): void {
  const { name, args } = call;
  const [first] = args;
  const place = headOf(call, name);
  if (rates.has(name)) {
    const gauge = first?.kind === 'matrixSelector' ? gaugeIn(first.selector, context) : undefined;
    if (gauge !== undefined)
      hint(context, 'rateOfGauge', place, { severity: 'info', details: { name, metric: gauge } });
    const summed = first?.kind === 'subquery' ? bare(first.expr) : undefined;
    if (summed?.kind === 'aggregate') {
      hint(context, 'sumBeforeRate', place, { severity: 'warning', details: { name, op: summed.op } });
    }
  }
  if (gaugeFunctions.has(name) && first?.kind === 'matrixSelector') {
    const counter = counterIn(first.selector, context);
    if (counter !== undefined) {
      hint(context, 'gaugeFunctionOfCounter', place, { severity: 'warning', details: { name, metric: counter } });
    }
  }
  const share = quantiles.get(name);
  if (share !== undefined) lintShare(args[share], context);
  if (name === 'histogram_quantile') lintBuckets(call, context);
}

export function lintAggregateValues(
  aggregate: Aggregate,
  context: LintContext,
  quantileArguments: ReadonlySet<Expr>,
): void {
  const { op, expr } = aggregate;
  const inner = bare(expr);
  const place = headOf(aggregate, op);
  if (op === 'quantile') lintShare(aggregate.param, context);
  if ((op === 'sum' || op === 'avg') && inner.kind === 'vectorSelector') {
    const counter = counterIn(inner, context);
    const isBucket = counter?.endsWith('_bucket') === true;
    if (counter !== undefined && !isBucket) {
      hint(context, 'counterWithoutRate', place, { severity: 'info', details: { op, metric: counter } });
    }
  }
  if (op === 'sum' && !quantileArguments.has(aggregate) && losesLe(aggregate) && bucketsOf(inner)) {
    hint(context, 'bucketsSummed', place, { severity: 'warning' });
  }
}

export function lintComparison({ op, left, right }: Binary, context: LintContext): void {
  if (op !== '==' && op !== '>' && op !== '<' && op !== '>=' && op !== '<=') return;
  for (const side of [left, right]) {
    if (Number.isNaN(literalIn(side))) hint(context, 'nanComparison', side, { severity: 'warning' });
  }
}

/** 0.95, and not 95. */
function lintShare(share: Expr | undefined, context: LintContext): void {
  const value = share === undefined ? undefined : literalIn(share);
  if (share === undefined || value === undefined || Number.isNaN(value) || (value >= 0 && value <= 1)) return;
  const isPercent = value > 1 && value <= 100;
  const insert = String(Number((value / 100).toPrecision(12)));
  const fix = isPercent ? { from: share.start, to: share.end, insert, shown: insert } : undefined;
  hint(context, 'quantileRange', share, { severity: 'warning', fix });
}

function lintBuckets({ args }: Call, context: LintContext): void {
  const buckets = args.at(-1);
  if (buckets === undefined) return;
  const inner = bare(buckets);
  if (inner.kind === 'aggregate' && losesLe(inner) && selectorsIn(inner.expr).some(isBuckets)) {
    hint(context, 'quantileWithoutLe', headOf(inner, inner.op), { severity: 'warning' });
  }
  const raw = inner.kind === 'aggregate' ? bare(inner.expr) : inner;
  if (raw.kind === 'vectorSelector' && isBuckets(raw)) hint(context, 'bucketsWithoutRate', raw, { severity: 'info' });
}

function losesLe({ op, without, grouping }: Aggregate): boolean {
  if (op === 'topk' || op === 'bottomk' || op === 'limitk' || op === 'limit_ratio') return false;
  return grouping.includes('le') === without;
}

/** Buckets hold all that is below: what adds them up counts most of it many times. One bucket alone may be added up. */
function bucketsOf(expr: Expr): boolean {
  if (expr.kind === 'call' && rates.has(expr.name)) return bucketsOf(bare(expr.args[0] ?? expr));
  const selector = expr.kind === 'matrixSelector' ? expr.selector : expr;
  if (selector.kind !== 'vectorSelector' || !isBuckets(selector)) return false;
  return !selector.matchers.some(({ name, op }) => name === 'le' && (op === '=' || op === '=~'));
}

function isBuckets(selector: VectorSelector): boolean {
  return metricOf(selector)?.endsWith('_bucket') === true;
}

const counterName = /_(total|sum|count|bucket)$/;
const gaugeName = /_(bytes|ratio|percent|celsius|info|timestamp_seconds)$/;

/** Where the name and the metadata do not contradict each other: a wrong remark is worse than none. */
function counterIn(selector: VectorSelector, { options }: LintContext): string | undefined {
  const metric = metricOf(selector);
  if (metric === undefined || metric.includes(':')) return undefined;
  const type = options.typeOf?.(metric) ?? 'unknown';
  if (type === 'counter') return metric;
  if (type === 'histogram' || type === 'summary') return counterName.test(metric) ? metric : undefined;
  return type === 'unknown' && /_total$/.test(metric) ? metric : undefined;
}

function gaugeIn(selector: VectorSelector, { options }: LintContext): string | undefined {
  const metric = metricOf(selector);
  if (metric === undefined || metric.includes(':') || counterName.test(metric)) return undefined;
  const type = options.typeOf?.(metric) ?? 'unknown';
  if (type === 'gauge') return metric;
  return type === 'unknown' && gaugeName.test(metric) ? metric : undefined;
}
