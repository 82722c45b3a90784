/** Which Prometheus has which function, and what else came late into the language: from its changelog, 2.42 to 3.14. */

/** Functions, and aggregations, that are younger than 2.42. */
const namesSince: Readonly<Record<string, string>> = {
  '2.47': 'histogram_stddev histogram_stdvar',
  '2.49': 'mad_over_time sort_by_label sort_by_label_desc',
  '2.51': 'histogram_avg',
  '2.54': 'limitk limit_ratio',
  '2.55': 'info',
  '3.0': 'double_exponential_smoothing',
  '3.5': 'ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
  '3.7': 'first_over_time ts_of_first_over_time',
  '3.11': 'histogram_quantiles',
  '3.12': 'end range start step',
  '3.13': 'max_of min_of',
  '3.14': 'start_timestamp',
};

const since: ReadonlyMap<string, string> = new Map(
  Object.entries(namesSince).flatMap(([version, names]) => names.split(' ').map((name) => [name, version] as const)),
);

export const syntaxSince = {
  quotedNames: '3.0',
  /** A duration where a number stands, and a number where a duration does. */
  durationsAsNumbers: '3.0',
  durationExpressions: '3.4',
  extendedRanges: '3.7',
  fills: '3.10',
} as const;

/** The version before which the server lacks the function or aggregation; undefined where every server has it, or it is none. */
export function functionSince(name: string): string | undefined {
  return since.get(name);
}

/** Functions that are gone, since when, and what took their place. */
export const formerFunctions: ReadonlyMap<string, { readonly until: string; readonly successor: string }> = new Map([
  ['holt_winters', { until: '3.0', successor: 'double_exponential_smoothing' }],
]);

/** @param version of the server, `2.42.0+ds`; undefined, or what is no version: taken for the newest. */
export function isBefore(version: string | undefined, other: string): boolean {
  const [own, than] = [numbersOf(version), numbersOf(other)];
  if (own === undefined || than === undefined) return false;
  return own.major !== than.major ? own.major < than.major : own.minor < than.minor;
}

function numbersOf(version: string | undefined): { readonly major: number; readonly minor: number } | undefined {
  const match = /^v?(\d+)\.(\d+)/.exec(version ?? '');
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/** Whether a server of that version knows the name as a function or aggregation. @param name of one that some version knows */
export function hasFunction(version: string | undefined, name: string): boolean {
  const former = formerFunctions.get(name);
  if (former !== undefined) return version !== undefined && isBefore(version, former.until);
  const first = functionSince(name);
  return first === undefined || !isBefore(version, first);
}
