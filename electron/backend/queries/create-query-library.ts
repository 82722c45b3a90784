/** The query library over its file: what ran, what was named or starred, and the way back of what was forgotten. */
import { join } from 'node:path';
import { Emitter } from '../../../shared/base/event.ts';
import type { QueryLibrary } from '../../../shared/contract/queries.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { openJsonDocument } from '../base/json-document.ts';
import type { Clock, LogSink } from '../ports.ts';
import { libraryFormat } from './library-format.ts';
import {
  keptQuery,
  type LibraryList,
  orderedLibrary,
  recordedRun,
  restoredQueries,
  withoutPast,
  withoutQuery,
} from './library-list.ts';
import type { QueryLibraryService } from './query-library.ts';

export interface QueryLibraryOptions {
  readonly dataDir: string;
  readonly settings: () => Pick<Settings, 'queryHistory'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: LogSink;
  readonly writeAfterMs?: number;
}

export function createQueryLibrary(options: QueryLibraryOptions): QueryLibraryService {
  const { dataDir, settings, clock, log, writeAfterMs } = options;
  const changed = new Emitter<QueryLibrary>();
  let forgotten: LibraryList = [];
  const file = openJsonDocument<LibraryList>({
    ...libraryFormat,
    ...{ path: join(dataDir, 'queries.json'), clock, log },
    ...(writeAfterMs === undefined ? {} : { writeAfterMs }),
    onChange: () => changed.fire(library()),
  });
  const library = (): QueryLibrary => ({ queries: orderedLibrary(file.value()), problem: file.problem() });
  const forget = (without: (list: LibraryList) => LibraryList) => {
    const kept = new Set(without(file.value()).map(({ expr }) => expr));
    const gone = file.value().filter(({ expr }) => !kept.has(expr));
    if (gone.length === 0) return;
    forgotten = gone;
    file.edit(without);
  };
  return {
    library,
    onDidChange: changed.event,
    record(context, expr) {
      const nowMs = clock.now();
      const all = settings().queryHistory;
      file.edit((list) => recordedRun(list, { expr: expr.trim(), context, nowMs, all }));
    },
    keep(expr, change) {
      file.edit((list) => keptQuery(list, expr.trim(), change));
    },
    forget: (expr) => forget((list) => withoutQuery(list, expr.trim())),
    forgetPast: () => forget(withoutPast),
    restore() {
      const back = forgotten;
      if (back.length > 0) file.edit((list) => restoredQueries(list, back));
      forgotten = [];
    },
    dispose() {
      file.dispose();
      changed.dispose();
    },
  };
}
