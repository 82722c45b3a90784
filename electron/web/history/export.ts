/** `npm run history -- export`: a source, or a part of it, as a file that is there whole or not at all. */
import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { DisposableStore } from '../../../shared/base/disposable.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { rowsPerKey } from '../../backend/history/index/id-rows.ts';
import { openHistoryReader } from '../../backend/history/read/open-history-reader.ts';
import type { SourceDescription } from '../../backend/history/service/describe-source.ts';
import { waitWhileHeld } from '../../backend/history/service/readers-hold.ts';
import { openReadable, type ReadableDatabase } from '../../backend/history/store/open-database.ts';
import { endOfTimeMs, slotMs } from '../../backend/history/store/slots.ts';
import { withHistoryFailures } from '../../backend/history/store/sqlite-failure.ts';
import { exportOpenMetrics } from '../../backend/history/transfer/export-open-metrics.ts';
import { exportRecording } from '../../backend/history/transfer/export-recording.ts';
import type { ExportSelector, OnDamaged, Snapshots } from '../../backend/history/transfer/selected-series.ts';
import { coverageOf, documentsOf } from '../../backend/history/transfer/source-records.ts';
import { createWholeFile, type WholeFile } from '../../backend/history/transfer/whole-file.ts';
import { ownDetails } from '../../backend/own-details.ts';
import type { HistoryOptions } from './options.ts';
import {
  commandText,
  descriptionOf,
  FileError,
  type FoundSource,
  findSource,
  type HistoryRun,
  systemText,
} from './run.ts';
import { countedText, countText, sizeText, timeText } from './terminal.ts';

/** Whoever reads more of them knows no more. */
const mostDamageLines = 20;

type ExportOptions = Extract<HistoryOptions, { readonly command: 'export' }>;

interface Export {
  readonly found: FoundSource;
  readonly snapshots: Snapshots;
  readonly startMs: number;
  readonly endMs: number;
  readonly selectors: readonly ExportSelector[];
  readonly file: WholeFile;
  readonly onDamaged: OnDamaged | undefined;
}

interface Exported {
  readonly lines: readonly string[];
  /** Whether there is anything that makes a file worth having. */
  readonly isAny: boolean;
}

/**
 * @returns the exit code: 1 where something that is damaged was left out
 * @throws AppError history.*; CancelledError; FileError, where nothing is to be exported, too; what the system says of the file
 */
export async function exportHistory(options: ExportOptions, run: HistoryRun): Promise<number> {
  refuseOther(options.file);
  const found = findSource(run, options.source);
  const described = timesOf(found, options, run);
  const startMs = Math.max(options.fromMs ?? 0, described.firstMs ?? 0);
  const endMs = Math.min(options.toMs ?? Number.MAX_SAFE_INTEGER, described.lastMs ?? startMs);
  if (startMs > endMs || described.firstMs === undefined) throw nothingIn(described, found);
  const damage = new DamageLines(options.skipDamaged);
  const snapshots = snapshotsOf(found, run);
  try {
    const file = await createdFile(options.file);
    try {
      const work: Export = {
        found,
        snapshots,
        onDamaged: damage.onDamaged,
        startMs,
        endMs,
        selectors: options.selectors,
        file,
      };
      const { lines, isAny } = options.openMetrics ? await toOpenMetrics(work, run) : await toRecording(work, run);
      if (isAny) await file.finish();
      for (const line of [...(isAny ? lines : lines.slice(1)), ...damage.lines()]) run.terminal.note(line);
      if (!isAny) throw nothingOf(work);
      return damage.count === 0 ? 0 : 1;
    } catch (error) {
      await file.discard();
      run.terminal.note(`${basename(options.file)} was not written.`);
      throw withAdvice(error, false, found, run);
    }
  } finally {
    snapshots.close();
  }
}

/** What was left out, as it is told to a person: the first of it, and how much more there is. */
class DamageLines {
  readonly #lines: string[] = [];
  readonly onDamaged: OnDamaged | undefined;
  count = 0;

  constructor(isAsked: boolean) {
    if (isAsked) this.onDamaged = (text) => this.#add(text);
  }

