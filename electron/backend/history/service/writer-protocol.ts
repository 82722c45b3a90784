/** What the service and the one worker that writes a source say to each other: calls with numbers, answered in order. */
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import type { HistoryWriter } from '../store/history-writer.ts';
import type { Retention } from './upkeep.ts';
import type { UpkeepState } from './upkeep-report.ts';
import type { WriterCalls } from './writer-calls.ts';

export type WriterCall = {
  readonly [Name in keyof WriterCalls]: { readonly name: Name; readonly args: Parameters<WriterCalls[Name]> };
}[keyof WriterCalls];

export type ToWriter =
  | {
      readonly kind: 'open';
      readonly dataDir: string;
      /** The folder's name. */
      readonly source: string;
      /** Who the source is, as text. */
      readonly origin: string;
      readonly newPair: string;
      readonly retention: Retention;
    }
  /** From now on. */
  | { readonly kind: 'retain'; readonly retention: Retention }
  | { readonly kind: 'call'; readonly id: number; readonly call: WriterCall }
  /** Instead of everything else: the source goes. */
  | { readonly kind: 'remove'; readonly dataDir: string; readonly source: string };

export type FromWriter =
  | { readonly kind: 'opened'; readonly setAside: HistoryWriter['setAside'] }
  /** Files were found damaged while they were written, and the writer was opened anew. */
  | { readonly kind: 'setAside'; readonly setAside: HistoryWriter['setAside'] }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  /** Nothing of the call was stored, unless the call itself says otherwise. `id` undefined: it could not be opened, or removed. */
  | { readonly kind: 'failed'; readonly id: number | undefined; readonly error: AppErrorData }
  /** Ids that the history has forgotten, or never gave: to be registered again. */
  | { readonly kind: 'unknownSeries'; readonly id: number; readonly ids: readonly number[] }
  | { readonly kind: 'removed' }
  /** What it does by itself (folds, deletions, retention) fails now, or otherwise than before: it is tried again later, or left out. For the log. */
  | { readonly kind: 'trouble'; readonly error: AppErrorData }
  /** How all of that is doing, where that has changed. */
  | { readonly kind: 'upkeep'; readonly state: UpkeepState };
