/** Small questions to a server beside its samples: what time it has, how many series there are, how often it scrapes. */
import { AppError } from '../../../shared/base/errors.ts';
import type { QueryOptions, Source, SourceRaw } from '../sources/source.ts';

type Asked = Pick<Source, 'query'>;

const timeoutMs = 30_000;

/**
 * By the server's own clock, which is that of its samples: a clock of this computer that is wrong shall neither lose nor invent time. It is when
 * the question was evaluated, so never ahead of what the server has. @throws as `Source.query`
 */
export async function serverTimeMs(source: Asked, signal: AbortSignal): Promise<number> {
  const seconds = await scalarOf(source, 'time()', { signal, timeoutMs });
  if (seconds === undefined) throw new Error('the server has no time');
  return Math.floor(seconds * 1000);
}

/** As they are now, each once however many of the selectors find it. @throws as `Source.query` */
export async function countSeries(source: Asked, selectors: readonly string[], signal: AbortSignal): Promise<number> {
  if (selectors.length === 0) return 0;
  return (await scalarOf(source, `count(${unionOf(selectors)})`, { signal, timeoutMs })) ?? 0;
}

/** `or` does not look at names: two metrics with the same labels would be one. */
function unionOf(selectors: readonly string[]): string {
  const [only] = selectors;
  if (selectors.length === 1 && only !== undefined) return only;
  return selectors.map((one) => `label_replace(${one}, "binnacle_name", "$1", "__name__", "(.+)")`).join(' or ');
}

/** The second for servers that have not been there for long: what they have in it is more of it. */
const windows = [
  { text: '5m', ms: 300_000 },
  { text: '1m', ms: 60_000 },
] as const;

/** How often a series was scraped; the second where an engine does not keep what a scrape had. */
const scrapesIn = [
  (window: string) => `sum(sum_over_time(scrape_samples_scraped[${window}])) / sum(scrape_samples_scraped)`,
  (window: string) => `sum(count_over_time(up[${window}])) / count(up)`,
];

/** Prometheus's own. */
const usualIntervalMs = 60_000;

/**
 * Of a sample; targets with many series count for more. As the server says of its targets, also where it has not been there for long; else by
 * what lies between their scrapes. @throws as `Source.query`
 */
export async function scrapeIntervalMs(
  source: Pick<Source, 'query' | 'targets'>,
  signal: AbortSignal,
): Promise<number> {
  const toldMs = await toldIntervalMs(source, signal);
  if (toldMs !== undefined) return toldMs;
  for (const exprIn of scrapesIn) {
    const intervals: number[] = [];
    for (const { text, ms } of windows) {
      const scrapes = await scalarOf(source, exprIn(text), { signal, timeoutMs });
      if (scrapes !== undefined && scrapes > 0) intervals.push(ms / scrapes);
    }
    if (intervals.length > 0) return Math.min(...intervals);
  }
  return usualIntervalMs;
}

async function toldIntervalMs({ targets }: Pick<Source, 'targets'>, signal: AbortSignal): Promise<number | undefined> {
  try {
    const reading = await targets?.read(signal);
    let [samples, samplesAMs] = [0, 0];
    // What was not scraped yet has as many as any.
    for (const { intervalMs, samples: its = 1 } of reading?.targets ?? []) {
      if (intervalMs === undefined || intervalMs <= 0) continue;
      samples += its;
      samplesAMs += its / intervalMs;
    }
    return samplesAMs === 0 ? undefined : samples / samplesAMs;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** Of targets that were there all the time, so that one that has just come is none that is scraped seldom. */
const seenMs = 600_000;
const fewestScrapes = 'min(count_over_time(up[10m]) and (up offset 10m))';

/**
 * The longest between two samples of a series: what the server says, or else what lies between its scrapes. Undefined where neither is known.
 * @throws as `Source.query`
 */
export async function longestIntervalMs(
  source: Asked & { readonly raw: Pick<SourceRaw, 'longestIntervalMs'> },
  signal: AbortSignal,
): Promise<number | undefined> {
  const toldMs = await source.raw.longestIntervalMs(signal);
  if (toldMs !== undefined) return toldMs;
  const scrapes = await scalarOf(source, fewestScrapes, { signal, timeoutMs });
  return scrapes === undefined || scrapes <= 0 ? undefined : seenMs / scrapes;
}

/** @returns undefined where there is none */
async function scalarOf(source: Asked, expr: string, options: QueryOptions): Promise<number | undefined> {
  let value: number | undefined;
  for await (const item of source.query({ kind: 'instant', expr }, options)) {
    if (item.kind === 'part') value = item.columns.values[0];
  }
  return value;
}
