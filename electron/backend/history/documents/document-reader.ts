/** Reads documents as they were: the one of a time, the changes of a kind, the texts of two of them. */
import type { TimeWindow } from '../coverage/spans.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { damagedError } from '../store/sqlite-failure.ts';
import { textOf } from './document-bytes.ts';
import { documentStatements, type StoredDocument, type StoredSnapshot } from './document-statements.ts';

interface DocumentSnapshot {
  readonly kind: string;
  readonly atMs: number;
  /** It was the same then. What it was until the next snapshot is not known. */
  readonly seenUntilMs: number;
  /** SHA-256 of the text, in hexadecimal digits. */
  readonly hash: string;
  readonly sizeBytes: number;
}

interface DocumentAsOf extends DocumentSnapshot {
  readonly text: string;
}

export interface DocumentReader {
  /** Sorted. */
  kinds(): readonly string[];
  /** Undefined where there was none yet. */
  asOf(kind: string, timeMs: number): DocumentAsOf | undefined;
  /** The one that holds as the window begins, where there is one, and those that came within it. */
  changes(kind: string, window: TimeWindow): readonly DocumentSnapshot[];
  /** As of two times, to be compared. */
  pair(
    kind: string,
    beforeMs: number,
    afterMs: number,
  ): { readonly before: DocumentAsOf | undefined; readonly after: DocumentAsOf | undefined };
}

/** @returns what may throw AppError history.damaged */
export function createDocumentReader(db: ReadableDatabase<'history'>): DocumentReader {
  const nextKind = db.prepare<[string], string | null>(documentStatements.nextKind).pluck();
  const until = db.prepare<[string, number], StoredSnapshot>(documentStatements.until);
  const within = db.prepare<[string, number, number], StoredSnapshot>(documentStatements.within);
  const about = db.prepare<[number], Pick<StoredDocument, 'hash' | 'sizeBytes'>>(documentStatements.about);
  const read = db.prepare<[number], StoredDocument>(documentStatements.read);
  const missing = (id: number) => damagedError(db.name, `document ${id} is missing`);

  function describe(kind: string, { atMs, seenUntilMs, document }: StoredSnapshot): DocumentSnapshot {
    const found = about.get(document);
    if (found === undefined) throw missing(document);
    return { kind, atMs, seenUntilMs, hash: Buffer.from(found.hash).toString('hex'), sizeBytes: found.sizeBytes };
  }

  function asOf(kind: string, timeMs: number): DocumentAsOf | undefined {
    const snapshot = until.get(kind, timeMs);
    if (snapshot === undefined) return undefined;
    const stored = read.get(snapshot.document);
    if (stored === undefined) throw missing(snapshot.document);
    return { ...describe(kind, snapshot), text: textOf(stored, db.name) };
  }

  return {
    kinds() {
      const kinds: string[] = [];
      for (let kind = nextKind.get(''); typeof kind === 'string'; kind = nextKind.get(kind)) kinds.push(kind);
      return kinds;
    },
    asOf,
    changes(kind, { startMs, endMs }) {
      const first = until.get(kind, startMs - 1);
      const later = within.all(kind, startMs, endMs);
      const holds = first !== undefined && later[0]?.atMs !== startMs;
      return [...(holds ? [first] : []), ...later].map((snapshot) => describe(kind, snapshot));
    },
    pair: (kind, beforeMs, afterMs) => ({ before: asOf(kind, beforeMs), after: asOf(kind, afterMs) }),
  };
}
