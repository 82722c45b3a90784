/**
 * What is recorded as sources to ask, by name: opened when one is first asked, kept while it is there and as it was. Only reads, also what this or
 * another Binnacle is writing, and needs no connection.
 */
import { stat } from 'node:fs/promises';
import { AppError } from '../../shared/base/errors.ts';
import type { CoverageSpan, RecordingFacts } from '../../shared/model/recording.ts';
import type { SourceDescription } from './history/service/describe-source.ts';
import type { HistoryOrigin } from './history/service/history-identity.ts';
import type { HistoryService } from './history/service/history-service.ts';
import { type HistorySourceDeps, openHistorySource } from './history-source.ts';
import type { Source, SourceRecording } from './sources/source.ts';

export interface RecordSourcesDeps extends HistorySourceDeps {
  readonly history: Pick<HistoryService, 'readers' | 'folderOf' | 'lookAt'>;
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
  let described = await history.lookAt(name, never).describe();
  let lookedMs = clock.monotonic();
  const origin = described.origin ?? unknownOrigin(name);
  const source = openHistorySource({ source: name, origin, lastMs: () => described.lastMs }, deps);
  const recording = recordingOf(name, deps);
  const look = async () => {
    try {
      described = await history.lookAt(name, never).describe();
      if (JSON.stringify(described.origin ?? unknownOrigin(name)) !== JSON.stringify(origin)) drop();
    } catch {
      // Whoever asks next is told why.
      drop();
    }
  };
  return {
    source: { ...source, recording },
    lookAgain() {
      if (clock.monotonic() - lookedMs < lookEveryMs) return;
      lookedMs = clock.monotonic();
      void look();
    },
  };
}

/** Of what no Binnacle wrote, or a newer one: its samples can be asked all the same. */
function unknownOrigin(name: string): HistoryOrigin {
  return { kind: 'imported', cluster: '', server: '', name, version: '' };
}

/** Where nobody can tell: as Prometheus scrapes by default. */
const usualEveryMs = 60_000;

function recordingOf(name: string, { history }: Pick<RecordSourcesDeps, 'history'>): SourceRecording {
  return {
    async coverage(window, signal) {
      const looks = history.lookAt(name, signal);
      const [spans, described] = await Promise.all([looks.covered(window), looks.describe()]);
      return untilNewest(spans, described);
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
