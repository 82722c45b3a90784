/** What a history has besides samples, for its export, and the way back: coverage and documents. */
import { AppError } from '../../../../shared/base/errors.ts';
import { createCoverageReader, spanOf } from '../coverage/coverage-reader.ts';
import { createCoverageWriter } from '../coverage/coverage-writer.ts';
import { isGap, type Span, type TimeWindow } from '../coverage/spans.ts';
import { prepareDocument } from '../documents/document-bytes.ts';
import { createDocumentReader } from '../documents/document-reader.ts';
import { createDocumentWriter } from '../documents/document-writer.ts';
import type { HistoryWriter } from '../store/history-writer.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import type { ImportSink } from './import-recording.ts';
import type { RecordedCoverage, RecordedDocument } from './recording-records.ts';
import { type OnDamaged, tellDamage } from './selected-series.ts';

/** What nobody knows anything of is left out: it needs no words. */
function isUnknown({ state, detail }: Span): boolean {
  return state === 'notRecorded' && detail === '';
}

/**
 * @param ownDetails the details that are kept: others may have what servers and whoever stands before them said, which is no part of what somebody gives
 * away; undefined: all of them
 */
export function* coverageOf(
  db: ReadableDatabase<'history'>,
  window: TimeWindow,
  ownDetails?: readonly string[],
): Generator<RecordedCoverage> {
  for (const { rule, spans } of createCoverageReader(db).spans(window)) {
    for (const span of spans) {
      const detail = ownDetails === undefined ? span.detail : ownPartOf(span.detail, ownDetails);
      if (!isUnknown({ ...span, detail })) yield { rule, ...span, detail };
    }
  }
}

/**
 * One after the other, as they are taken: a document may have megabytes. The one that holds as the window begins is among them.
 * @param onDamaged told of one that cannot be read, which is left out then; undefined: that is thrown
 */
export function* documentsOf(
  db: ReadableDatabase<'history'>,
  window: TimeWindow,
  onDamaged?: OnDamaged,
): Generator<RecordedDocument> {
  const reader = createDocumentReader(db);
  for (const kind of reader.kinds()) {
    for (const { atMs, seenUntilMs } of reader.changes(kind, window)) {
      const text = textAt(reader, kind, atMs, onDamaged);
      if (text !== undefined) yield { kind, atMs, seenUntilMs, text };
    }
  }
}

function textAt(
  reader: ReturnType<typeof createDocumentReader>,
  kind: string,
  atMs: number,
  onDamaged: OnDamaged | undefined,
): string | undefined {
  try {
    return reader.asOf(kind, atMs)?.text;
  } catch (error) {
    tellDamage(error, `the document ${kind} of ${new Date(atMs).toISOString()} is missing`, onDamaged);
    return undefined;
  }
}

/** The writer of a source as an import's sink. What the source knows itself stays: gaps of a recording are put where nothing is known. */
export function importSink(writer: HistoryWriter): ImportSink {
  return {
    appendColumns: (columns) => writer.appendColumns(columns),
    setMetadata: (metrics) => writer.setMetadata(metrics),
    addCoverage: (spans) =>
      writer.alongside(({ history, inHistory }) => inHistory.run(() => putCoverage(history, spans))),
    addDocuments: (documents) =>
      writer.alongside(({ history, inHistory }) => inHistory.run(() => putDocuments(history, documents))),
  };
}

type WritableHistory = Parameters<typeof createCoverageWriter>[0];

/** @returns how many were skipped */
function putCoverage(db: WritableHistory, spans: readonly RecordedCoverage[]): number {
  const writer = createCoverageWriter(db);
  const reader = createCoverageReader(db);
  for (const { rule, ...stored } of spans) {
    const span = spanOf(stored);
    if (!isGap(span)) {
      writer.put(rule, span);
      continue;
    }
    const there = reader.spans(span, rule)[0]?.spans ?? [{ ...span, state: 'notRecorded', detail: '' }];
    for (const one of there) if (isUnknown(one)) writer.put(rule, { ...span, startMs: one.startMs, endMs: one.endMs });
  }
  return 0;
}

function putDocuments(db: WritableHistory, documents: readonly RecordedDocument[]): number {
  const writer = createDocumentWriter(db);
  let skipped = 0;
  for (const { kind, atMs, seenUntilMs, text } of documents) {
    try {
      // Masked once more: who made the file may not have done it.
      const prepared = prepareDocument(kind, text);
      writer.put(prepared, atMs);
      if (seenUntilMs > atMs) writer.put(prepared, seenUntilMs);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'history.tooLarge') throw error;
      skipped += 1;
    }
  }
  return skipped;
}

/** What stands behind it may be a server's. */
function ownPartOf(detail: string, ownDetails: readonly string[]): string {
  return ownDetails.find((own) => own !== '' && detail.startsWith(own)) ?? '';
}
