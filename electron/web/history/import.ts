/** `npm run history -- import`: a file is read to its end before anything of it is stored, so that a bad one leaves nothing behind. */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import {
  type HistoryWriter,
  type HistoryWriterOptions,
  openHistoryWriter,
} from '../../backend/history/store/history-writer.ts';
import type { SampleCounts } from '../../backend/history/store/sample-counts.ts';
import type { SetAside, SourceFiles } from '../../backend/history/store/source-files.ts';
import { lockSource } from '../../backend/history/store/writer-lock.ts';
import { checkOpenMetrics, importOpenMetrics } from '../../backend/history/transfer/import-open-metrics.ts';
import {
  type ImportProgress,
  type ImportSink,
  importRecording,
} from '../../backend/history/transfer/import-recording.ts';
import { readRecording } from '../../backend/history/transfer/read-recording.ts';
import { importSink } from '../../backend/history/transfer/source-records.ts';
import { type Destination, namedDestination, namedSource, ownDestination, type ReadFile } from './destination.ts';
import { fileFailureText } from './file-failure.ts';
import type { HistoryOptions } from './options.ts';
import { commandText, FileError, type HistoryRun, readableSize } from './run.ts';
import { missingFile, setAsideText } from './set-aside.ts';
import { countedText, countText, sizeText } from './terminal.ts';

type ImportOptions = Extract<HistoryOptions, { readonly command: 'import' }>;

interface Import {
  readonly options: ImportOptions;
  readonly run: HistoryRun;
  readonly to: Destination;
  readonly onBytes: (bytes: number) => void;
}

/**
 * @returns the exit code: 1 where something of the history was set aside, or of the file left out
 * @throws AppError history.*; CancelledError; OptionsError; FileError; what the system says of the file
 */
export async function importHistory(options: ImportOptions, run: HistoryRun): Promise<number> {
  const { terminal } = run;
  const ofBytes = readableSize(options.file);
  const show = (what: string) => (bytes: number) =>
    terminal.progress(`${what}: ${sizeText(bytes)} of ${sizeText(ofBytes)}`);
  const named = options.into === undefined ? undefined : namedSource(options.into, run);
  if (named !== undefined) refuseLocked(named.files, run);
  if (named !== undefined) refuseMissing(named, options, run);
  const read = await checked(options, run.signal, show('reading'));
  const to = options.into === undefined ? ownDestination(read, run) : namedDestination(options.into, read, run.dataDir);
  const isMissing = refuseMissing(to, options, run);
  const work: Import = { options, run, to, onBytes: show('storing') };
  const { lines, refused, keptAside, setAside } = await storedOrSetAside(work);
  terminal.line(`imported into ${to.name}`);
  for (const line of lines) terminal.note(line);
  if (refused > 0) {
    const why = 'two hours of a series have no room for more histograms';
    terminal.note(`${countedText(refused, 'sample')} left out: ${why}.`);
  }
  if (keptAside > 0) {
    const look = commandText(run, `verify ${to.name}`);
    terminal.note(`${countedText(keptAside, 'chunk')} that cannot be read: kept aside, ${look} says what is damaged.`);
  }
  return setAside.length > 0 || isMissing || refused > 0 || keptAside > 0 ? 1 : 0;
}

/** Found out before a long file is read. */
function refuseLocked({ lock }: SourceFiles, run: HistoryRun): void {
  try {
    lockSource(lock).dispose();
  } catch (error) {
    throw withAdvice(error, undefined, run);
  }
}

/** @returns whether one is, and it was told @throws FileError where that was not asked for; AppError history.* */
function refuseMissing(to: Pick<Destination, 'name' | 'files'>, options: ImportOptions, run: HistoryRun): boolean {
  let missing: AppError | undefined;
  try {
    missing = missingFile(to.files);
  } catch (error) {
    // The writer opens older ones, and sets aside what is damaged where that is asked for.
    const isWriters = error instanceof AppError && ['history.old', 'history.damaged'].includes(error.code);
    if (isWriters && (options.setAside || error.code === 'history.old')) return false;
    throw withAdvice(error, to.name, run);
  }
  if (missing === undefined) return false;
  if (!options.setAside) throw withAdvice(missing, to.name, run);
  run.terminal.note(`${missing.message}: that is not in the history any more.`);
  return true;
}

/** Reads all of it. @throws FileError for what is no recording, or no text */
async function checked(
  { file, openMetrics }: ImportOptions,
  signal: AbortSignal,
  show: (bytes: number) => void,
): Promise<ReadFile> {
  const onProgress = ({ bytes }: { readonly bytes: number }) => show(bytes);
  const hash = createHash('sha256');
  const bytes = hashed(createReadStream(file), hash);
  let source: unknown;
  try {
    if (openMetrics) await checkOpenMetrics(bytes, { signal, onProgress });
    else {
      for await (const item of readRecording(bytes, { signal, onProgress })) {
        if (item.kind === 'header') source = item.header.source;
      }
    }
  } catch (error) {
    throw error instanceof AppError ? new FileError(fileFailureText(file, openMetrics, error)) : error;
  }
  return { file, source, digest: hash.digest('hex') };
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}

