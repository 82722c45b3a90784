/** What Binnacle keeps and what scraping costs, as series: names of its own, as nobody else has such. */
import type { ScrapeLoad } from '../../../../shared/model/scrape-load.ts';
import { type MetricFamily, single } from './metric-families.ts';

/** What there is of the history that this is recorded into. */
export interface KeptHere {
  readonly series: number;
  /** On the disk. */
  readonly bytes: number;
}

interface BinnacleFacts {
  readonly version: string;
  /** Undefined before it was looked at. */
  readonly kept: KeptHere | undefined;
  /** Undefined before the first scrape. */
  readonly load: ScrapeLoad | undefined;
  readonly connections: { readonly live: number; readonly all: number };
}

export function binnacleFamilies({ version, kept, load, connections }: BinnacleFacts): readonly MetricFamily[] {
  return [
    {
      ...{ name: 'binnacle_build_info', help: 'The version of Binnacle that is running.', type: 'gauge' },
      samples: [{ labels: [['version', version]], value: 1 }],
    },
    single('gauge', 'binnacle_contexts_connected', 'Contexts that are connected.', connections.live),
    single('gauge', 'binnacle_contexts_wanted', 'Contexts that are connected or are to be.', connections.all),
    ...(kept === undefined ? [] : keptFamilies(kept)),
    ...(load === undefined ? [] : loadFamilies(load)),
  ];
}

function keptFamilies({ series, bytes }: KeptHere): readonly MetricFamily[] {
  return [
    single('gauge', 'binnacle_history_series', 'Series in the history of this computer.', series),
    single('gauge', 'binnacle_history_size_bytes', 'Size of that history on the disk.', bytes),
  ];
}

function loadFamilies(load: ScrapeLoad): readonly MetricFamily[] {
  const gauges = [
    ['targets', 'Targets of this computer that are scraped.', load.targets],
    ['targets_up', 'Targets whose last scrape succeeded.', load.targetsUp],
    ['series', 'Series of all targets, after their last scrapes.', load.series],
    ['under_way', 'Scrapes that are under way.', load.underWay],
    ['waiting', 'Scrapes that are due and wait for others.', load.waiting],
    ['samples_per_second', 'Samples that scraping brings, mean of the last minute.', load.samplesPerSecond],
    ['bytes_per_second', 'Bytes that targets answer, mean of the last minute.', load.bytesPerSecond],
  ] as const;
  const counters = [
    ['late', 'Scrapes that began more than a second after their time.', load.late],
    ['skipped', 'Scrapes left out because the one before was not done.', load.skipped],
  ] as const;
  return [
    ...gauges.map(([name, help, value]) => single('gauge', `binnacle_scrape_${name}`, help, value)),
    ...counters.map(([name, help, value]) => single('counter', `binnacle_scrape_${name}_total`, help, value)),
  ];
}
