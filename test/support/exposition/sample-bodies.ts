/** Bodies in the text format to begin with: captures of real exporters where they lie beside the checkout, and always some of our own. */
import { expositionFixtures } from '../fixtures.ts';

/** What the captures have little of. */
const own = `# HELP plain A gauge without labels.
# TYPE plain gauge
plain 1
# HELP escapes_total Escapes: \\\\ and \\n, and é.
# TYPE escapes_total counter
escapes_total{path="C:\\\\dir\\nnext \\"q\\"",empty="",unicode="é世界"} 1.5e-3
escapes_total{path="{}#,= "} +Inf
# TYPE latency_seconds histogram
latency_seconds_bucket{le="0.1"} 3
latency_seconds_bucket{le="1"} 3
latency_seconds_bucket{le="+Inf"} 4
latency_seconds_sum 7.25
latency_seconds_count 4
# TYPE rpc summary
rpc{quantile="0.5",job="own",instance="mine"} NaN
rpc{quantile="0.99"} 12345678901234567
rpc_sum -0
rpc_count 0
# TYPE some_info untyped
some_info{version="1",} 1
with:colons{a="b"} 9007199254740993
`;

export function sampleBodies(): readonly string[] {
  return [own, ...expositionFixtures().map(({ text }) => text)];
}
