/** A part of a source as a file, in pieces: made in a worker, on the disk, and then read from there as fast as somebody takes it. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError } from '../../../../shared/base/errors.ts';
import type { ExportItem } from '../../../../shared/model/stored-source.ts';
import { endOfTimeMs } from '../store/slots.ts';
import { historyFailure } from '../store/sqlite-failure.ts';
import type { ExportedFile, ExportFileRequest } from '../transfer/export-file.ts';
import { nothingThere } from '../transfer/transfer-errors.ts';
import type { SourceDescription } from './describe-source.ts';
import { runTransfer, type TransferWorkers } from './run-transfer.ts';
import type { TemporaryFolders } from './temporary-folders.ts';

export interface ExportsDeps extends TransferWorkers {
  readonly folders: TemporaryFolders;
  readonly folderOf: (source: string) => string;
  readonly describe: (source: string, signal: AbortSignal) => Promise<SourceDescription>;
}

export interface ExportAsked
  extends Pick<
    ExportFileRequest,
    'startMs' | 'endMs' | 'selectors' | 'format' | 'ownDetails' | 'createdMs' | 'version'
  > {
  /** The name of its folder. */
  readonly source: string;
}

/** Half of what a frame of the contract takes, with room for what is around it. */
const pieceBytes = 2 ** 19;

/** Nothing is left of it, however it ends. @throws AppError history.*; CancelledError */
export async function* exportSource(
  asked: ExportAsked,
  deps: ExportsDeps,
  signal: AbortSignal,
): AsyncGenerator<ExportItem, void, undefined> {
  const { source, ...wanted } = asked;
  const described = await deps.describe(source, signal);
  const startMs = Math.max(asked.startMs, described.firstMs ?? 0);
  const endMs = Math.min(asked.endMs, described.lastMs ?? 0);
  if (startMs > endMs) throw nothingThere(source);
  const folder = await deps.folders.make();
  const file = join(folder, 'file');
  try {
    const around = { startMs: asked.startMs, endMs: Math.min(asked.endMs, endOfTimeMs - 1) };
    const request = { ...wanted, startMs, endMs, around, file, folder: deps.folderOf(source) };
    let made: ExportedFile | undefined;
    for await (const told of runTransfer({ kind: 'exportFile', request }, deps, signal)) {
      if (told.kind === 'progress') yield told;
      if (told.kind === 'exported') made = told.result;
    }
    if (made === undefined) throw new Error('the export ended without its file');
    yield* piecesOf(file, signal);
    const name = described.origin?.name ?? '';
    yield { kind: 'done', fileName: fileNameOf(name === '' ? source : name, startMs, asked.format), ...made };
  } catch (error) {
    throw historyFailure(error, folder);
  } finally {
    await deps.folders.remove(folder);
  }
}

async function* piecesOf(path: string, signal: AbortSignal): AsyncGenerator<ExportItem, void, undefined> {
  const file = await open(path, 'r');
  try {
    for (;;) {
      if (signal.aborted) throw new CancelledError();
      const bytes = new Uint8Array(pieceBytes);
      const { bytesRead } = await file.read(bytes, 0, bytes.length);
      if (bytesRead === 0) return;
      yield { kind: 'bytes', bytes: bytesRead === bytes.length ? bytes : bytes.slice(0, bytesRead) };
    }
  } finally {
    await file.close();
  }
}

const longestName = 80;

/** What any system takes as a name of a file: `harbor-2026-11-29T12-00-00Z.binnacle`. */
function fileNameOf(name: string, startMs: number, format: ExportFileRequest['format']): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  const short = [...plain].slice(0, longestName).join('');
  const time = new Date(startMs).toISOString().slice(0, 19).replaceAll(':', '-');
  return `${short === '' ? 'recording' : short}-${time}Z.${format === 'recording' ? 'binnacle' : 'txt'}`;
}
