/**
 * What is recorded as sources to ask, by name: opened when one is first asked, kept while it is there and as it was. Only reads, also what this or
 * another Binnacle is writing, and needs no connection.
 */
import { stat } from 'node:fs/promises';
import { AppError } from '../../shared/base/errors.ts';
import type { RecordingRule } from '../../shared/model/recorder.ts';
import type { CoverageSpan, RecordingFacts } from '../../shared/model/recording.ts';
import type { TimeWindow } from './history/coverage/spans.ts';
import type { SourceDescription } from './history/service/describe-source.ts';
import type { HistoryOrigin } from './history/service/history-identity.ts';
import type { HistoryService } from './history/service/history-service.ts';
import { type HistorySourceDeps, openHistorySource } from './history-source.ts';
import { rulesBeside } from './recorder/rules-reading.ts';
import { createRecordedParts } from './sources/recorded/recorded-parts.ts';
import type { Source, SourceRecording } from './sources/source.ts';

export interface RecordSourcesDeps extends HistorySourceDeps {
  readonly history: Pick<HistoryService, 'readers' | 'folderOf' | 'lookAt'>;
  /** Whose selectors are known; what others recorded may be anything. */
  readonly rulesOf?: (source: string) => readonly RecordingRule[];
  /** Of a source that is to be recorded and is not at the moment: why not, within the window. */
  readonly openGaps?: (source: string, window: TimeWindow) => readonly CoverageSpan[];
}

export interface RecordSources {
  /** @param name of its folder @throws AppError history.gone where there is none, history.* where it cannot be read */
  source(name: string): Promise<Source>;
}

interface Kept {
  /** Of the folder: one that was removed and made anew is another one. */
  readonly folder: string;
  readonly opened: Promise<Opened>;
}

interface Opened {
  readonly source: Source;
  /** Looks again soon where the last look is a while ago. */
  lookAgain(): void;
}

/** Each has an index of its names, in memory. */
const mostKept = 16;

/** What comes to a record that is being written is found so much later by those who look for names. */
const lookEveryMs = 5000;

/** As `sourceFiles` takes them. */
const plainName = /^[a-z0-9][a-z0-9._-]{0,99}$/;

export function createRecordSources(deps: RecordSourcesDeps): RecordSources {
  const kept = new Map<string, Kept>();
  return {
    async source(name) {
      const folder = await folderIdOf(name, deps);
      const known = kept.get(name);
      const isSame = known !== undefined && known.folder === folder;
      const drop = () => kept.get(name) === one && kept.delete(name);
      const one: Kept = isSame ? known : { folder, opened: open(name, deps, () => drop()) };
      // The one that was asked last is the last in the map.
      kept.delete(name);
      kept.set(name, one);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      try {
        const { source, lookAgain } = await one.opened;
        lookAgain();
        return source;
      } catch (error) {
        drop();
        throw error;
      }
    },
  };
}

/** @throws AppError history.gone */
async function folderIdOf(name: string, { history }: Pick<RecordSourcesDeps, 'history'>): Promise<string> {
  if (!plainName.test(name)) throw gone(name);
  try {
    const { ino, birthtimeMs } = await stat(history.folderOf(name));
    return `${ino} ${birthtimeMs}`;
  } catch {
    throw gone(name);
  }
}

function gone(source: string): AppError {
  return new AppError('history.gone', `There is no recording ${source} on this computer.`, { details: { source } });
}

const never = new AbortController().signal;

/** @param drop it is to be opened anew: it is another server's now, has something that it had not, or cannot be read any more */
async function open(name: string, deps: RecordSourcesDeps, drop: () => void): Promise<Opened> {
  const { history, clock } = deps;
  const begun = await lookAt(name, history);
  let { lastMs } = begun;
  let lookedMs = clock.monotonic();
  const look = async () => {
    try {
      const found = await lookAt(name, history);
      lastMs = found.lastMs;
      if (found.what !== begun.what) drop();
    } catch {
      // Whoever asks next is told why.
      drop();
    }
  };
  return {
    source: sourceOver(name, begun, () => lastMs, deps),
    lookAgain() {
      if (clock.monotonic() - lookedMs < lookEveryMs) return;
      lookedMs = clock.monotonic();
      void look();
    },
  };
}