  lines(): readonly string[] {
    const more = this.count - this.#lines.length;
    return more === 0 ? this.#lines : [...this.#lines, `… and ${countText(more)} more of such.`];
  }

  #add(text: string): void {
    this.count += 1;
    if (this.#lines.length < mostDamageLines) this.#lines.push(`left out: ${text}`);
  }
}

type SourceTimes = Pick<SourceDescription, 'firstMs' | 'lastMs'>;

/** Where they cannot be read as ever, as a page is damaged, the slots' members still say most of it. @throws AppError history.*; FileError */
function timesOf(found: FoundSource, { skipDamaged }: ExportOptions, run: HistoryRun): SourceTimes {
  const described = descriptionOf(found.files);
  if (!(described instanceof AppError)) return described;
  let history: ReadableDatabase<'history'> | undefined;
  try {
    history = openReadable(found.files.history, 'history');
    const of = history.prepare<[], [number | null, number | null]>('SELECT min(id), max(id) FROM member').raw().get();
    const [first, last] = (of ?? []).map((id) => (id === null ? undefined : Math.floor(id / rowsPerKey)));
    if (!skipDamaged) throw withAdvice(described, false, found, run);
    const nowMs = run.now();
    // What the head has is not known here.
    const lastMs = Math.max(nowMs, ((last ?? -1) + 1) * slotMs - 1);
    return { firstMs: first === undefined ? nowMs - slotMs : first * slotMs, lastMs };
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw withAdvice(described, true, found, run);
  } finally {
    history?.close();
  }
}

/** Before anything is made. @throws FileError for what can be no file of ours */
function refuseOther(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  throw new FileError(
    found.isDirectory()
      ? `${file} is a folder: give the name of a file that is not there yet`
      : `${file} is no regular file: an export is there whole or not at all, so give the name of a file that is not there yet`,
  );
}

async function createdFile(path: string): Promise<WholeFile> {
  try {
    return await createWholeFile(path);
  } catch (error) {
    // It has another name while it is written, of which nobody knows.
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS'].includes(code)) throw error;
    throw new FileError(`no file can be made in ${dirname(resolve(path))}: ${systemText(error)}`);
  }
}

function openedReader(found: FoundSource, run: HistoryRun) {
  try {
    return openHistoryReader(found.files);
  } catch (error) {
    throw withAdvice(error, true, found, run);
  }
}

/** @param isWhole nothing of it can be read @returns what is to be thrown for it */
function withAdvice(error: unknown, isWhole: boolean, { name }: FoundSource, run: HistoryRun): unknown {
  if (!(error instanceof AppError) || error.code !== 'history.damaged') return error;
  const { path, reason } = error.details;
  const advice = isWhole
    ? `nothing can be exported; where there is a recording of it, ${commandText(run, `import FILE --into ${name} --set-aside`)} brings that back`
    : `--skip-damaged exports the rest and says what it leaves out; ${commandText(run, `verify ${name}`)} says what is damaged`;
  return new FileError(`the history ${path ?? name} is damaged (${reason ?? error.message}): ${advice}`);
}

function nothingIn({ firstMs, lastMs }: SourceTimes, { name }: FoundSource): FileError {
  if (firstMs === undefined || lastMs === undefined) return new FileError(`${name} has no samples: no file is written`);
  const has = `${name} has samples within ${timeText(firstMs)} to ${timeText(lastMs)}`;
  return new FileError(`${has}, and none in the times that were asked for: no file is written`);
}

/** Why nothing was found: the series, or the times. */
function nothingOf({ found: { name }, snapshots, selectors, startMs, endMs }: Export): FileError {
  const times = `${timeText(startMs)} to ${timeText(endMs)}`;
  const snapshot = snapshots.begin();
  try {
    const run = { check: () => undefined, charge: () => undefined };
    const isThere = ({ matchers }: ExportSelector) => {
      const all = { matchers, startMs: 0, endMs: endOfTimeMs - 1 };
      for (const _ of snapshot.storage.seriesLabels(all, run)) return true;
      return false;
    };
    const without = selectors.length > 0 && !selectors.some(isThere);
    const texts = selectors.map(({ text }) => `--match ${text}`).join(' ');
    if (without) return new FileError(`${name} has no series that ${texts} selects: no file is written`);
    const of = texts === '' ? name : `what ${texts} selects of ${name}`;
    return new FileError(`${of} has no samples that can be exported within ${times}: no file is written`);
  } finally {
    snapshot.end();
  }
}

