/**
 * A file that somebody brings, into a source of its own: which kind it is, its content says. It is read to its end before anything of it is stored.
 * For a worker. A source that is new is made beside the others, for who asked to put it among them when all of it is there.
 */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { describeSource } from '../service/describe-source.ts';
import { folderName, originText } from '../service/history-identity.ts';
import { migrateOlder } from '../service/migrate-older.ts';
import { openHistoryWriter } from '../store/history-writer.ts';
import { sourceFiles } from '../store/source-files.ts';
import { historyFailure } from '../store/sqlite-failure.ts';
import type { FileControl } from './export-file.ts';
import { checkOpenMetrics, importOpenMetrics } from './import-open-metrics.ts';
import { type ImportProgress, importRecording } from './import-recording.ts';
import { importedOrigin, type ReadFile } from './imported-origin.ts';
import { readRecording } from './read-recording.ts';
import { recordingMagic } from './recording-format.ts';
import { importSink } from './source-records.ts';
import { badFile } from './transfer-errors.ts';

export interface ImportFileRequest {
  readonly file: string;
  /** As whoever brings it calls it. */
  readonly fileName: string;
  readonly bytes: number;
  /** Where the sources are. */
  readonly dataDir: string;
  /** A folder like it, where a source that is new is made. */
  readonly stageDir: string;
  readonly nowMs: number;
}

export interface ImportedFile {
  /** The name of its folder. */
  readonly source: string;
  /** It is in `stageDir`; else it was there, and has more now. */
  readonly isStaged: boolean;
  /** Of the source. */
  readonly series: number;
  /** That were not there. */
  readonly samples: number;
}

type Format = 'recording' | 'openMetrics';

/** @throws AppError history.badFile, .badRecording, .futureRecording, .badOpenMetrics: nothing was stored; history.*; CancelledError */
export async function importFile(request: ImportFileRequest, control: FileControl): Promise<ImportedFile> {
  const { fileName, dataDir, stageDir } = request;
  const format = await formatOf(request);
  const read = await checked(request, format, control);
  const { origin } = importedOrigin(read, fileName);
  const source = folderName(origin);
  const isStaged = !existsSync(sourceFiles(dataDir, source).folder);
  const files = sourceFiles(isStaged ? stageDir : dataDir, source);
  try {
    if (!isStaged) migrateOlder(files);
    const samples = await stored(request, { format, control }, files, originText(origin));
    return { source, isStaged, series: describeSource(files).series, samples };
  } catch (error) {
    throw historyFailure(error, files.folder);
  }
}

async function stored(
  { file, bytes: size, nowMs }: ImportFileRequest,
  { format, control }: { readonly format: Format; readonly control: FileControl },
  files: ReturnType<typeof sourceFiles>,
  source: string,
): Promise<number> {
  const elapsedMs = () => performance.now();
  const writer = openHistoryWriter({ files, source, nowMs, newPair: randomUUID(), elapsedMs, refuseDamaged: true });
  try {
    const sink = importSink(writer);
    const bytes = createReadStream(file);
    const onProgress = (progress: ImportProgress) => control.onProgress(size + progress.bytes, 2 * size);
    const { samples } = await (format === 'recording'
      ? importRecording(bytes, sink, { check: control.check, onProgress })
      : importOpenMetrics(bytes, sink, { check: control.check, onProgress }));
    return samples.added;
  } finally {
    writer.close();
  }
}

/** Reads all of it. */
async function checked(
  { file, bytes: size }: ImportFileRequest,
  format: Format,
  control: FileControl,
): Promise<ReadFile> {
  const onProgress = ({ bytes }: { readonly bytes: number }) => control.onProgress(bytes, 2 * size);
  const hash = createHash('sha256');
  const bytes = hashed(createReadStream(file), hash);
  let source: unknown;
  if (format === 'openMetrics') await checkOpenMetrics(bytes, { check: control.check, onProgress });
  else {
    for await (const item of readRecording(bytes, { check: control.check, onProgress }))
      if (item.kind === 'header') source = item.header.source;
  }
  return { source, digest: hash.digest('hex') };
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}

/** @throws AppError history.badFile */
async function formatOf({ file, fileName }: ImportFileRequest): Promise<Format> {
  const begin = await beginOf(file);
  // Also one that is cut off within its first bytes: it is told where it ends.
  if (
    begin.length > 0 &&
    begin.subarray(0, recordingMagic.length).equals(Buffer.from(recordingMagic.slice(0, begin.length)))
  )
    return 'recording';
  if (begin.length === 0) throw badFile(fileName, 'it is empty');
  if (begin[0] === 0x1f && begin[1] === 0x8b)
    throw badFile(fileName, 'it is compressed (gzip), and has to be unpacked first');
  if (begin.some((byte) => byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09))
    throw badFile(fileName, 'it is neither a recording of Binnacle nor OpenMetrics text');
  return 'openMetrics';
}

async function beginOf(path: string): Promise<Buffer> {
  const begin = Buffer.alloc(256);
  const file = await open(path, 'r');
  try {
    const { bytesRead } = await file.read(begin, 0, begin.length, 0);
    return begin.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
