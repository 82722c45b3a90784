/** `npm run history -- import`: a file is read to its end before anything of it is stored, so that a bad one leaves nothing behind. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { isCancellation } from '../../../shared/base/errors.ts';
import { folderName, originText, readOrigin } from '../../backend/history/service/history-identity.ts';
import { type HistoryWriter, openHistoryWriter } from '../../backend/history/store/history-writer.ts';
import { openReadable } from '../../backend/history/store/open-database.ts';
import type { SampleCounts } from '../../backend/history/store/sample-counts.ts';
import { sourceFiles } from '../../backend/history/store/source-files.ts';
import { checkOpenMetrics, importOpenMetrics } from '../../backend/history/transfer/import-open-metrics.ts';
import {
  type ImportProgress,
  type ImportSink,
  importRecording,
} from '../../backend/history/transfer/import-recording.ts';
import { readRecording } from '../../backend/history/transfer/read-recording.ts';
import { importSink } from '../../backend/history/transfer/source-records.ts';
import { OptionsError } from '../options.ts';
import type { HistoryOptions } from './options.ts';
import { findSource, type HistoryRun, isSourceName, sourceNames } from './run.ts';
import { countText, sizeText } from './terminal.ts';

type ImportOptions = Extract<HistoryOptions, { readonly command: 'import' }>;

interface Destination {
  /** Of the folder. */
  readonly name: string;
  /** Who the source is. */
  readonly origin: string;
}

/** @returns the exit code @throws AppError history.*; CancelledError; OptionsError; what the system says of the file */
export async function importHistory(options: ImportOptions, run: HistoryRun): Promise<number> {
  const { terminal, dataDir, signal, now } = run;
  const ofBytes = statSync(options.file).size;
  const show = (what: string) => (bytes: number) =>
    terminal.progress(`${what}: ${sizeText(bytes)} of ${sizeText(ofBytes)}`);
  const source = await checked(options, signal, show('reading'));
  const to = destination(options, dataDir, source);
  const writer = openWriter(to, dataDir, now());
  let last: SampleCounts | undefined;
  try {
    const progress = show('storing');
    const onProgress = (at: ImportProgress) => {
      last = at.samples;
      progress(at.bytes);
    };
    const lines = await stored(options, importSink(writer), { signal, onProgress });
    terminal.line(`imported into ${to.name}`);
    for (const line of lines) terminal.note(line);
    return 0;
  } catch (error) {
    const some = last === undefined || last.added === 0 ? 'Nothing' : `Only a part (${countText(last.added)} samples)`;
    const why = isCancellation(error) ? 'as it was cancelled' : 'as it failed';
    terminal.note(`${some} was imported into ${to.name}, ${why}: importing the file once more completes it.`);
    throw error;
  } finally {
    writer.close();
  }
}

/** Reads all of it. @returns what the header says of the source; undefined for text, which says nothing */
async function checked(
  { file, openMetrics }: ImportOptions,
  signal: AbortSignal,
  show: (bytes: number) => void,
): Promise<unknown> {
  const onProgress = ({ bytes }: { readonly bytes: number }) => show(bytes);
  if (openMetrics) {
    await checkOpenMetrics(createReadStream(file), { signal, onProgress });
    return undefined;
  }
  let source: unknown;
  for await (const item of readRecording(createReadStream(file), { signal, onProgress })) {
    if (item.kind === 'header') source = item.header.source;
  }
  return source;
}

/** Where it goes: what was named, or a source of its own, the same for each recording of one source. Nothing of the file becomes a path. */
function destination({ into, file }: ImportOptions, dataDir: string, source: unknown): Destination {
  const known = readOrigin(JSON.stringify(source ?? null));
  if (into === undefined) {
    const id = createHash('sha256')
      .update(JSON.stringify(known ?? source ?? file))
      .digest('hex');
    const { name = '', version = '' } = known ?? {};
    const origin = { kind: 'imported', cluster: `file:${id.slice(0, 32)}`, server: '', name, version } as const;
    return { name: folderName(origin), origin: originText(origin) };
  }
  // One whose first import was killed before it began has a folder and no more.
  if (sourceNames(dataDir).includes(into) && existsSync(sourceFiles(dataDir, into).history)) {
    const { name, files } = findSource(dataDir, into);
    const history = openReadable(files.history, 'history');
    try {
      const written = history.prepare<[], string>("SELECT value FROM meta WHERE key = 'source'").pluck().get();
      return { name, origin: written ?? 'null' };
    } finally {
      history.close();
    }
  }
  if (!isSourceName(into)) {
    throw new OptionsError(`--into ${into} is no name of a source: use lower-case letters, digits, ".", "_" and "-".`);
  }
  const origin = {
    kind: 'imported',
    cluster: `file:${into}`,
    server: '',
    name: into,
    version: known?.version ?? '',
  } as const;
  return { name: into, origin: originText(origin) };
}

function openWriter({ name, origin }: Destination, dataDir: string, nowMs: number): HistoryWriter {
  const files = sourceFiles(dataDir, name);
  const elapsedMs = () => performance.now();
  return openHistoryWriter({ files, source: origin, nowMs, newPair: randomUUID(), elapsedMs });
}

async function stored(
  { file, openMetrics }: ImportOptions,
  sink: ImportSink,
  control: { readonly signal: AbortSignal; readonly onProgress: (progress: ImportProgress) => void },
): Promise<readonly string[]> {
  if (openMetrics) {
    const { samples, metrics } = await importOpenMetrics(createReadStream(file), sink, control);
    return [countsText(samples), `Descriptions of ${countText(metrics)} metrics.`];
  }
  const { samples, counts, skipped } = await importRecording(createReadStream(file), sink, control);
  const { metrics, coverage, documents } = counts;
  return [
    countsText(samples),
    `Descriptions of ${countText(metrics)} metrics, ${countText(coverage)} spans of coverage, ${countText(documents)} documents.`,
    ...(skipped === 0 ? [] : [`${skipped} of these could not be kept.`]),
  ];
}

function countsText({ added, duplicate, conflicting, outOfOrder, refused }: SampleCounts): string {
  const more = [
    ...(duplicate === 0 ? [] : [`${countText(duplicate)} were there already`]),
    ...(conflicting === 0 ? [] : [`${countText(conflicting)} contradict samples that were there, which stay`]),
    ...(outOfOrder === 0 ? [] : [`${countText(outOfOrder)} are earlier than others that were there`]),
    ...(refused === 0 ? [] : [`${countText(refused)} are histograms that there is no room for, and are left out`]),
  ];
  return `${countText(added)} samples are new${more.map((one) => `; ${one}`).join('')}.`;
}
