/** What scripted targets answer, scrape by scrape, and how their jobs are configured: each rule of Prometheus's scrape loop at least once. */
import {
  delimited,
  double,
  family,
  integer,
  labelPair,
  message,
  packedSigned,
  signed,
} from '../../support/exposition/protobuf-writer.ts';

export type ScriptedAnswer =
  | { readonly kind: 'body'; readonly type: ScriptedType; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'status'; readonly status: number }
  /** Nothing comes until the scrape gives up. */
  | { readonly kind: 'silence' };

export type ScriptedType = 'text' | 'open-metrics' | 'protobuf';

/** As in a scrape_config. */
interface ScriptedJob {
  readonly honor_labels?: boolean;
  readonly honor_timestamps?: boolean;
  readonly sample_limit?: number;
  readonly label_limit?: number;
  readonly label_name_length_limit?: number;
  readonly label_value_length_limit?: number;
  readonly metric_relabel_configs?: readonly object[];
}

export interface Script {
  /** The job's name. */
  readonly name: string;
  readonly job: ScriptedJob;
  /** The last one is given again. */
  readonly answers: readonly ScriptedAnswer[];
}

const encoder = new TextEncoder();
const status = (code: number): ScriptedAnswer => ({ kind: 'status', status: code });
const silence: ScriptedAnswer = { kind: 'silence' };
const text = (...lines: readonly string[]): ScriptedAnswer => ({
  ...{ kind: 'body', type: 'text', bytes: encoder.encode(lines.map((line) => `${line}\n`).join('')) },
});
const open = (...lines: readonly string[]): ScriptedAnswer => ({
  ...{ kind: 'body', type: 'open-metrics', bytes: encoder.encode(lines.map((line) => `${line}\n`).join('')) },
});

const span = (field: number, offset: number, length: number) => message(field, signed(1, offset), integer(2, length));

function native(count: number, sum: number, deltas: readonly number[], ownMs?: number): ScriptedAnswer {
  const histogram = [integer(1, count), double(2, sum), signed(5, 1), double(6, 0.001), integer(7, 1)];
  const buckets = [span(12, -2, deltas.length), packedSigned(13, deltas)];
  const own = ownMs === undefined ? [] : [integer(6, BigInt(ownMs))];
  const metric = message(4, labelPair('a', 'b'), message(7, ...histogram, ...buckets), ...own);
  const plain = message(4, message(2, double(1, count)));
  const bytes = Uint8Array.from(delimited(family('waits', 4, [metric]), family('size', 1, [plain])));
  return { kind: 'body', type: 'protobuf', bytes };
}

/** Its native histograms. */
export const histogramJob = 'native-histograms';

const withoutHistogram: ScriptedAnswer = {
  ...{ kind: 'body', type: 'protobuf' },
  bytes: Uint8Array.from(delimited(family('size', 1, [message(4, message(2, double(1, 1)))]))),
};

const classic = (n: number) => [
  '# HELP latency Of requests.',
  '# TYPE latency histogram',
  `latency_bucket{le="0.1"} ${n}`,
  `latency_bucket{le="+Inf"} ${2 * n}`,
  `latency_sum ${n / 3}`,
  `latency_count ${2 * n}`,
];

/** Each ends with an answer that is refused, whose words are compared. */
const refusals: readonly Script[] = [
  ...(
    [
      ['too-many-samples', { sample_limit: 1 }, 'a 1\nb 1\n'],
      ['too-many-labels', { label_limit: 2 }, `${'long'.repeat(20)} 1\n`],
      ['too-long-a-name', { label_name_length_limit: 8 }, `a{${'n'.repeat(60)}="1"} 1\n`],
      [
        'too-long-a-value',
        { label_value_length_limit: 30 },
        `a{x="${'v'.repeat(29)}é\\n\\"\u200b漢😀${'w'.repeat(30)}"} 1\n`,
      ],
      ['no-line', {}, 'a 1\nb\n'],
      ['a-label-twice', {}, 'a 1\nb{x="1",x="2"} 1\nc 1\n'],
      ['a-name-twice', {}, 'a 1\n{__name__="b",__name__="c"} 1\nc 1\n'],
      ['no-name-is-left', {}, 'a 1\nb{__name__=""} 1\nc 1\n'],
      ['too-long-before-no-line', { label_value_length_limit: 30 }, `a{x="${'v'.repeat(31)}"} 1\nb\n`],
      ['without-a-name', { metric_relabel_configs: [{ regex: '__name__', action: 'labeldrop' }] }, 'a 1\n'],
      [
        'with-a-bad-name',
        { metric_relabel_configs: [{ target_label: '__name__', replacement: 'a "b' }] },
        'a{x="ü"} 1\n',
      ],
    ] as const
  ).map(([name, job, body]): Script => ({ name, job, answers: [text(), text(body.slice(0, -1))] })),
];

