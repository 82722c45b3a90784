/** Whole expressions with places to fill in: what people ask most. `#{name}` is a place, `#{1:name}` the first; Tab goes to the next. */

export type TemplateName =
  | 'sumOfRate'
  | 'quantileOfBuckets'
  | 'shareOfFailures'
  | 'largest'
  | 'comparedToBefore'
  | 'secondsUntilFull';

export interface Template {
  readonly name: TemplateName;
  /** What one may begin to type for it. */
  readonly words: readonly string[];
  readonly template: string;
  readonly shown: string;
}

export const templates: readonly Template[] = [
  {
    name: 'sumOfRate',
    words: ['sum', 'rate'],
    template: 'sum by (#{2:label}) (rate(#{1:counter}[5m]))',
    shown: 'sum by (…) (rate(…[5m]))',
  },
  {
    name: 'quantileOfBuckets',
    words: ['histogram_quantile', 'quantile'],
    template: 'histogram_quantile(#{2:0.95}, sum by (le) (rate(#{1:buckets}[5m])))',
    shown: 'histogram_quantile(0.95, sum by (le) (rate(…[5m])))',
  },
  {
    name: 'shareOfFailures',
    words: ['sum', 'error', 'failure'],
    template: 'sum(rate(#{requests}{code=~"5.."}[5m])) / sum(rate(#{requests}[5m]))',
    shown: 'sum(rate(…{code=~"5.."}[5m])) / sum(rate(…[5m]))',
  },
  { name: 'largest', words: ['topk'], template: 'topk(#{2:5}, #{1:vector})', shown: 'topk(5, …)' },
  {
    name: 'comparedToBefore',
    words: ['offset', 'delta'],
    template: '#{metric} - #{metric} offset 1d',
    shown: '… - … offset 1d',
  },
  {
    name: 'secondsUntilFull',
    words: ['deriv', 'predict_linear'],
    template: '#{available} / -deriv(#{available}[6h])',
    shown: '… / -deriv(…[6h])',
  },
];
