/**
 * Files that are brought in parts, and then read: each is kept in a folder of its own until it is read to its end or given up, and nothing of it is
 * among the sources before all of it is.
 */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, CancelledError } from '../../../../shared/base/errors.ts';
import { historyFailure } from '../store/sqlite-failure.ts';
import type { ImportedFile } from '../transfer/import-file.ts';
import { badFile } from '../transfer/transfer-errors.ts';
import { runTransfer, type TransferWorkers } from './run-transfer.ts';
import type { TemporaryFolders } from './temporary-folders.ts';

export interface ImportsDeps extends TransferWorkers {
  readonly dataDir: string;
  readonly folders: TemporaryFolders;
  /** Told when a source is there, or has more. */
  readonly onImported: (source: string) => void;
  /** Default: an hour. */
  readonly patienceMs?: number | undefined;
}

type ImportStep =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | ({ readonly kind: 'done' } & ImportedFile);

export interface Imports {
  /** @param bytes how long it is: more does not come @returns its id @throws AppError history.diskFull, rpc.tooMany */
  begin(fileName: string, bytes: number): Promise<string>;
  /** In order. @throws AppError history.importGone, history.badFile, history.diskFull: then it is given up */
  part(id: string, bytes: Uint8Array): Promise<void>;
  /** Nothing is left of it where it fails. @throws AppError history.*; CancelledError */
  end(id: string, signal: AbortSignal): AsyncGenerator<ImportStep, void, undefined>;
  /** Those that are not ended are given up. */
  close(): Promise<void>;
}

interface Import {
  readonly fileName: string;
  readonly bytes: number;
  readonly folder: string;
  readonly file: FileHandle;
  received: number;
  /** Settles when all parts until now are written. Never rejects. */
  written: Promise<unknown>;
  timer: NodeJS.Timeout;
}

/** Of one computer's people at once, far above what they do. */
const mostAtOnce = 8;
const usualPatienceMs = 3_600_000;

export function createImports(deps: ImportsDeps): Imports {
  const { folders, patienceMs = usualPatienceMs } = deps;
  const imports = new Map<string, Import>();

  const found = (id: string): Import => {
    const one = imports.get(id);
    if (one === undefined) throw new AppError('history.importGone', 'The import is not there any more.');
    return one;
  };

  /** Never rejects. */
  async function giveUp(id: string): Promise<void> {
    const one = imports.get(id);
    if (one === undefined) return;
    await taken(id, one);
    await folders.remove(one.folder);
  }

  /** No part comes to it any more. */
  async function taken(id: string, one: Import): Promise<void> {
    imports.delete(id);
    clearTimeout(one.timer);
    await one.written;
    await one.file.close();
  }

  const giveUpLater = (id: string) => setTimeout(() => void giveUp(id), patienceMs).unref();

  return {
    async begin(fileName, bytes) {
      if (imports.size >= mostAtOnce) throw tooMany();
      const folder = await folders.make();
      try {
        await refuseTooLarge(folder, bytes);
        const file = await open(join(folder, 'file'), 'wx', 0o600);
        const id = randomUUID();
        const timer = giveUpLater(id);
        imports.set(id, {
          fileName: plainName(fileName),
          bytes,
          folder,
          file,
          received: 0,
          written: Promise.resolve(),
          timer,
        });
        return id;
      } catch (error) {
        await folders.remove(folder);
        throw historyFailure(error, folder);
      }
    },
    async part(id, bytes) {
      const one = found(id);
      clearTimeout(one.timer);
      one.received += bytes.length;
      const write = one.written.then(() => writeAll(one.file, bytes));
      one.written = write.catch(() => undefined);
      try {
        if (one.received > one.bytes)
          throw badFile(one.fileName, `more than the ${one.bytes} bytes came that it was said to have`);
        await write;
      } catch (error) {
        await giveUp(id);
        throw historyFailure(error, one.folder);
      }
      clearTimeout(one.timer);
      if (imports.has(id)) one.timer = giveUpLater(id);
    },
    async *end(id, signal) {
      const one = found(id);
      await taken(id, one);
      try {
        const { fileName, received, bytes } = one;
        if (received !== bytes) throw badFile(fileName, `only ${received} of its ${bytes} bytes came`);
        yield* importedSteps(one, deps, signal);
      } catch (error) {
        throw historyFailure(error, one.folder);
      } finally {
        await folders.remove(one.folder);
      }
    },
    async close() {
      await Promise.all([...imports.keys()].map(giveUp));
    },
  };
}

async function* importedSteps(
  { folder, fileName, bytes }: Import,
  deps: ImportsDeps,
  signal: AbortSignal,
): AsyncGenerator<ImportStep, void, undefined> {
  const { dataDir, onImported } = deps;
  const request = { file: join(folder, 'file'), fileName, bytes, dataDir, stageDir: folder, nowMs: Date.now() };
  for await (const told of runTransfer({ kind: 'importFile', request }, deps, signal)) {
    if (told.kind === 'progress') yield told;
    if (told.kind !== 'imported') continue;
    const { source, isStaged } = told.result;
    if (signal.aborted) throw new CancelledError();
    if (isStaged) await put(source, fileName, { from: folder, to: dataDir });
    onImported(source);
    yield { kind: 'done', ...told.result };
  }
}

/** Among the other sources: there as a whole, or not at all. */
async function put(source: string, fileName: string, { from, to }: { readonly from: string; readonly to: string }) {
  const root = join(to, 'history');
  await mkdir(root, { recursive: true, mode: 0o700 });
  try {
    await rename(join(from, 'history', source), join(root, source));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    throw badFile(fileName, 'what it holds was imported meanwhile by somebody else');
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  // A write to a disk that is nearly full takes a part, and says nothing.
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

/** Whoever says that it is larger than the disk is told so before it comes. @throws AppError history.diskFull */
async function refuseTooLarge(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes <= bavail * bsize) return;
  const message = `the disk of ${folder} has no room for a file of ${bytes} bytes: make room on it`;
  throw new AppError('history.diskFull', message, { details: { path: folder }, retryable: true });
}

const longestName = 200;

/** It is shown, and never a path. */
function plainName(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const shown = last.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ').trim();
  return shown === '' ? 'file' : shown.slice(0, longestName).toWellFormed();
}

function tooMany(): AppError {
  const method = 'history.importBegin';
  return new AppError('rpc.tooMany', `${method} was refused: ${mostAtOnce} files are on their way already.`, {
    details: { method, limit: mostAtOnce },
    retryable: true,
  });
}
