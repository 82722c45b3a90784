/** What the graphs of this computer ask, and over which stretch of time. */
import type { UnitName } from '../../../shared/format/unit.ts';

interface OverviewLine {
  /** Its word in the catalogue. */
  readonly word: 'used' | 'read' | 'written' | 'received' | 'sent';
  /** @param range of its rate */
  readonly expr: (range: string) => string;
}

export interface OverviewGraph {
  readonly title: 'cpu' | 'memory' | 'disk' | 'network';
  readonly unit: UnitName;
  readonly isRate: boolean;
  readonly lines: readonly OverviewLine[];
}

/** What a volume or a bridge moves has moved through a disk or a card, too. */
const disks = 'job="node",device!~"(dm-|md|zram).*"';
const cards = 'job="node",device!~"lo|(veth|docker|br-|virbr|cni|flannel|cali|ifb).*"';

const rateOf = (metric: string, matchers: string) => (range: string) => `sum(rate(${metric}{${matchers}}[${range}]))`;

/** macOS and Windows have the last two of memory's names, as node_exporter has them there. */
export const overviewGraphs: readonly OverviewGraph[] = [
  {
    title: 'cpu',
    unit: 'percent',
    isRate: true,
    lines: [
      {
        word: 'used',
        expr: (range) =>
          `100 * avg(sum by (cpu) (rate(node_cpu_seconds_total{job="node",mode!~"idle|iowait"}[${range}])))`,
      },
    ],
  },
  {
    title: 'memory',
    unit: 'bytes',
    isRate: false,
    lines: [
      {
        word: 'used',
        expr: () =>
          'node_memory_MemTotal_bytes{job="node"} - node_memory_MemAvailable_bytes{job="node"} or node_memory_total_bytes{job="node"} - node_memory_free_bytes{job="node"}',
      },
    ],
  },
  {
    title: 'disk',
    unit: 'bytesPerSecond',
    isRate: true,
    lines: [
      { word: 'read', expr: rateOf('node_disk_read_bytes_total', disks) },
      { word: 'written', expr: rateOf('node_disk_written_bytes_total', disks) },
    ],
  },
  {
    title: 'network',
    unit: 'bytesPerSecond',
    isRate: true,
    lines: [
      { word: 'received', expr: rateOf('node_network_receive_bytes_total', cards) },
      { word: 'sent', expr: rateOf('node_network_transmit_bytes_total', cards) },
    ],
  },
];

export const coresExpr = 'count(count by (cpu) (node_cpu_seconds_total{job="node"}))';
export const memoryExpr = 'node_memory_MemTotal_bytes{job="node"} or node_memory_total_bytes{job="node"}';

/** When this machine was scraped: its samples are the scrapes' own times. */
export const scrapesExpr = (spanMs: number) => `up{job="node"}[${Math.ceil(spanMs / 1000)}s]`;

export const triedExpr = 'rate(node_network_receive_bytes_total{device!="lo"}[1m])';

export interface OverviewSpan {
  /** Of what is shown; both ends inclusive. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly nowMs: number;
  /** What rates look back over. */
  readonly rateMs: number;
  /** There may not be enough yet for a rate. */
  readonly isNew: boolean;
}

/** As much as is worth looking at of what was recorded: it grows with it, up to an hour. */
const windows = [
  // The very first sample is to be seen: the last time is now, and not one of a calm grid.
  { upToMs: 2 * 60_000, rangeMs: 200_000, stepMs: 5000, endsOnMs: 1, rateMs: 20_000 },
  { upToMs: 8 * 60_000, rangeMs: 10 * 60_000, stepMs: 5000, endsOnMs: 5000, rateMs: 20_000 },
  { upToMs: Number.POSITIVE_INFINITY, rangeMs: 3_600_000, stepMs: 15_000, endsOnMs: 15_000, rateMs: 60_000 },
] as const;

/** @param sinceMs when it began to be recorded; undefined: not known, so the longest */
export function overviewSpan(nowMs: number, sinceMs: number | undefined): OverviewSpan {
  const recordedMs = sinceMs === undefined ? Number.POSITIVE_INFINITY : nowMs - sinceMs;
  const found = windows.find(({ upToMs }) => recordedMs < upToMs) ?? windows[2];
  const endMs = Math.floor(nowMs / found.endsOnMs) * found.endsOnMs;
  return {
    startMs: endMs - found.rangeMs,
    endMs,
    stepMs: found.stepMs,
    nowMs,
    rateMs: found.rateMs,
    isNew: found === windows[0],
  };
}
