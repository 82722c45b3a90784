/** Expressions that have to be refused: by the parser, or because the data does not fit. */
import type { Chance } from './chance.ts';

const unreadable = [
  ...[
    '',
    'sum(',
    'g{',
    'g{job=}',
    'g[5m',
    'g offset',
    'rate(g)',
    'rate(g[5m]) by (job)',
    'sum(g[5m])',
    'g + ',
    '1 + "a"',
    '((g)',
  ],
  ...[
    'g{job=~"("}',
    '{}',
    '{job=~".*"}',
    'nosuch(g)',
    'abs()',
    'abs(g, 1)',
    'g and 1',
    '1 > 2',
    'g > bool',
    'sum by job (g)',
    'g[0s]',
  ],
  ...[
    'topk(g)',
    'topk("a", g)',
    'count_values(1, g)',
    'g on (job) + k',
    'g + group_left k',
    'g and on (job) group_left k',
    '-"a"',
    '-g[5m]',
  ],
  ...[
    'g[5m:1m',
    'g[5m:1m][1m]',
    'quantile_over_time(g[5m])',
    'g @ abc',
    'g{job="a" instance="b"}',
    'g{"',
    'g{job=\'a"}',
  ],
  ...[
    'label_replace(g, "a", "b", "c")',
    'clamp(g, 1)',
    'rate(sum(g))',
    'g unless bool k',
    'g * on (job) group_left (job) k',
    'g[1y',
    '0x',
    '1e',
  ],
  ...[
    'scalar(1)',
    'vector(g)',
    'time(1)',
    'g{__name__="k"}',
    'sum by (job,, instance) (g)',
    'g # no more\n)',
    '"a" + "b"',
    'g @ end',
    'm[5m] + 1',
  ],
];

const unfit = [
  ...[
    'g + on (job) k',
    'g * on (job) group_left () k',
    'c_total + on (job, instance) g',
    'g == on () k',
    '{job="db"} + {job="db"}',
  ],
  ...[
    'rate({__name__=~"c.*_total"}[5m])',
    '-{__name__=~"g|k"}',
    'abs({job="api"})',
    'label_replace(g, "instance", "x", "", "")',
  ],
  ...[
    'label_replace(g, "a", "b", "c", "(")',
    'label_replace(g, "~", "b", "c", "d")',
    'label_join(g, "a~b", "", "job")',
    'label_join(g, "c", "", "a~b")',
  ],
  ...[
    'count_values("a-b", g)',
    'topk(1e30, g)',
    'bottomk(Inf, g)',
    'label_join(g, "instance", "-", "job")',
    'limits * on (job) group_right g * on (job) k',
  ],
  ...[
    '{__name__=~"g|k"} > bool 0',
    'holt_winters(g[5m], 0, 0.5)',
    'holt_winters(g[5m], 0.5, 1.5)',
    'sum by (job) (g) + g',
    'c_total / ignoring (code) g',
  ],
];

export function failingExpression(chance: Chance): string {
  return chance.one(chance.of(0.5) ? unreadable : unfit);
}