interface Stored {
  readonly lines: readonly string[];
  /** Samples. */
  readonly refused: number;
  /** Chunks that could not be read, and have others in their place now. */
  readonly keptAside: number;
  readonly setAside: readonly SetAside[];
}

/** What turns out to be damaged only as it is written to is set aside, too, where that is asked for. */
async function storedOrSetAside(work: Import): Promise<Stored> {
  const { setAside: isAsked } = work.options;
  const told: SetAside[] = [];
  for (let damaged: HistoryWriterOptions['damaged']; ; ) {
    const writer = openWriter(work, damaged);
    try {
      for (const one of writer.setAside) work.run.terminal.note(setAsideText(one));
      told.push(...writer.setAside);
      const before = writer.stats().damagedChunks;
      const lines = await stored(work, importSink(writer));
      const { samples, damagedChunks } = writer.stats();
      return { lines, refused: samples.refused, keptAside: damagedChunks - before, setAside: told };
    } catch (error) {
      damaged = isAsked && damaged === undefined ? damageOf(error, work.to.files) : undefined;
      if (damaged === undefined) {
        work.run.terminal.note(partText(writer.stats().samples, work.to.name, error));
        throw withAdvice(error, work.to.name, work.run);
      }
    } finally {
      writer.close();
    }
  }
}

function openWriter({ to, options, run }: Import, damaged: HistoryWriterOptions['damaged']): HistoryWriter {
  const elapsedMs = () => performance.now();
  const given = { source: to.origin, nowMs: run.now(), newPair: randomUUID(), elapsedMs };
  try {
    return openHistoryWriter({ files: to.files, ...given, damaged, refuseDamaged: !options.setAside });
  } catch (error) {
    throw withAdvice(error, to.name, run);
  }
}

function damageOf(error: unknown, { history, head }: SourceFiles): HistoryWriterOptions['damaged'] {
  if (!(error instanceof AppError) || error.code !== 'history.damaged') return undefined;
  const { path, reason } = error.details;
  return path === history || path === head ? { path, reason: String(reason) } : undefined;
}

function partText({ added }: SampleCounts, name: string, error: unknown): string {
  const some = added === 0 ? 'Nothing' : `Only a part (${countedText(added, 'sample')})`;
  if (isCancellation(error))
    return `${some} was imported into ${name}, as it was cancelled: importing the file once more completes it.`;
  const isDamaged = error instanceof AppError && error.code === 'history.damaged';
  const then = isDamaged ? '.' : ': once that is mended, importing the file once more completes it.';
  return `${some} was imported into ${name}, as it failed${then}`;
}

/** @returns what is to be thrown for `error`: with what a person can do about it here */
function withAdvice(error: unknown, name: string | undefined, run: HistoryRun): unknown {
  if (!(error instanceof AppError)) return error;
  if (error.code === 'history.locked')
    return new FileError(`${error.message}: end that one, or import into another source with --into NAME`);
  if (error.code !== 'history.damaged') return error;
  const { path, reason } = error.details;
  const look = name === undefined ? '' : `; ${commandText(run, `verify ${name}`)} says what is damaged`;
  return new FileError(
    `the history ${path} is damaged (${reason}): with --set-aside it gets another name, and what it held is not in the history any more${look}`,
  );
}

async function stored({ options: { file, openMetrics }, run, onBytes }: Import, sink: ImportSink) {
  const onProgress = ({ bytes }: ImportProgress) => onBytes(bytes);
  const control = { signal: run.signal, onProgress };
  if (openMetrics) {
    const { samples, metrics } = await importOpenMetrics(createReadStream(file), sink, control);
    return [countsText(samples), `Descriptions of ${countedText(metrics, 'metric')}.`];
  }
  const { samples, counts, skipped } = await importRecording(createReadStream(file), sink, control);
  const { metrics, coverage, documents } = counts;
  const spans = countedText(coverage, 'span');
  return [
    countsText(samples),
    `Descriptions of ${countedText(metrics, 'metric')}, ${spans} of coverage, ${countedText(documents, 'document')}.`,
    ...(skipped === 0 ? [] : [`${skipped} of these could not be kept.`]),
  ];
}

function countsText({ added, duplicate, conflicting, outOfOrder }: SampleCounts): string {
  const are = (count: number, one: string, many: string) =>
    count === 0 ? [] : [`${countText(count)} ${count === 1 ? one : many}`];
  const more = [
    ...are(duplicate, 'was there already', 'were there already'),
    ...are(
      conflicting,
      'contradicts a sample that was there, which stays',
      'contradict samples that were there, which stay',
    ),
    ...are(outOfOrder, 'is earlier than others that were there', 'are earlier than others that were there'),
  ];
  const isNew = added === 1 ? 'is new' : 'are new';
  return `${countedText(added, 'sample')} ${isNew}${more.map((one) => `; ${one}`).join('')}.`;
}
