/** An answer of either side, in one form. */
import { labelsFromPairs } from '../../../shared/model/labels.ts';

export interface AnswerSeries {
  readonly labels: readonly string[];
  readonly timesMs: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export type Answer =
  | { readonly kind: 'vector' | 'matrix' | 'scalar'; readonly series: readonly AnswerSeries[] }
  | { readonly kind: 'string'; readonly text: string }
  /** The kind of error as Prometheus's API names it: `bad_data`, `execution` … */
  | { readonly kind: 'error'; readonly error: string; readonly message: string };

type Sample = readonly [seconds: number, value: string];

/** With `stats=all`, in seconds. */
interface Stats {
  readonly stats?: {
    readonly timings: { readonly evalTotalTime: number };
    readonly samples: { readonly totalQueryableSamples: number; readonly peakSamples: number };
  };
}

/** As the API writes it. */
export type JsonAnswer =
  | { readonly status: 'error'; readonly errorType: string; readonly error: string }
  | {
      readonly status: 'success';
      readonly data: Stats &
        (
          | { readonly resultType: 'scalar'; readonly result: Sample }
          | { readonly resultType: 'string'; readonly result: Sample }
          | {
              readonly resultType: 'vector';
              readonly result: readonly { readonly metric: Record<string, string>; readonly value: Sample }[];
            }
          | {
              readonly resultType: 'matrix';
              readonly result: readonly {
                readonly metric: Record<string, string>;
                readonly values?: readonly Sample[];
              }[];
            }
        );
    };

const numberOf = (text: string) => Number(text.replace('Inf', 'Infinity'));

function seriesOf(metric: Record<string, string>, samples: readonly Sample[]): AnswerSeries {
  return {
    labels: labelsFromPairs(Object.entries(metric)),
    timesMs: samples.map(([seconds]) => Math.round(seconds * 1000)),
    values: samples.map(([, value]) => numberOf(value)),
  };
}

export function answerOfJson(json: JsonAnswer): Answer {
  if (json.status === 'error') return { kind: 'error', error: json.errorType, message: json.error };
  const { data } = json;
  switch (data.resultType) {
    case 'string':
      return { kind: 'string', text: data.result[1] };
    case 'scalar':
      return { kind: 'scalar', series: [seriesOf({}, [data.result])] };
    case 'vector':
      return { kind: 'vector', series: data.result.map(({ metric, value }) => seriesOf(metric, [value])) };
    case 'matrix': {
      // absent_over_time in a subquery in which nothing is evaluated is a series without a sample.
      const series = data.result.map(({ metric, values = [] }) => seriesOf(metric, values));
      return { kind: 'matrix', series: series.filter(({ timesMs }) => timesMs.length > 0) };
    }
  }
}