export const refusedJobs: readonly string[] = refusals.map(({ name }) => name);

/** @param nowMs about when they are scraped */
export function scripts(nowMs: number): readonly Script[] {
  const ms = (secondsBefore: number) => String(nowMs - 1000 * secondsBefore);
  const seconds = (secondsBefore: number) => String(nowMs / 1000 - secondsBefore);
  return [
    ...refusals,
    {
      ...{ name: 'come-and-go', job: {} },
      answers: [
        text('a 1', 'b 1', 'c{x="y"} 1'),
        text('a 2', 'c{x="y"} 1'),
        text('a 3', 'b 2', 'c{x="y"} 1', 'd 1'),
        text('d 2', 'c{x="y"} 1', 'b 3', 'a 4'),
        text(''),
        text(),
        text('a 5', 'b 4'),
        text('# only a comment'),
        text('b 5', 'a 6'),
        text('a 7', 'b 6'),
      ],
    },
    {
      ...{ name: 'failures', job: {} },
      answers: [
        text('a 1', 'b 1'),
        status(500),
        status(404),
        text('a 2', 'b 2', 'c 1'),
        silence,
        text('a 3', 'c 1'),
        text('a 3', 'b 3'),
        status(503),
        text(),
        text('a 4', 'b 3'),
      ],
    },
    {
      ...{ name: 'wrong-half-way', job: {} },
      answers: [
        text('a 1', 'b 1', 'c 1'),
        text('a 2', 'new 1', 'b x', 'c 2'),
        text('a 3', 'b 2', 'c 3', 'new 2'),
        text('{ 1'),
        text('a 4', 'a{ 1'),
        text('a{ 1', 'a 4'),
        text('b 4', 'c 4'),
        text('b 5', 'another 1', 'c'),
        status(500),
        text('a 6', 'b 6', 'another 2'),
      ],
    },
    {
      ...{ name: 'twice-in-a-body', job: {} },
      answers: [
        text('a 1', 'a 1', 'b 1', 'b 2', 'c{x="1",y="2"} 1', 'c{y="2",x="1"} 2'),
        text('b 3', 'a 2', 'b 4', 'c{y="2",x="1"} 3'),
        text('c{x="1",y="2"} 4', 'a 3'),
        text('a 5', 'a 4', 'a 5'),
      ],
    },
    {
      ...{ name: 'own-times', job: {} },
      answers: [
        text(`a 1 ${ms(100)}`, 'b 1', `c{x="1"} 1 ${ms(90)}`, `c{x="2"} 1 ${ms(90)}`),
        text(`a 2 ${ms(80)}`, 'b 2', `c{x="1"} 2 ${ms(70)}`, `c{x="2"} 2 ${ms(90)}`),
        text(`a 3 ${ms(85)}`, 'b 3', `c{x="1"} 2 ${ms(70)}`, `c{x="2"} 1 ${ms(90)}`),
        text(`a 4 ${ms(60)}`, `old 1 ${ms(7200)}`, `ahead 1 ${ms(-660)}`, `soon 1 ${ms(-500)}`),
        text(`a 5 ${ms(50)}`, `a 6 ${ms(40)}`, `old 1 ${ms(7200)}`, 'soon 2', `ahead 2 ${ms(-660)}`),
        status(500),
        text('a 7', `d 1 ${ms(20)}`),
        text(`a 8 ${ms(30)}`, 'b 9', `d 2 ${ms(10)}`, `e 1 ${ms(15)}`, 'e 2'),
        text('b 10', 'd 3'),
        text(`b 11 ${ms(3500)}`, `d 4 ${ms(-2)}`),
      ],
    },
    {
      ...{ name: 'times-not-honored', job: { honor_timestamps: false } },
      answers: [
        text(`a 1 ${ms(100)}`, `b 1 ${ms(7200)}`),
        text(`a 2 ${ms(100)}`),
        text(`a 2 ${ms(100)}`, `b 1 ${ms(-9000)}`),
      ],
    },
    {
      ...{
        name: 'sample-limit',
        job: {
          sample_limit: 3,
          metric_relabel_configs: [{ source_labels: ['__name__'], regex: 'drop.*', action: 'drop' }],
        },
      },
      answers: [
        text('a 1', 'b 1', 'c 1', 'drop 1'),
        text('a 2', 'b 2', 'c 2', 'd 2', 'drop 1'),
        text('a 3', 'b 3', 'drop1 3', 'drop2 3'),
        text('e 1', 'f 1', 'g 1', 'h 1', 'i 1', 'a 4'),
        text('a 5', 'e 2'),
        text('a 6', 'a 6', 'a 6', 'a 6'),
        text('a 7', `b 7 ${ms(7200)}`, `c 7 ${ms(7200)}`, 'd 7'),
        text('a 8', 'b 8', 'c 8'),
        text('a 9', 'b 9', 'c 9', 'd 9', 'e x'),
        text('a 10', 'b 10'),
      ],
    },
    {
      ...{ name: 'label-limit', job: { label_limit: 4 } },
      answers: [text('a{x="1"} 1', 'b 1'), text('a{x="1"} 2', 'b{x="1",y="2"} 2', 'c 2'), text('b 3', 'a{x="1"} 3')],
    },
    {
      ...{ name: 'label-lengths', job: { label_name_length_limit: 10, label_value_length_limit: 20 } },
      answers: [
        text('a{x="1"} 1'),
        text('a{x="1"} 2', `b{x="${'ü'.repeat(11)}"} 2`),
        text('a{x="1"} 3', 'b{abcdefghijkl="1"} 3'),
        text(`a{x="${'v'.repeat(60)}\\n\\"é"} 4`, 'a{x="1"} 4'),
        text('a{x="1"} 5'),
      ],
    },
    {
      ...{ name: 'labels-honored', job: { honor_labels: true } },
      answers: [
        text('a{job="mine",instance="there"} 1', 'b{instance=""} 1', 'up{job="labels-honored"} 7'),
        text('a{job="mine",instance="there"} 2', 'b{instance=""} 2'),
        text('b 3'),
      ],
    },
    {
      ...{ name: 'labels-exported', job: {} },
      answers: [
        text('a{job="mine",instance="there",exported_job="z"} 1', 'b{instance=""} 1'),
        text('b{instance=""} 2'),
        text('b 3'),
      ],
    },
    {
      name: 'relabelled',
      job: {
        metric_relabel_configs: [
          { regex: 'pod', action: 'labeldrop' },
          { source_labels: ['__name__'], regex: 'old_(.*)', target_label: '__name__', replacement: 'new_$1' },
          { source_labels: ['nameless'], regex: '1', target_label: '__name__', replacement: '' },
          { source_labels: ['bad'], regex: '1', target_label: '__name__', replacement: 'a b' },
        ],
      },
      answers: [
        text('a{pod="1"} 1', 'a{pod="2"} 2', 'old_x 1', 'new_x 2'),
        text('a{pod="2"} 3', 'old_x 3'),
        text('a{pod="3"} 4', 'a{pod="2"} 5', 'new_x 4'),
        text('a{pod="1"} 6', 'new_y 1', 'x{nameless="1"} 1', 'old_x 5'),
        text('a{pod="1"} 7', 'new_y 2', 'x{bad="1"} 1', 'old_x 6'),
        text('a{pod="1"} 8', 'old_x 7'),
      ],
    },
    {
      ...{ name: 'names-of-reports', job: {} },
      answers: [
        text('up 5', 'scrape_series_added 9', 'a 1'),
        text('up 6', 'scrape_samples_scraped 2'),
        text('a 2'),
        text('a 3'),
      ],
    },
    {
      ...{ name: 'values', job: {} },
      answers: [
        text(
          'a NaN',
          'b +Inf',
          'c -Inf',
          'd -0',
          'e 1e-320',
          'f 0x10',
          'g{é="ü\\n\\"\\\\"} 1',
          'h{x="漢字"} 1.7976931348623157e308',
        ),
        text('a NaN', 'b 1', 'c NaN', 'd 0', 'e 3', 'g{x="ü\\n\\"\\\\"} 1', 'h{x="漢字"} 2'),
        text('a 1', 'd 4'),
      ],
    },
    {
      ...{ name: 'open-metrics', job: {} },
      answers: [
        open('# TYPE a counter', 'a_total 1 # {x="y"} 0.5', 'a_created 1600000000', `b 1 ${seconds(60)}`, '# EOF'),
        open('a_total 2', `b 2 ${seconds(50)}`, 'c 1'),
        open('a_total 3', `b 3 ${seconds(40)}`, '# EOF'),
        open('a_total 4', 'c 2', '# EOF'),
        open(),
        open('c 3', '# EOF'),
      ],
    },
    {
      ...{ name: histogramJob, job: {} },
      answers: [
        native(6, 2.5, [2, 1]),
        native(9, 3.5, [3, 2]),
        withoutHistogram,
        native(10, 4, [3, 3]),
        status(500),
        native(4, 1, [1, 1]),
        native(7, 1.5, [2, 2], nowMs - 50_000),
        native(8, 1.75, [2, 3], nowMs + 1000),
        withoutHistogram,
      ],
    },
    {
      ...{ name: 'classic-histograms', job: {} },
      answers: [text(...classic(1)), text(...classic(2)), text('a 1'), text(...classic(3))],
    },
  ];
}
