/**
 * How what a history does by itself is doing: what of it fails, and since when, and which deletions are not at their end. Nobody calls for it, so
 * nobody is told of a failure otherwise. Kept by the writer's session, over all writers that it opens.
 */
import { AppError, type AppErrorData } from '../../../../shared/base/errors.ts';
import type { Deletion } from '../retention/deletion-journal.ts';
import type { KeepStep } from '../retention/keep-parts.ts';

/** `open`: files that were found damaged, or could not be written, have to be opened anew. `log`: SQLite's, which is too long. */
export type UpkeepWork = 'open' | 'fold' | 'deletion' | 'retention' | 'log';

export interface ReportedWork {
  readonly work: UpkeepWork;
  /** Which of the deletions. */
  readonly deletion?: number | undefined;
}

export interface UpkeepTrouble extends ReportedWork {
  readonly error: AppErrorData;
  /** When it failed first, without having worked since, and when it did last; milliseconds since the epoch. It is tried again by itself. */
  readonly sinceMs: number;
  readonly lastMs: number;
}

export interface DeletionState {
  readonly id: number;
  /** Undefined for one that is not understood: of a newer Binnacle. It is left undone. */
  readonly asked: Deletion | undefined;
  /** Of the one that is being done. */
  readonly progress: KeepStep['progress'] | undefined;
}

export interface UpkeepState {
  /** One of each work, and of each deletion, at most. */
  readonly troubles: readonly UpkeepTrouble[];
  /** Not done yet, the oldest first. */
  readonly deletions: readonly DeletionState[];
}

export interface UpkeepReport {
  /** To its end: it is no trouble any more. */
  worked(of: ReportedWork): void;
  failed(of: ReportedWork, error: AppError): void;
  /** All that are not done. */
  deletions(pending: readonly DeletionState[]): void;
  progress(deletion: number, progress: KeepStep['progress']): void;
}

export interface UpkeepReportOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onState: (state: UpkeepState) => void;
  /** Of what fails anew, or otherwise than before: for the log. */
  readonly onTrouble: (error: AppError) => void;
}

/** So often at most a state goes out in which nothing but progress is new. */
const progressEveryMs = 500;

export function createUpkeepReport({ now, onState, onTrouble }: UpkeepReportOptions): UpkeepReport {
  const troubles = new Map<string, UpkeepTrouble>();
  let pending: readonly DeletionState[] = [];
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const tell = () => {
    toldAtMs = performance.now();
    onState({ troubles: [...troubles.values()], deletions: pending });
  };
  return {
    worked(of) {
      if (troubles.delete(keyOf(of))) tell();
    },
    failed(of, error) {
      const before = troubles.get(keyOf(of));
      const lastMs = now();
      troubles.set(keyOf(of), { ...of, error: error.toData(), sinceMs: before?.sinceMs ?? lastMs, lastMs });
      if (before?.error.message !== error.message) onTrouble(error);
      tell();
    },
    deletions(found) {
      if (found.length === 0 && pending.length === 0) return;
      const progressOf = (id: number) => pending.find((one) => one.id === id)?.progress;
      pending = found.map((one) => ({ ...one, progress: progressOf(one.id) }));
      tell();
    },
    progress(deletion, progress) {
      pending = pending.map((one) => (one.id === deletion ? { ...one, progress } : one));
      if (performance.now() - toldAtMs >= progressEveryMs) tell();
    },
  };
}

/** Before it has begun. */
export function deletionState(id: number, asked: Deletion | AppError): DeletionState {
  return { id, asked: asked instanceof AppError ? undefined : asked, progress: undefined };
}

const keyOf = ({ work, deletion }: ReportedWork) => `${work} ${deletion}`;
