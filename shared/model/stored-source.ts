/** Everything that is recorded on this computer, source by source. Times are milliseconds since the epoch. */
import type { AppErrorData } from '../base/errors.ts';
import type { ContextId } from './context.ts';

export interface StoredSource {
  /** The folder's name. */
  readonly source: string;
  /** The context under which its record is asked, whatever else is connected: queries, catalog, targets, coverage. */
  readonly record: ContextId;
  readonly kind: 'prometheus' | 'scraped' | 'imported';
  /** What people call it; the folder's name where that is not known. */
  readonly name: string;
  /** Of the server that was recorded last; '' for none. */
  readonly version: string;
  /** The contexts that were connected to it last, as far as they are remembered: those whose record it is. */
  readonly contexts: readonly ContextId[];
  readonly series: number;
  /** On the disk, all in. */
  readonly bytes: number;
  /** Undefined: no samples. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** Somebody on this computer writes it: this Binnacle, or another one. */
  readonly isWritten: boolean;
  /** It cannot be read, or its upkeep fails. */
  readonly problem?: AppErrorData | undefined;
}

/** What stands on the coverage timeline beside the coverage. */
export interface RecordMarks {
  /** From recorded ALERTS, firing only; rising. */
  readonly alerts: readonly AlertMark[];
  /** The configuration was another one from then on. */
  readonly changes: readonly { readonly atMs: number; readonly kind: string }[];
  /** Of the series with samples, evenly over the window: one number each part. */
  readonly series: readonly number[];
}

interface AlertMark {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** As it goes; `bytes` in order make up the file. */
export type ExportItem =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'done'; readonly fileName: string; readonly series: number; readonly samples: number };

export type ImportItem =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly record: ContextId; readonly series: number; readonly samples: number };
