/** Takes a body's bytes as they come, decompresses them, and gives them whole, with the padding that the reader wants. Bounded. */
import { createGunzip, createInflate, createInflateRaw, type Gunzip } from 'node:zlib';
import { CancelledError, errorText } from '../../../../../shared/base/errors.ts';
import { paddingBytes } from './cursor.ts';
import { malformed, tooLarge, truncated } from './parse-errors.ts';
import type { BodyEncoding } from './parse-protocol.ts';

export interface BodyCollector {
  /**
   * Resolves when the chunk has been taken in, decompressed.
   * @throws AppError prometheus.tooLarge as soon as the limit is passed; prometheus.malformed, prometheus.truncated
   */
  add(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The body and `paddingBytes` zeros behind it. What was collected is let go. */
  end(): Promise<{ readonly padded: Uint8Array<ArrayBuffer>; readonly length: number }>;
  /** Lets go of everything. */
  dispose(): void;
}

/**
 * @param limitBytes of the decompressed body: a small answer may blow up a thousandfold.
 * @param usedBytes what bodies before it have taken of the limit.
 */
export function createBodyCollector(encoding: BodyEncoding, limitBytes: number, usedBytes = 0): BodyCollector {
  let pieces: Uint8Array[] = [];
  let length = 0;
  const keep = (piece: Uint8Array) => {
    length += piece.length;
    if (usedBytes + length > limitBytes) throw tooLarge(limitBytes);
    pieces.push(piece);
  };
  const inflater = encoding === 'identity' ? undefined : createInflater(encoding, keep);
  return {
    async add(chunk) {
      if (inflater === undefined) keep(chunk);
      else await inflater.add(chunk);
    },
    async end() {
      await inflater?.end();
      const padded = new Uint8Array(length + paddingBytes);
      let at = 0;
      for (const piece of pieces) {
        padded.set(piece, at);
        at += piece.length;
      }
      pieces = [];
      return { padded, length };
    },
    dispose() {
      pieces = [];
      inflater?.dispose();
    },
  };
}

/** Of decompressed pieces. */
const chunkSize = 128 * 1024;

export interface Inflater {
  add(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
  dispose(): void;
}

/** @param keep gets the decompressed bytes; what it throws ends the work. */
export function createInflater(encoding: 'gzip' | 'deflate', keep: (piece: Uint8Array) => void): Inflater {
  let stream: Gunzip | undefined;
  let failure: unknown;
  let compressedBytes = 0;
  /** The compressed data has its end, whatever bytes come after it: zlib then takes no more and says so only once. */
  let ended = false;
  /** Settles the step that is under way. */
  let settle: (() => void) | undefined;
  const fail = (error: unknown) => {
    failure ??= error;
    stream?.destroy();
    settle?.();
  };
  const open = (first: number) => {
    const opened = openStream(encoding, first);
    opened.on('data', (piece: Uint8Array) => {
      if (failure !== undefined) return;
      try {
        keep(piece);
      } catch (error) {
        fail(error);
      }
    });
    opened.once('end', () => {
      ended = true;
      settle?.();
    });
    opened.on('error', (error: NodeJS.ErrnoException) => fail(inflateError(error, encoding, compressedBytes)));
    return opened;
  };
  const step = (begin: (target: Gunzip, done: () => void) => void, target: Gunzip) =>
    new Promise<void>((resolve, reject) => {
      settle = () => (failure === undefined ? resolve() : reject(failure));
      if (failure !== undefined) settle();
      else begin(target, settle);
    });
  return {
    async add(chunk) {
      if (failure !== undefined) throw failure;
      if (chunk.length === 0 || ended) return;
      stream ??= open(chunk[0] as number);
      compressedBytes += chunk.length;
      await step((target, done) => target.write(chunk, done), stream);
    },
    async end() {
      if (stream === undefined || ended) return;
      await step((target) => target.end(), stream);
    },
    dispose: () => fail(new CancelledError()),
  };
}

function openStream(encoding: 'gzip' | 'deflate', first: number): Gunzip {
  if (encoding === 'gzip') return createGunzip({ chunkSize });
  return isZlibHeader(first) ? createInflate({ chunkSize }) : createInflateRaw({ chunkSize });
}

/** "deflate" means zlib's format (RFC 9110, 8.4.1.2), but some servers send it bare. */
function isZlibHeader(first: number): boolean {
  return (first & 0x0f) === 8;
}

function inflateError(error: NodeJS.ErrnoException, encoding: string, compressedBytes: number): unknown {
  if (error.code === 'Z_BUF_ERROR') return truncated(compressedBytes);
  if (error.code?.startsWith('Z_')) return malformed(`${encoding}: ${errorText(error)}`, compressedBytes);
  return error;
}