/** As other readers: where a writer has to empty its log, it comes first. What met with damage may have closed itself. */
function snapshotsOf(found: FoundSource, run: HistoryRun): Snapshots & { close(): void } {
  let reader = openedReader(found, run);
  return {
    begin() {
      waitWhileHeld(found.files);
      if (reader.isClosed) reader = openedReader(found, run);
      return reader.begin();
    },
    close: () => reader.close(),
  };
}

async function toRecording(
  { found, snapshots, startMs, endMs, selectors, file, onDamaged }: Export,
  { signal, version, terminal, now }: HistoryRun,
): Promise<Exported> {
  const lifetime = new DisposableStore();
  try {
    const history = openReadable(found.files.history, 'history');
    lifetime.defer(() => history.close());
    const written = withHistoryFailures(found.files.history, () =>
      history.prepare<[], string>("SELECT value FROM meta WHERE key = 'source'").pluck().get(),
    );
    const { counts, leftOut, bytes } = await exportRecording(
      {
        ...{ snapshots, startMs, endMs, selectors, createdMs: now(), createdBy: { name: 'Binnacle', version } },
        source: jsonOf(written),
        onDamaged,
        coverage: coverageOf(history, { startMs, endMs }, ownDetails),
        // Documents are the source's and not a series': a part of the series is no reason to give them away.
        documents: selectors.length === 0 ? documentsOf(history, { startMs, endMs }, onDamaged) : [],
      },
      (part) => file.write(part),
      {
        signal,
        onProgress: ({ slots, ofSlots, samples, bytes: so }) =>
          terminal.progress(`${slots} of ${ofSlots} slots, ${countText(samples)} samples, ${sizeText(so)}`),
      },
    );
    const more = [
      ...(leftOut.samples === 0
        ? []
        : [`${countedText(leftOut.samples, 'sample')} left out: their labels are too long.`]),
      ...(leftOut.records === 0
        ? []
        : [
            `${countedText(leftOut.records, 'description or document', 'descriptions or documents')} left out: too long.`,
          ]),
    ];
    const summary = `${countedText(counts.samples, 'sample')} in ${countedText(counts.chunks, 'chunk')}, ${sizeText(bytes)}.`;
    return { lines: [summary, ...more], isAny: counts.samples > 0 || counts.documents > 0 };
  } finally {
    lifetime.dispose();
  }
}

function jsonOf(text: string | undefined): z.infer<ReturnType<typeof z.json>> {
  try {
    return z.json().parse(JSON.parse(text ?? 'null'));
  } catch {
    // Whatever it is, it says something to a person.
    return text ?? null;
  }
}

async function toOpenMetrics(
  { snapshots, startMs, endMs, selectors, file, onDamaged }: Export,
  { signal, terminal }: HistoryRun,
): Promise<Exported> {
  const { samples, bytes, leftOut } = await exportOpenMetrics(
    { snapshots, startMs, endMs, selectors, onDamaged },
    (part) => file.write(part),
    {
      signal,
      onProgress: ({ families, ofFamilies, samples: so, bytes: far }) =>
        terminal.progress(`${families} of ${ofFamilies} families, ${countText(so)} samples, ${sizeText(far)}`),
    },
  );
  const without = [
    ...(leftOut.stale === 0 ? [] : [countedText(leftOut.stale, 'stale marker')]),
    ...(leftOut.histograms === 0 ? [] : [countedText(leftOut.histograms, 'native histogram')]),
    ...(leftOut.series === 0 ? [] : [`${countText(leftOut.series)} series with UTF-8 names or none`]),
  ];
  const more =
    without.length === 0 ? [] : [`OpenMetrics text has no words for ${without.join(', ')}: they were left out.`];
  return { lines: [`${countedText(samples, 'sample')}, ${sizeText(bytes)}.`, ...more], isAny: samples > 0 };
}
