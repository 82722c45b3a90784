/** The reader worker's side of what is asked of a source beside its samples: what there is, what was covered, documents. One answer a task. */
import { AppError, type AppErrorData } from '../../../../shared/base/errors.ts';
import type { TaskHandler, TaskLink } from '../../base/worker-tasks.ts';
import { type CoverageReader, createCoverageReader } from '../coverage/coverage-reader.ts';
import { joinSelectors } from '../coverage/join-rules.ts';
import type { Span, TimeWindow } from '../coverage/spans.ts';
import { createDocumentReader, type DocumentReader } from '../documents/document-reader.ts';
import { openReadable, type ReadableDatabase } from '../store/open-database.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { withReadFailures } from '../store/sqlite-failure.ts';
import { countSeries, type SlotCount } from './count-series.ts';
import { describeSource, type SourceDescription } from './describe-source.ts';
import { migrateOlder } from './migrate-older.ts';
import { filesIn } from './open-readers.ts';

/** All of them throw AppError history.* */
export interface Looks
  extends Pick<CoverageReader, 'spans' | 'gaps' | 'recorded'>,
    Pick<DocumentReader, 'kinds' | 'asOf' | 'changes' | 'pair'> {
  describe(): SourceDescription;
  /**
   * Recorded is what any rule recorded; with `beside`, where that is so of each selector, by the rules that are not in its list (`joinSelectors`).
   * The whole window, rising.
   */
  covered(window: TimeWindow, beside?: readonly (readonly string[])[]): readonly Span[];
  /** Of the series with samples, by two hours. */
  series(window: TimeWindow): readonly SlotCount[];
}

export type Look =
  | {
      readonly [Name in keyof Looks]: { readonly name: Name; readonly args: Parameters<Looks[Name]> };
    }[keyof Looks]
  /** No question: it is of an older version, and is to be brought to this one. */
  | { readonly name: 'migrate'; readonly args: readonly [] };

export interface ToLooker {
  readonly kind: 'look';
  /** Of the source. */
  readonly folder: string;
  readonly look: Look;
}

export type FromLooker =
  | { readonly kind: 'seen'; readonly result: unknown }
  | { readonly kind: 'unseen'; readonly error: AppErrorData };

/** For serveWorkerTasks: one per question. */
export function lookSession(link: Pick<TaskLink<FromLooker>, 'send'>): TaskHandler<ToLooker> {
  return {
    receive({ folder, look }) {
      try {
        link.send({ kind: 'seen', result: seen(folder, look) });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        link.send({ kind: 'unseen', error: error.toData() });
      }
    },
    dispose: () => undefined,
  };
}

function seen(folder: string, look: Look): unknown {
  const files = filesIn(folder);
  if (look.name === 'migrate') return migrateOlder(files);
  if (look.name === 'describe') return describeSource(files);
  const db = openReadable(files.history, 'history');
  try {
    if (look.name === 'series') return seriesOf(files, db, ...look.args);
    return withReadFailures(files.history, () => resultOf(db, look));
  } finally {
    db.close();
  }
}

function seriesOf({ folder, head: path }: SourceFiles, history: ReadableDatabase<'history'>, window: TimeWindow) {
  const head = openReadable(path, 'head');
  try {
    return withReadFailures(folder, () => countSeries(head, history, window));
  } finally {
    head.close();
  }
}

function resultOf(
  db: ReadableDatabase<'history'>,
  look: Exclude<Look, { readonly name: 'describe' | 'migrate' | 'series' }>,
): unknown {
  switch (look.name) {
    case 'spans':
      return createCoverageReader(db).spans(...look.args);
    case 'covered': {
      const [window, beside = []] = look.args;
      return joinSelectors(createCoverageReader(db).spans(window), beside, window);
    }
    case 'gaps':
      return createCoverageReader(db).gaps(...look.args);
    case 'recorded':
      return createCoverageReader(db).recorded(...look.args);
    case 'kinds':
      return createDocumentReader(db).kinds();
    case 'asOf':
      return createDocumentReader(db).asOf(...look.args);
    case 'changes':
      return createDocumentReader(db).changes(...look.args);
    case 'pair':
      return createDocumentReader(db).pair(...look.args);
  }
}
