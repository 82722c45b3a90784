/** Targets as they are shown: rows of the list, and what was discovered, searched. Runs in the catalog worker. */
import { parseDuration } from '../../../../../shared/format/duration.ts';
import { type Labels, labelValue } from '../../../../../shared/model/labels.ts';
import type { DiscoveredTarget, FoundDiscovered, Target } from '../../../../../shared/model/target.ts';
import type { DiscoveredQuery, Masks } from './target-jobs.ts';
import { readTargetAt, type SaidTarget } from './target-reader.ts';
import { keyAt, type OpenTargets, poolOfDropped } from './targets-memory.ts';

/** Of an error; what is longer than a few lines was not written to be read. */
const mostErrorLength = 4096;

/** @param samples of its last scrape, as its series say; NaN where none does */
export function rowOf(targets: OpenTargets, index: number, samples: number, masks: Masks): Target {
  const said = readTargetAt(targets.cursor, targets.starts[index] ?? 0);
  const { health, lastScrapeMs } = timeOf(said);
  const isScraped = lastScrapeMs !== undefined;
  return {
    key: keyAt(targets, index),
    pool: said.pool,
    url: masks.urls(said.url),
    labels: said.labels,
    health,
    error: masks.urls(cut(said.error)),
    lastScrapeMs,
    durationMs: isScraped && said.durationSeconds !== undefined ? said.durationSeconds * 1000 : undefined,
    samples: isScraped ? countOf(said.samples ?? samples) : undefined,
    intervalMs: durationOf(said.interval, said.discovered, '__scrape_interval__'),
    timeoutMs: durationOf(said.timeout, said.discovered, '__scrape_timeout__'),
  };
}

function cut(text: string): string {
  return text.length <= mostErrorLength ? text : `${text.slice(0, mostErrorLength)}…`;
}

function countOf(value: number): number | undefined {
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Older servers say it only where they say what was discovered. */
export function durationOf(said: string, discovered: Labels, label: string): number | undefined {
  return parseDuration(said === '' ? (labelValue(discovered, label) ?? '') : said);
}

export function timeOf({ health, lastScrape }: SaidTarget): Pick<Target, 'health' | 'lastScrapeMs'> {
  const timeMs = Date.parse(lastScrape);
  const lower = health.toLowerCase();
  return {
    health: lower === 'up' || lower === 'down' ? lower : 'unknown',
    // Before the first scrape it is Go's zero time, of the year 1.
    lastScrapeMs: timeMs > 0 ? timeMs : undefined,
  };
}

/** As Prometheus masks its configuration: a parameter of the URL may be a secret. */
const mark = '<secret>';

/** Any of them may be a URL with credentials: what is probed, where it was found, what a rule makes of them. */
export function discoveredShown(labels: Labels, masks: LabelMasks): Labels {
  return labels.map((text, i) => (i % 2 === 1 ? labelShown(labels[i - 1] ?? '', text, masks) : text));
}

type LabelMasks = Pick<Masks, 'urls' | 'isSecretKey'>;

/** What is without all of these has no URL with credentials, plain or encoded, and no parameter: that is most, of a great many. */
const urlSigns = /[/%?&;]/;

export function labelShown(name: string, value: string, { urls, isSecretKey }: LabelMasks): string {
  if (name.startsWith('__param_') && isSecretKey(name)) return mark;
  return urlSigns.test(value) ? urls(value) : value;
}

/** Of an answer in a frame of the contract, in the wider of its encodings. */
const mostBytes = 700 * 1024;

/** Fewer than asked for where they are too long together, at least one. @param check may throw, to stop */
export function searchDiscovered(
  targets: OpenTargets,
  query: DiscoveredQuery,
  masks: Masks,
  check: () => void,
): Pick<FoundDiscovered, 'count' | 'targets'> {
  const { offset, limit, state, pool } = query;
  const { activeCount } = targets.memory;
  const text = query.text.trim().toLowerCase();
  const [first, end] = state === 'dropped' ? [activeCount, targets.starts.length] : [0, endOf(targets, state)];
  const found: DiscoveredTarget[] = [];
  let count = 0;
  let bytes = 0;
  for (let index = first; index < end; index += 1) {
    check();
    const target = discoveredAt(targets, index, masks);
    if ((pool !== undefined && target.pool !== pool) || !hasText(target, text)) continue;
    const isWanted = count >= offset && count < offset + limit && (found.length === 0 || bytes < mostBytes);
    count += 1;
    if (!isWanted) continue;
    bytes += sizeOf(target);
    if (found.length === 0 || bytes <= mostBytes) found.push(target);
  }
  return { count, targets: found };
}

/** None is `failed`: what Prometheus could not make a target of it only logs. */
function endOf({ memory, starts }: OpenTargets, state: DiscoveredQuery['state']): number {
  if (state === 'failed') return 0;
  return state === 'active' ? memory.activeCount : starts.length;
}

function discoveredAt(targets: OpenTargets, index: number, masks: Masks): DiscoveredTarget {
  const said = readTargetAt(targets.cursor, targets.starts[index] ?? 0);
  const isActive = index < targets.memory.activeCount;
  return {
    key: keyAt(targets, index),
    pool: isActive ? said.pool : poolOfDropped(said, targets.poolSet),
    state: isActive ? 'active' : 'dropped',
    discovered: discoveredShown(said.discovered, masks),
    labels: isActive ? said.labels : [],
    error: '',
  };
}

/** @param text in small letters: of the pool, or of `name=value` with or without quotes */
function hasText({ pool, discovered, labels }: DiscoveredTarget, text: string): boolean {
  return text === '' || pool.toLowerCase().includes(text) || inLabels(discovered, text) || inLabels(labels, text);
}

function inLabels(labels: Labels, text: string): boolean {
  for (let i = 0; i + 1 < labels.length; i += 2) {
    const [name, value] = [labels[i]?.toLowerCase() ?? '', labels[i + 1]?.toLowerCase() ?? ''];
    if (`${name}=${value}`.includes(text) || (text.includes('"') && `${name}="${value}"`.includes(text))) return true;
  }
  return false;
}

function sizeOf({ pool, discovered, labels }: DiscoveredTarget): number {
  const textBytes = (all: readonly string[]) => all.reduce((sum, text) => sum + text.length * 3 + 8, 0);
  return 200 + pool.length * 3 + textBytes(discovered) + textBytes(labels);
}
