/** One rule of relabelling. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config */

export const relabelActions = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
] as const;

export type RelabelAction = (typeof relabelActions)[number];

export interface RelabelConfig {
  readonly action: RelabelAction;
  /** Their values, '' for one that is absent, are what the rule looks at. */
  readonly sourceLabels: readonly string[];
  /** Stands between the values. */
  readonly separator: string;
  /** RE2's syntax, as it was written: `^` and `$` are put around it where it is compiled. */
  readonly regex: string;
  /** Of `hashmod`; 64 bits without a sign, 0 where there is none. */
  readonly modulus: bigint;
  /** A template of `replace`, a name of the others; '' where there is none. */
  readonly targetLabel: string;
  /** A template: `$1`, `${1}`, `${name}`, `$$`. */
  readonly replacement: string;
}

/** What a rule has where it says nothing. */
export const defaultRelabelConfig: RelabelConfig = {
  action: 'replace',
  sourceLabels: [],
  separator: ';',
  regex: '(.*)',
  modulus: 0n,
  targetLabel: '',
  replacement: '$1',
};