interface Looked extends Pick<SourceDescription, 'lastMs'> {
  readonly origin: HistoryOrigin;
  /** Of documents. */
  readonly kinds: readonly string[];
  /** The same for what is asked in the same way. */
  readonly what: string;
}

async function lookAt(name: string, history: RecordSourcesDeps['history']): Promise<Looked> {
  const looks = history.lookAt(name, never);
  const [{ origin = unknownOrigin(name), lastMs }, kinds] = await Promise.all([looks.describe(), looks.kinds()]);
  return { origin, lastMs, kinds, what: JSON.stringify([origin, kinds]) };
}

/** What nothing was kept of, it does not have. */
function sourceOver(
  name: string,
  { origin, kinds }: Looked,
  lastMs: () => number | undefined,
  deps: RecordSourcesDeps,
): Source {
  const { history, catalogPool } = deps;
  const query: Source['query'] = (request, options) => source.query(request, options);
  const { status, rules, targets, versionAt } = createRecordedParts({ history, source: name, catalogPool, query });
  const versions = kinds.includes('buildinfo') ? { versionAt } : {};
  const source = openHistorySource({ source: name, origin, lastMs, ...versions }, deps);
  return {
    ...source,
    recording: recordingOf(name, deps),
    ...(kinds.includes('targets') ? { targets } : {}),
    ...(kinds.length > 0 ? { status, rules } : {}),
  };
}

/** Of what no Binnacle wrote, or a newer one: its samples can be asked all the same. */
function unknownOrigin(name: string): HistoryOrigin {
  return { kind: 'imported', cluster: '', server: '', name, version: '' };
}

/** Where nobody can tell: as Prometheus scrapes by default. */
const usualEveryMs = 60_000;

function recordingOf(
  name: string,
  { history, rulesOf, openGaps }: Pick<RecordSourcesDeps, 'history' | 'rulesOf' | 'openGaps'>,
): SourceRecording {
  return {
    async coverage(window, signal, expr) {
      const beside = expr === undefined ? [] : rulesBeside(expr, rulesOf?.(name) ?? []);
      const looks = history.lookAt(name, signal);
      const [spans, described] = await Promise.all([looks.covered(window, beside), looks.describe()]);
      return withOpenGaps(untilNewest(spans, described), (rest) => openGaps?.(name, rest) ?? []);
    },
    async facts(signal): Promise<RecordingFacts> {
      const { series, bytes, lastMs, everyMs = usualEveryMs } = await history.lookAt(name, signal).describe();
      return { sinceMs: undefined, newestSampleMs: lastMs, everyMs, scrapeMs: undefined, series, bytes };
    },
  };
}

/** Who records tells of it each half minute: until then only the samples do. */
const mostUntoldMs = 2 * 60_000;

function untilNewest(
  spans: readonly CoverageSpan[],
  { isWritten, lastMs }: Pick<SourceDescription, 'isWritten' | 'lastMs'>,
): readonly CoverageSpan[] {
  const [before, last] = [spans.at(-2), spans.at(-1)];
  if (!isWritten || lastMs === undefined || before?.state !== 'recorded') return spans;
  if (last?.state !== 'notRecorded' || last.detail !== '') return spans;
  const endMs = Math.min(last.endMs, lastMs);
  if (endMs < last.startMs || endMs - before.endMs > mostUntoldMs) return spans;
  const left = endMs < last.endMs ? [{ ...last, startMs: endMs + 1 }] : [];
  return [...spans.slice(0, -2), { ...before, endMs }, ...left];
}

/** A gap that goes on is written down when it ends: until then who records knows why it is there. */
function withOpenGaps(
  spans: readonly CoverageSpan[],
  gapsIn: (rest: TimeWindow) => readonly CoverageSpan[],
): readonly CoverageSpan[] {
  const last = spans.at(-1);
  if (last?.state !== 'notRecorded' || last.detail !== '') return spans;
  const known = gapsIn(last);
  const [first] = known;
  if (first === undefined) return spans;
  const before = first.startMs > last.startMs ? [{ ...last, endMs: first.startMs - 1 }] : [];
  return [...spans.slice(0, -1), ...before, ...known];
}
