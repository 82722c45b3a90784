/** What the recorder looks at of a record. */
import type { HistoryService } from './history/service/history-service.ts';
import type { RecordLooks } from './recorder/session-state.ts';

export function recordLooks(history: Pick<HistoryService, 'lookAt'>, source: string): RecordLooks {
  return {
    spans: (window, signal) => history.lookAt(source, signal).spans(window),
    ends: (signal) => history.lookAt(source, signal).recorded(),
    series: (window, signal) => history.lookAt(source, signal).series(window),
    describe: (signal) => history.lookAt(source, signal).describe(),
  };
}
