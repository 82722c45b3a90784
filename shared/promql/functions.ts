/** The functions of PromQL as of Prometheus 3.14: their arguments and results. What they compute is not said here. */

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

export interface FunctionSignature {
  readonly name: string;
  /** The last one holds for every further argument. */
  readonly args: readonly ValueType[];
  /** How many of the arguments may be there beyond all but the last: 0, exactly the arguments; -1, any number. */
  readonly variadic: number;
  readonly returns: ValueType;
  /** Only with the option `experimentalFunctions`. */
  readonly experimental: boolean;
}

/** One letter an argument: v vector, s scalar, m matrix, t text. `*`: any number of the last; `?`: the last may lack; `+n`: up to n. */
const vectorFunctions: Readonly<Record<string, string>> = {
  v: 'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
  'v?': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
  m: 'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
  s: 'vector',
  sm: 'quantile_over_time',
  sv: 'histogram_quantile',
  ssv: 'histogram_fraction',
  vs: 'clamp_max clamp_min',
  'vs?': 'round',
  vss: 'clamp',
  ms: 'predict_linear',
  vtttt: 'label_replace',
  'vttt*': 'label_join',
};

const experimentalVectorFunctions: Readonly<Record<string, string>> = {
  v: 'start_timestamp',
  m: 'mad_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
  mss: 'double_exponential_smoothing',
  'vv?': 'info',
  'vt*': 'sort_by_label sort_by_label_desc',
  'vtss+9': 'histogram_quantiles',
};

const scalarFunctions: Readonly<Record<string, string>> = { '': 'pi time', v: 'scalar' };

const experimentalScalarFunctions: Readonly<Record<string, string>> = {
  '': 'end range start step',
  ss: 'max_of min_of',
};

const typeOfLetter: Readonly<Partial<Record<string, ValueType>>> = {
  v: 'vector',
  s: 'scalar',
  m: 'matrix',
  t: 'string',
};

function variadicOf(shape: string): number {
  if (shape.endsWith('*')) return -1;
  if (shape.endsWith('?')) return 1;
  return Number(shape.split('+')[1] ?? 0);
}

function signatures(
  table: Readonly<Record<string, string>>,
  returns: ValueType,
  experimental: boolean,
): readonly FunctionSignature[] {
  return Object.entries(table).flatMap(([shape, names]) => {
    const args = [...shape].flatMap((letter) => typeOfLetter[letter] ?? []);
    return names.split(' ').map((name) => ({ name, args, variadic: variadicOf(shape), returns, experimental }));
  });
}

/** By name; names of functions are written in small letters only. */
export const functions: ReadonlyMap<string, FunctionSignature> = new Map(
  [
    ...signatures(vectorFunctions, 'vector', false),
    ...signatures(experimentalVectorFunctions, 'vector', true),
    ...signatures(scalarFunctions, 'scalar', false),
    ...signatures(experimentalScalarFunctions, 'scalar', true),
  ].map((signature) => [signature.name, signature]),
);
