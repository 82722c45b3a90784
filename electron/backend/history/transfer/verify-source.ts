/** Reads everything that a source has, and says what is wrong and where. It changes nothing, and the writer goes on meanwhile. */
import { DisposableStore } from '../../../../shared/base/disposable.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { textOf } from '../documents/document-bytes.ts';
import type { StoredDocument } from '../documents/document-statements.ts';
import { hasId, type IdSet, idSetOf } from '../index/id-set.ts';
import { HeadChains } from '../store/head-chain.ts';
import { isKeyframe } from '../store/head-row.ts';
import { openReadable, type ReadableDatabase } from '../store/open-database.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { historyFailure } from '../store/sqlite-failure.ts';
import { type TransferControl, TransferPace } from './transfer-control.ts';
import { decodedOr, verifyChunks, verifyTimes } from './verify-chunks.ts';
import { type CheckedName, Findings, pagesOf, type VerifiedSource, type VerifySteps } from './verify-findings.ts';
import { verifyIndex } from './verify-index.ts';
import { seriesNames } from './verify-names.ts';

const verifySourceStatements = {
  tables: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  rows: 'SELECT id, target, timeMs, layout, data FROM row WHERE id > ? ORDER BY id LIMIT 64',
  targets: 'SELECT id FROM target',
  documents: 'SELECT id, hash, sizeBytes, data FROM document WHERE id > ? ORDER BY id LIMIT 1',
  lost: 'SELECT count(*) FROM snapshot WHERE NOT EXISTS (SELECT 1 FROM document WHERE document.id = snapshot.document)',
};

interface HeadRow {
  readonly id: number;
  readonly target: number;
  readonly timeMs: number;
  readonly layout: number;
  readonly data: Uint8Array;
}

/** @throws CancelledError; what is wrong with the files is found, not thrown */
export async function verifySource(
  files: Pick<SourceFiles, 'head' | 'history'>,
  control: TransferControl<Readonly<Record<CheckedName, number>>> = {},
): Promise<VerifiedSource> {
  const findings = new Findings();
  const pace = new TransferPace(control, () => ({ ...findings.checked }));
  const lifetime = new DisposableStore();
  try {
    // In this order, as a fold moves samples the other way.
    const head = opened(files.head, 'head', lifetime, findings);
    const history = opened(files.history, 'history', lifetime, findings);
    const ids: number[] = [];
    const steps = [
      ...(head === undefined ? [] : [{ path: files.head, part: verifyPages(head, findings) }]),
      ...(history === undefined
        ? []
        : historySteps(history, ids, findings).map((part) => ({ path: files.history, part }))),
      ...(head === undefined || history === undefined
        ? []
        : [{ path: files.head, part: verifyHead(head, history, ids, findings) }]),
    ];
    for (const { path, part } of steps) await runSteps(part, path, findings, pace);
    pace.report();
    return findings.result(history === undefined ? () => undefined : seriesNames(history));
  } finally {
    lifetime.dispose();
  }
}

function historySteps(history: ReadableDatabase<'history'>, ids: number[], findings: Findings): VerifySteps[] {
  return [
    verifyPages(history, findings),
    verifyIndex(history, findings, (id) => ids.push(id)),
    verifyTimes(history, findings),
    (function* () {
      yield* verifyChunks(history, idSetOf(ids), findings);
    })(),
    verifyDocuments(history, findings),
  ];
}

/** A snapshot of one of the files. */
function opened<Kind extends 'head' | 'history'>(
  path: string,
  kind: Kind,
  lifetime: DisposableStore,
  findings: Findings,
): ReadableDatabase<Kind> | undefined {
  const db = decodedOr(findings, path, () => openReadable(path, kind));
  if (db === undefined) return undefined;
  lifetime.defer(() => db.close());
  db.exec('BEGIN');
  // A snapshot is taken with the first thing that is read.
  decodedOr(findings, path, () => sqlite(path, () => db.prepare(verifySourceStatements.tables).all()));
  return db;
}

