/** What recording-child.ts is told, and what it tells. */

export interface RecordingTask {
  readonly dataDir: string;
  readonly url: string;
  readonly selectors: readonly string[];
  readonly backfillMs: number;
}

export interface RecordingLine {
  readonly source: string;
  readonly state: string;
  readonly backfill: string;
  /** The window that is being fetched. */
  readonly atMs?: number;
}
