/** `npm run history -- export`: a source, or a part of it, as a file that is there whole or not at all. */
import { basename } from 'node:path';
import { z } from 'zod';
import { DisposableStore } from '../../../shared/base/disposable.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { openHistoryReader } from '../../backend/history/read/open-history-reader.ts';
import { waitWhileHeld } from '../../backend/history/service/readers-hold.ts';
import { openReadable } from '../../backend/history/store/open-database.ts';
import { withHistoryFailures } from '../../backend/history/store/sqlite-failure.ts';
import { exportOpenMetrics } from '../../backend/history/transfer/export-open-metrics.ts';
import { exportRecording } from '../../backend/history/transfer/export-recording.ts';
import type { ExportSelector, Snapshots } from '../../backend/history/transfer/selected-series.ts';
import { coverageOf, documentsOf } from '../../backend/history/transfer/source-records.ts';
import { createWholeFile, type WholeFile } from '../../backend/history/transfer/whole-file.ts';
import type { HistoryOptions } from './options.ts';
import { descriptionOf, type FoundSource, findSource, type HistoryRun } from './run.ts';
import { countText, sizeText } from './terminal.ts';

type ExportOptions = Extract<HistoryOptions, { readonly command: 'export' }>;

interface Export {
  readonly found: FoundSource;
  readonly snapshots: Snapshots;
  readonly startMs: number;
  readonly endMs: number;
  readonly selectors: readonly ExportSelector[];
  readonly file: WholeFile;
}

/** @returns the exit code @throws AppError history.*; CancelledError; what the system says of the file */
export async function exportHistory(options: ExportOptions, run: HistoryRun): Promise<number> {
  const found = findSource(run.dataDir, options.source);
  const described = descriptionOf(found.files);
  if (described instanceof AppError) throw described;
  const startMs = Math.max(options.fromMs ?? 0, described.firstMs ?? 0);
  const endMs = Math.min(options.toMs ?? Number.MAX_SAFE_INTEGER, described.lastMs ?? startMs);
  const reader = openHistoryReader(found.files);
  try {
    const file = await createWholeFile(options.file);
    try {
      const work: Export = {
        found,
        snapshots: heldBack(reader, found),
        startMs,
        endMs,
        selectors: options.selectors,
        file,
      };
      const lines = options.openMetrics ? await toOpenMetrics(work, run) : await toRecording(work, run);
      await file.finish();
      for (const line of lines) run.terminal.note(line);
      return 0;
    } catch (error) {
      await file.discard();
      run.terminal.note(`${basename(options.file)} was not written.`);
      throw error;
    }
  } finally {
    reader.close();
  }
}

/** As other readers: where a writer has to empty its log, it comes first. */
function heldBack(reader: Snapshots, { files }: FoundSource): Snapshots {
  return {
    begin() {
      waitWhileHeld(files);
      return reader.begin();
    },
  };
}

async function toRecording(
  { found, snapshots, startMs, endMs, selectors, file }: Export,
  { signal, version, terminal, now }: HistoryRun,
): Promise<readonly string[]> {
  const lifetime = new DisposableStore();
  try {
    const history = openReadable(found.files.history, 'history');
    lifetime.defer(() => history.close());
    const written = withHistoryFailures(found.files.history, () =>
      history.prepare<[], string>("SELECT value FROM meta WHERE key = 'source'").pluck().get(),
    );
    const { counts, leftOut, bytes } = await exportRecording(
      {
        ...{ snapshots, startMs, endMs, selectors, createdMs: now(), createdBy: { name: 'Binnacle', version } },
        source: jsonOf(written),
        coverage: coverageOf(history, { startMs, endMs }),
        // Documents are the source's and not a series': a part of the series is no reason to give them away.
        documents: selectors.length === 0 ? documentsOf(history, { startMs, endMs }) : [],
      },
      (part) => file.write(part),
      {
        signal,
        onProgress: ({ slots, ofSlots, samples, bytes: so }) =>
          terminal.progress(`${slots} of ${ofSlots} slots, ${countText(samples)} samples, ${sizeText(so)}`),
      },
    );
    const more = [
      ...(leftOut.samples === 0
        ? []
        : [`${countText(leftOut.samples)} samples were left out: their labels are too long.`]),
      ...(leftOut.records === 0
        ? []
        : [`${leftOut.records} descriptions or documents were left out: they are too long.`]),
    ];
    return [`${countText(counts.samples)} samples in ${countText(counts.chunks)} chunks, ${sizeText(bytes)}.`, ...more];
  } finally {
    lifetime.dispose();
  }
}

function jsonOf(text: string | undefined): z.infer<ReturnType<typeof z.json>> {
  try {
    return z.json().parse(JSON.parse(text ?? 'null'));
  } catch {
    // Whatever it is, it says something to a person.
    return text ?? null;
  }
}

async function toOpenMetrics(
  { snapshots, startMs, endMs, selectors, file }: Export,
  { signal, terminal }: HistoryRun,
): Promise<readonly string[]> {
  const { samples, bytes, leftOut } = await exportOpenMetrics(
    { snapshots, startMs, endMs, selectors },
    (part) => file.write(part),
    {
      signal,
      onProgress: ({ families, ofFamilies, samples: so, bytes: far }) =>
        terminal.progress(`${families} of ${ofFamilies} families, ${countText(so)} samples, ${sizeText(far)}`),
    },
  );
  const without = [
    ...(leftOut.stale === 0 ? [] : [`${countText(leftOut.stale)} stale markers`]),
    ...(leftOut.histograms === 0 ? [] : [`${countText(leftOut.histograms)} native histograms`]),
    ...(leftOut.series === 0 ? [] : [`${countText(leftOut.series)} series with UTF-8 names or none`]),
  ];
  const more =
    without.length === 0 ? [] : [`OpenMetrics text has no words for ${without.join(', ')}: they were left out.`];
  return [`${countText(samples)} samples, ${sizeText(bytes)}.`, ...more];
}