async function runSteps<Progress>(
  steps: VerifySteps,
  path: string,
  findings: Findings,
  pace: TransferPace<Progress>,
): Promise<void> {
  for (;;) {
    await pace.step();
    // What SQLite cannot read ends this part, and no other.
    try {
      if (sqlite(path, () => steps.next()).done === true) return;
    } catch (error) {
      if (!(error instanceof ChunkError || error instanceof AppError)) throw error;
      if (error instanceof AppError) findings.addUnreadable(path, error);
      else findings.add(path, error.message);
      return;
    }
  }
}

/** @throws AppError for what is expected of files */
function sqlite<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw historyFailure(error, path);
  }
}

/** SQLite's own structure, table by table. */
function* verifyPages(db: ReadableDatabase, findings: Findings): VerifySteps {
  for (const table of db.prepare<[], string>(verifySourceStatements.tables).pluck().all()) {
    const said = db.pragma(`quick_check(${JSON.stringify(table)})`) as { readonly quick_check: string }[];
    const wrong = said.map((one) => one.quick_check).filter((text) => text !== 'ok');
    // One page makes many lines.
    const more = wrong.length > 1 ? `, and ${wrong.length - 1} more` : '';
    if (wrong[0] !== undefined) findings.addPages(db.name, `${db.name}, table ${table}`, plainCheck(wrong[0]) + more);
    yield;
  }
}

/** SQLite begins with the name that it has for the file, on a line of its own. */
function plainCheck(text: string): string {
  return text.replace(/^\*\*\* in database \w+ \*\*\*\n/, '').replaceAll('\n', '; ');
}

function* verifyHead(
  head: ReadableDatabase<'head'>,
  history: ReadableDatabase<'history'>,
  ids: readonly number[],
  findings: Findings,
): VerifySteps {
  const series = idSetOf(ids);
  const chains = new HeadChains(head);
  const rows = head.prepare<[number], HeadRow>(verifySourceStatements.rows);
  const targets = new Set(history.prepare<[], number>(verifySourceStatements.targets).pluck().all());
  const begun = new Set<number>();
  for (const page of pagesOf((after) => rows.all(after))) {
    for (const row of page) {
      findings.checked.headRows += 1;
      const where = `head row ${row.id}`;
      const place = { span: { startMs: row.timeMs, endMs: row.timeMs } };
      if (!targets.has(row.target)) findings.add(where, `there is no target ${row.target}`, place);
      if (!begun.has(row.layout)) {
        begun.add(row.layout);
        if (!isKeyframe(row.data)) findings.add(where, 'it stands on a row that is missing', place);
        checkLayout(row.layout, chains, series, findings);
      }
      decodedOr(findings, where, () => chains.decoded(row.layout, row.id, row.data), place);
    }
    yield;
  }
}

function checkLayout(layout: number, chains: HeadChains, series: IdSet, findings: Findings): void {
  const where = `head layout ${layout}`;
  const unknown =
    decodedOr(findings, where, () => chains.layout(layout))?.filter((id) => !hasId(series, id)).length ?? 0;
  if (unknown > 0) findings.add(where, `${unknown} of its series are not there`);
}

function* verifyDocuments(db: ReadableDatabase<'history'>, findings: Findings): VerifySteps {
  const documents = db.prepare<[number], StoredDocument>(verifySourceStatements.documents);
  for (const page of pagesOf((after) => documents.all(after))) {
    for (const document of page) {
      findings.checked.documents += 1;
      decodedOr(findings, `document ${document.id}`, () => textOf(document, db.name));
    }
    yield;
  }
  const lost = db.prepare<[], number>(verifySourceStatements.lost).pluck().get() ?? 0;
  if (lost > 0) findings.add(`${db.name}, table snapshot`, `the documents of ${lost} snapshots are missing`);
}
