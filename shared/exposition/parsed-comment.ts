/** Metadata: what `# HELP`, `# TYPE` and `# UNIT` say of a metric, in any format. */

/** What a comment of the cache says; a family's own name, as it is written. */
export interface ParsedComment {
  readonly kind: 'help' | 'type' | 'unit';
  readonly metric: string;
  /** Of a type: counter, gauge, histogram, gaugehistogram, summary, info, stateset or unknown (which the text format calls untyped). */
  readonly text: string;
}
