/** A source with its writer's parts laid open, as what deletes gets them; and what a query sees of it. */
import { mkdirSync } from 'node:fs';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import type { KeepParts, KeepTask } from '../../../electron/backend/history/retention/keep-parts.ts';
import { appendColumns, type SeriesColumn } from '../../../electron/backend/history/store/append-columns.ts';
import { createScrapeAppender, type Scrape } from '../../../electron/backend/history/store/append-scrape.ts';
import { Fold } from '../../../electron/backend/history/store/fold.ts';
import { openSource } from '../../../electron/backend/history/store/open-source.ts';
import type { SampleCounts } from '../../../electron/backend/history/store/sample-counts.ts';
import type { SourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { createWriterParts } from '../../../electron/backend/history/store/writer-parts.ts';
import { verifySource } from '../../../electron/backend/history/transfer/verify-source.ts';
import type { Labels } from '../../../shared/model/labels.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { readSamples, type Samples } from '../history-read/read-samples.ts';

export interface KeepSource {
  readonly files: SourceFiles;
  readonly parts: KeepParts;
  register(labels: readonly Labels[]): readonly number[];
  appendScrape(scrape: Scrape): SampleCounts;
  appendColumns(columns: readonly SeriesColumn[]): SampleCounts;
  /** All slots that ended until then. */
  foldAll(overBeforeMs: number): void;
  close(): void;
}

export function openKeepSource(files: SourceFiles): KeepSource {
  mkdirSync(files.folder, { recursive: true });
  const opened = openSource(files, { source: '{}', nowMs: 0, newPair: 'pair' });
  const parts = createWriterParts(opened.history, opened.head, () => performance.now());
  parts.purge.dropUnusedLayouts();
  const fold = new Fold(parts);
  const appendScrapes = createScrapeAppender(parts);
  return {
    files,
    parts,
    register: (labels) => parts.inHistory.run(() => parts.registry.register(labels)),
    appendScrape: (scrape) => appendScrapes([scrape]),
    appendColumns: (columns) => appendColumns(parts, columns),
    foldAll(overBeforeMs) {
      for (const _ of fold.run(() => overBeforeMs));
    },
    close: () => opened.dispose(),
  };
}

export interface KeepSources {
  /** @param fixture default: a new one; it is disposed with the others */
  open(fixture?: SourceFixture): KeepSource;
  /** All that were opened since it was last called. */
  disposeAll(): void;
}

export function createKeepSources(): KeepSources {
  const fixtures = new Set<SourceFixture>();
  const sources: KeepSource[] = [];
  return {
    open(fixture = createSourceFixture()) {
      fixtures.add(fixture);
      const source = openKeepSource(fixture.files);
      sources.push(source);
      return source;
    },
    disposeAll() {
      for (const source of sources.splice(0)) source.close();
      for (const fixture of fixtures) fixture.dispose();
      fixtures.clear();
    },
  };
}

/** Step by step, as small as can be where there is no budget. @param between is called after each of them */
export function runTask(task: KeepTask, budgetMs = 0, between: () => void = () => undefined): number {
  for (let steps = 1; ; steps += 1) {
    const { done, isWaiting } = task.step(budgetMs);
    if (done) return steps;
    if (isWaiting) throw new Error('nobody reads, and still it waits');
    between();
  }
}

/** The same, where what is done between the steps takes its time. */
export async function runTaskSlowly(task: KeepTask, between: () => Promise<void>): Promise<void> {
  while (!task.step(0).done) await between();
}

/** What is wrong with the files, in words. */
export async function problemsOf(files: SourceFiles): Promise<readonly unknown[]> {
  return (await verifySource(files)).findings;
}

/** All of it, as a query gets it: through the label index, slots and both files. */
export function queried(files: SourceFiles): Samples {
  const reader = openHistoryReader(files);
  try {
    return readSamples(reader.begin().storage);
  } finally {
    reader.close();
  }
}

/** Of all samples those that are to stay, without series that have none left. */
export function keptOf(samples: Samples, stays: (series: string, timeMs: number) => boolean): Samples {
  const kept = new Map(
    [...samples].map(
      ([series, its]) => [series, new Map([...its].filter(([timeMs]) => stays(series, timeMs)))] as const,
    ),
  );
  return new Map([...kept].filter(([, its]) => its.size > 0));
}

/** The first of the samples that are not among the others. */
export function firstMissing(samples: Samples, others: Samples): string | undefined {
  for (const [series, its] of samples) {
    const there = others.get(series);
    for (const [timeMs, sample] of its) if (there?.get(timeMs) !== sample) return `${series} ${timeMs} ${sample}`;
  }
  return undefined;
}

/** Rows that refer to nothing, or that nothing refers to. None of these is ever wrong to read, but each is to go at last. */
export function leftovers({ parts: { history, head } }: KeepSource): Record<string, number> {
  const count = (db: typeof history | typeof head, sql: string) => Number(db.prepare(sql).pluck().get());
  return {
    series: count(history, 'SELECT count(*) FROM series'),
    chunks: count(history, 'SELECT count(*) FROM chunk'),
    members: count(history, 'SELECT count(*) FROM member'),
    times: count(history, 'SELECT count(*) FROM times'),
    layouts: count(head, 'SELECT count(*) FROM layout'),
    rows: count(head, 'SELECT count(*) FROM row'),
  };
}
