/** What a record is told by. Has no code. */
import type { WorkerPool } from '../../base/worker-pool.ts';
import type { HistoryService } from '../../history/service/history-service.ts';
import type { Source } from '../source.ts';

export interface RecordedDeps {
  readonly history: Pick<HistoryService, 'lookAt' | 'readers' | 'folderOf'>;
  /** The folder's name. */
  readonly source: string;
  /** Of catalog workers; the caller's to close. */
  readonly catalogPool: WorkerPool;
  /** Of the record's samples: since when a target has the health that it has. */
  readonly query: Source['query'];
  /** As of when targets are told, asked at each reading; absent or undefined: the newest. */
  readonly asOfMs?: () => number | undefined;
}

export interface RecordedVersions {
  /**
   * Which version the server had that was recorded at a time: that of the build information of then; before the first of them, of the first.
   * Undefined where none was kept. @throws AppError history.*
   */
  versionAt(timeMs: number, signal: AbortSignal): Promise<string | undefined>;
}
