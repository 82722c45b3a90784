/** Who a source is that a file brought: the same for each recording of one source, and for one and the same text, whoever imports it. */
import { createHash } from 'node:crypto';
import { type HistoryOrigin, readOrigin } from '../service/history-identity.ts';

/** What is known of a file that was read to its end. */
export interface ReadFile {
  /** What the header says of the source; undefined for text, which says nothing. */
  readonly source: unknown;
  /** Of all of its bytes, in hexadecimal digits. */
  readonly digest: string;
}

/** @param fileName what it is called where the file says nothing of that @returns what is known of the source, too, where that is understood */
export function importedOrigin(
  { source, digest }: ReadFile,
  fileName: string,
): { readonly origin: HistoryOrigin; readonly known: HistoryOrigin | undefined } {
  const known = readOrigin(JSON.stringify(source ?? null));
  const id = createHash('sha256')
    .update(JSON.stringify(known ?? source ?? digest))
    .digest('hex');
  const { name = fileName, version = '' } = known ?? {};
  return { origin: { kind: 'imported', cluster: `file:${id.slice(0, 32)}`, server: '', name, version }, known };
}
