/** A part of a source into a file that is to be carried away: for a worker of its own, as it stands still while the source's writer wants that. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { LabelMatcher } from '../../../../shared/promql/ast.ts';
import { seriesMatcher } from '../../../../shared/promql/engine/series-matcher.ts';
import type { TimeWindow } from '../coverage/spans.ts';
import { type HistoryReader, openHistoryReader } from '../read/open-history-reader.ts';
import { filesIn } from '../service/open-readers.ts';
import { waitWhileHeld } from '../service/readers-hold.ts';
import { openReadable } from '../store/open-database.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { historyFailure, withHistoryFailures } from '../store/sqlite-failure.ts';
import { exportOpenMetrics } from './export-open-metrics.ts';
import { exportRecording } from './export-recording.ts';
import type { RecordingHeader } from './recording-header.ts';
import type { ExportSelector, Snapshots } from './selected-series.ts';
import { coverageOf, documentsOf } from './source-records.ts';
import type { WriteBytes } from './transfer-control.ts';
import { nothingThere } from './transfer-errors.ts';

export interface ExportFileRequest {
  /** Of the source. */
  readonly folder: string;
  /** Made here; there is none of that name. */
  readonly file: string;
  readonly format: 'recording' | 'openMetrics';
  /** Of samples; both inclusive. */
  readonly startMs: number;
  readonly endMs: number;
  /** Of what was covered, and of documents: wider, as there is a word for times without samples. */
  readonly around: TimeWindow;
  /** Series that one of them selects; none for all, and then the documents of the source, too. */
  readonly selectors: readonly { readonly text: string; readonly matchers: readonly LabelMatcher[] }[];
  /** Of coverage: as `coverageOf` has it. */
  readonly ownDetails: readonly string[];
  readonly createdMs: number;
  readonly version: string;
}

export interface ExportedFile {
  readonly series: number;
  readonly samples: number;
}

export interface FileControl {
  /** Throws where the work is to end. */
  readonly check: () => void;
  readonly onProgress: (done: number, total: number) => void;
}

/** @throws AppError history.*, history.nothingThere with the folder as its source; CancelledError */
export async function exportFile(request: ExportFileRequest, control: FileControl): Promise<ExportedFile> {
  const files = filesIn(request.folder);
  try {
    const file = await open(request.file, 'wx', 0o600);
    try {
      const write: WriteBytes = async (bytes) => {
        // A write to a disk that is nearly full takes a part, and says nothing.
        for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
      };
      const snapshots = snapshotsOf(files);
      try {
        const work = { request, snapshots, selectors: request.selectors.map(selectorOf), write, control };
        return await (request.format === 'recording' ? toRecording(work, files) : toOpenMetrics(work));
      } finally {
        snapshots.close();
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw historyFailure(error, files.folder);
  }
}

interface Work {
  readonly request: ExportFileRequest;
  readonly snapshots: Snapshots;
  readonly selectors: readonly ExportSelector[];
  readonly write: WriteBytes;
  readonly control: FileControl;
}

function selectorOf({ text, matchers }: ExportFileRequest['selectors'][number]): ExportSelector {
  return { text, matchers: matchers.map((matcher) => seriesMatcher(matcher, true)) };
}

/** As other readers: where a writer has to empty its log, it comes first. */
function snapshotsOf(files: SourceFiles): Snapshots & { close(): void } {
  let reader: HistoryReader = openHistoryReader(files);
  return {
    begin() {
      waitWhileHeld(files);
      if (reader.isClosed) reader = openHistoryReader(files);
      return reader.begin();
    },
    close: () => reader.close(),
  };
}

async function toRecording(
  { request, snapshots, selectors, write, control }: Work,
  files: SourceFiles,
): Promise<ExportedFile> {
  const { startMs, endMs, around, ownDetails, createdMs, version } = request;
  const history = openReadable(files.history, 'history');
  try {
    const written = withHistoryFailures(files.history, () =>
      history.prepare<[], string>("SELECT value FROM meta WHERE key = 'source'").pluck().get(),
    );
    const { counts } = await exportRecording(
      {
        ...{ snapshots, startMs, endMs, selectors, createdMs, createdBy: { name: 'Binnacle', version } },
        source: jsonOf(written),
        coverage: coverageOf(history, around, ownDetails),
        // Documents are the source's and not a series': a part of the series is no reason to give them away.
        documents: selectors.length === 0 ? documentsOf(history, around) : [],
      },
      write,
      { check: control.check, onProgress: ({ slots, ofSlots }) => control.onProgress(slots, ofSlots) },
    );
    if (counts.samples === 0 && counts.documents === 0) throw nothingThere(basename(request.folder));
    return { series: counts.series, samples: counts.samples };
  } finally {
    history.close();
  }
}

async function toOpenMetrics({ request, snapshots, selectors, write, control }: Work): Promise<ExportedFile> {
  const { startMs, endMs } = request;
  const { series, samples } = await exportOpenMetrics({ snapshots, startMs, endMs, selectors }, write, {
    check: control.check,
    onProgress: ({ families, ofFamilies }) => control.onProgress(families, ofFamilies),
  });
  if (samples === 0) throw nothingThere(basename(request.folder));
  return { series, samples };
}

function jsonOf(text: string | undefined): RecordingHeader['source'] {
  try {
    return JSON.parse(text ?? 'null') as RecordingHeader['source'];
  } catch {
    // Whatever it is, it says something to a person.
    return text ?? null;
  }
}
