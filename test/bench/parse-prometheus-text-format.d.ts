/** Its package has no types. */
declare module 'parse-prometheus-text-format' {
  /** @returns a metric family an entry */
  export default function parsePrometheusTextFormat(text: string): readonly object[];
}
