/**
 * info(): series get labels of the info series (`target_info`) of the same `instance` and `job`, at each time those of the newest sample.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#info
 */
import { labelValue, metricNameLabel } from '../../../model/labels.ts';
import type { SeriesMatcher } from '../../queryable.ts';
import type { Column } from '../column.ts';
import type { CallPlan } from '../plan.ts';
import { seriesMatcher } from '../series-matcher.ts';
import { uniteColumns } from '../unite-columns.ts';
import { argument } from './arguments.ts';
import type { CallEvaluator, NamedCall } from './call.ts';
import { withInfo } from './info-labels.ts';
import { identifyingLabels, infoFamilies } from './info-series.ts';

const info: CallEvaluator = (plan, grid, evaluator) => {
  const { context } = evaluator;
  const first = argument(plan, 0);
  const base = evaluator.vector(first, grid);
  const { names, data } = wantedOf(plan, context.semantics.dotMatchesNewline);
  const isInfo = ({ labels }: Column) =>
    names.every(({ matches }) => matches(labelValue(labels, metricNameLabel) ?? ''));
  const identities = identityMatchers(base.filter((column) => !isInfo(column)));
  const families =
    identities.length === 0 ? new Map() : infoFamilies([...names, ...identities, ...data], first, grid, context);
  const columns = base.flatMap((column) => {
    context.run.check();
    return isInfo(column) ? [column] : withInfo(column, families, data);
  });
  return { kind: 'vector', columns: uniteColumns(columns) };
};

/** What the second argument asks for. */
interface Wanted {
  /** Which metrics are info metrics. */
  readonly names: readonly SeriesMatcher[];
  readonly data: readonly SeriesMatcher[];
}

function wantedOf({ args }: CallPlan, dotMatchesNewline: boolean): Wanted {
  const selector = args[1];
  const matchers = selector?.kind === 'selector' ? selector.matchers : [];
  const names = matchers.filter(({ name }) => name === metricNameLabel);
  const data = matchers.filter(({ name }) => name !== metricNameLabel);
  const named = (op: '=' | '=~', value: string) =>
    seriesMatcher({ name: metricNameLabel, op, value }, dotMatchesNewline);
  if (names.length === 0) return { names: [named('=', 'target_info')], data };
  if (names.some(({ op }) => op === '=' || op === '=~')) return { names, data };
  // It is only said how they are not called.
  return { names: [named('=~', '.+_info'), ...names], data };
}

/** Only info series of the instances and jobs that the series have are of use. */
function identityMatchers(columns: readonly Column[]): readonly SeriesMatcher[] {
  return identifyingLabels.flatMap((name): readonly SeriesMatcher[] => {
    const known = new Set(columns.map(({ labels }) => labelValue(labels, name) ?? ''));
    known.delete('');
    if (known.size === 0) return [];
    const values = [...known];
    return [{ name, op: '=~', value: values.join('|'), matches: (text) => known.has(text), values }];
  });
}

export const infoCalls: readonly NamedCall[] = [['info', info]];
