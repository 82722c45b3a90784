/** A document as it is stored: masked, known by the hash of its text, compressed. A byte in front says how. docs/formats/history.md */
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { AppError } from '../../../../shared/base/errors.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import type { StoredDocument } from './document-statements.ts';
import { maskSecrets } from './mask-secrets.ts';

const deflated = 1;

/** What is larger is not stored: some 50,000 targets. */
const mostDocumentMiB = 16;
const mostBytes = mostDocumentMiB * 2 ** 20;

/** Ready to be stored, without its secrets. */
export interface PreparedDocument {
  readonly kind: string;
  /** SHA-256 of the text, masked. */
  readonly hash: Uint8Array;
  readonly sizeBytes: number;
  /** Compresses it: where it is stored already, that is not needed. */
  readonly data: () => Uint8Array;
}

/** @throws AppError history.tooLarge for a document that is too large to be kept */
export function prepareDocument(kind: string, text: string): PreparedDocument {
  // Each character is a byte at least.
  if (text.length > mostBytes) throw tooLarge(kind);
  const bytes = new TextEncoder().encode(maskSecrets(text));
  if (bytes.length > mostBytes) throw tooLarge(kind);
  const hash = new Uint8Array(createHash('sha256').update(bytes).digest());
  return {
    kind,
    hash,
    sizeBytes: bytes.length,
    data: () => {
      const packed = deflateRawSync(bytes);
      const data = new Uint8Array(1 + packed.length);
      data[0] = deflated;
      data.set(packed, 1);
      return data;
    },
  };
}

/** @throws AppError history.damaged */
export function textOf({ id, hash, sizeBytes, data }: StoredDocument, path: string): string {
  const damaged = (reason: string, cause?: unknown) => damagedError(path, `document ${id}: ${reason}`, cause);
  if (data[0] !== deflated) throw damaged(`packed in a way that is not known: ${data[0]}`);
  if (sizeBytes > mostBytes) throw damaged(`${sizeBytes} bytes`);
  const bytes = unpacked(data.subarray(1), sizeBytes, damaged);
  if (!createHash('sha256').update(bytes).digest().equals(hash)) throw damaged('its hash is another');
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function unpacked(
  data: Uint8Array,
  sizeBytes: number,
  damaged: (reason: string, cause?: unknown) => AppError,
): Uint8Array {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, sizeBytes) });
  } catch (error) {
    throw damaged('it cannot be unpacked', error);
  }
}

function tooLarge(kind: string): AppError {
  const message = `the document ${JSON.stringify(kind)} is not kept: it is larger than ${mostDocumentMiB} MiB`;
  return new AppError('history.tooLarge', message, { details: { kind, limitMiB: mostDocumentMiB } });
}
