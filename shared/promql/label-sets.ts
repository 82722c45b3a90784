/** Which labels the series of an expression have, as far as the expression says it. */
import { metricNameLabel } from '../model/labels.ts';
import type { Aggregate, Binary, Call, Expr } from './ast.ts';
import { valueType } from './type-check.ts';

/**
 * `known`: these and no others, the metric's name apart. `scraped`: what a target has and more, `instance` and `job` among them. Undefined:
 * nothing can be said.
 */
export type LabelSet =
  | { readonly kind: 'known'; readonly labels: ReadonlySet<string> }
  | { readonly kind: 'scraped' }
  | undefined;

const scraped: LabelSet = { kind: 'scraped' };

function known(labels: Iterable<string>): LabelSet {
  const set = new Set(labels);
  set.delete(metricNameLabel);
  return { kind: 'known', labels: set };
}

/** Chains of operators are long to the left, and a side is asked for at each: answers are kept. */
export class LabelSets {
  readonly #kept = new Map<Expr, LabelSet>();

  of(expr: Expr): LabelSet {
    const kept = this.#kept.get(expr);
    if (kept !== undefined || this.#kept.has(expr)) return kept;
    const chain: Binary[] = [];
    for (let left: Expr = expr; left.kind === 'binary' && !this.#kept.has(left); left = left.left) chain.push(left);
    for (const binary of chain.reverse()) this.#kept.set(binary, this.#ofBinary(binary));
    const found = expr.kind === 'binary' ? this.#kept.get(expr) : this.#ofOne(expr);
    this.#kept.set(expr, found);
    return found;
  }

  #ofOne(expr: Exclude<Expr, Binary>): LabelSet {
    switch (expr.kind) {
      case 'number':
      case 'string':
        return undefined;
      case 'vectorSelector':
        // What rules made has fewer labels, and only their author knows which.
        return expr.name === undefined || /:|^ALERTS(_FOR_STATE)?$/.test(expr.name) ? undefined : scraped;
      case 'matrixSelector':
        return this.of(expr.selector);
      case 'subquery':
      case 'unary':
      case 'paren':
        return this.of(expr.expr);
      case 'call':
        return this.#ofCall(expr);
      case 'aggregate':
        return this.#ofAggregate(expr);
    }
  }

  #ofCall({ name, args }: Call): LabelSet {
    if (name === 'vector' || (args.length === 0 && timeParts.has(name))) return known([]);
    if (name === 'info' || name === 'histogram_quantiles' || name.startsWith('absent')) return undefined;
    const vector = args.find((arg) => valueType(arg) === 'vector' || valueType(arg) === 'matrix');
    const own = vector === undefined ? undefined : this.of(vector);
    if (own?.kind !== 'known') return own;
    if (name === 'histogram_quantile') return known([...own.labels].filter((label) => label !== 'le'));
    if (name !== 'label_replace' && name !== 'label_join') return own;
    const target = args[1];
    return target?.kind === 'string' ? known([...own.labels, target.value]) : undefined;
  }

  #ofAggregate({ op, expr, without, grouping, param }: Aggregate): LabelSet {
    if (op === 'topk' || op === 'bottomk' || op === 'limitk' || op === 'limit_ratio') return this.of(expr);
    const counted = op === 'count_values' && param?.kind === 'string' ? [param.value] : [];
    if (!without) return known([...grouping, ...counted]);
    const own = this.of(expr);
    if (own?.kind !== 'known') return undefined;
    return known([...[...own.labels].filter((label) => !grouping.includes(label)), ...counted]);
  }

  #ofBinary({ op, left, right, matching }: Binary): LabelSet {
    const [lefts, rights] = [this.of(left), this.of(right)];
    if (isScalar(left)) return rights;
    if (isScalar(right) || op === 'and' || op === 'unless') return lefts;
    if (op === 'or') return lefts?.kind === rights?.kind && lefts?.kind === 'scraped' ? scraped : undefined;
    const { cardinality, on, labels, include } = matching;
    if (cardinality === 'one-to-one') {
      if (on) return known(labels);
      return lefts?.kind === 'known' ? known([...lefts.labels].filter((label) => !labels.includes(label))) : lefts;
    }
    const many = cardinality === 'one-to-many' ? rights : lefts;
    return many?.kind === 'known' ? known([...many.labels, ...include]) : many;
  }
}

const timeParts: ReadonlySet<string> = new Set(
  'day_of_month day_of_week day_of_year days_in_month hour minute month year'.split(' '),
);

function isScalar(expr: Expr): boolean {
  return valueType(expr) === 'scalar';
}
