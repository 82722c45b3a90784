/**
 * Reads what is selected also where SQLite cannot read a page: then each series by itself, one slot after the other, so that only what lies on that
 * page is left out, and told. Damage of one chunk the storage itself leaves out and tells.
 */
import { formatLabels, type Labels, labelPairs, labelsKey } from '../../../../shared/model/labels.ts';
import type { QueryRun, SelectedSeries, SeriesMatcher } from '../../../../shared/promql/queryable.ts';
import type { ApiStorage } from '../../prometheus-api/api-storage.ts';
import { slotMs, slotOf } from '../store/slots.ts';
import { type ExportSelector, eachSelected, type OnDamaged, tellDamage } from './selected-series.ts';

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

interface Reading {
  readonly storage: ApiStorage;
  readonly selectors: readonly ExportSelector[];
  /** Both inclusive. */
  readonly window: Window;
  readonly run: QueryRun;
  /** Undefined: what is damaged is thrown. */
  readonly onDamaged: OnDamaged | undefined;
}

/** A series may come more than once, with later times. @throws AppError history.* */
export function* readableSeries(reading: Reading): Generator<SelectedSeries, void, undefined> {
  const { storage, selectors, window, run, onDamaged } = reading;
  const done = new Set<string>();
  try {
    for (const series of eachSelected(selectors, (matchers) => storage.select({ matchers, ...window }, run))) {
      yield series;
      if (onDamaged !== undefined) done.add(labelsKey(series.labels));
    }
  } catch (error) {
    // Told of below, where it is known which series it is.
    tellDamage(error, '', onDamaged && (() => undefined));
    yield* oneByOne(reading, done);
  }
}

function* oneByOne(reading: Reading, done: ReadonlySet<string>): Generator<SelectedSeries, void, undefined> {
  const { storage, window, run, onDamaged } = reading;
  for (const labels of labelsIn(reading)) {
    if (done.has(labelsKey(labels))) continue;
    const matchers = labelPairs(labels).map(([name, value]) => equal(name, value));
    for (const part of slotsIn(window)) {
      try {
        for (const series of storage.select({ matchers, ...part }, run)) {
          // Others may have these labels, and more.
          if (labelsKey(series.labels) === labelsKey(labels)) yield series;
        }
      } catch (error) {
        tellDamage(error, `samples of ${formatLabels(labels)} are missing, ${spanText(part)}`, onDamaged);
      }
    }
  }
}

function labelsIn({ storage, selectors, window, run, onDamaged }: Reading): readonly Labels[] {
  try {
    const read = function* (matchers: readonly SeriesMatcher[]) {
      for (const labels of storage.seriesLabels({ matchers, ...window }, run)) yield { labels };
    };
    return Array.from(eachSelected(selectors, read), ({ labels }) => labels);
  } catch (error) {
    tellDamage(error, `samples of any series may be missing, ${spanText(window)}`, onDamaged);
    return [];
  }
}

function* slotsIn({ startMs, endMs }: Window): Generator<Window> {
  for (let slot = slotOf(startMs); slot <= slotOf(endMs); slot += 1) {
    yield { startMs: Math.max(startMs, slot * slotMs), endMs: Math.min(endMs, (slot + 1) * slotMs - 1) };
  }
}

function equal(name: string, value: string): SeriesMatcher {
  return { name, op: '=', value, values: [value], matches: (one) => one === value };
}

function spanText({ startMs, endMs }: Window): string {
  return `${new Date(startMs).toISOString()} to ${new Date(endMs).toISOString()}`;
}
