/** An exporter whose URL was typed: it is scraped beside this computer. */
import type { Brand } from '../base/brand.ts';

export type ExporterId = Brand<string, 'ExporterId'>;

export interface Exporter {
  readonly id: ExporterId;
  /** '' for none: then its address is what it is called. */
  readonly name: string;
  /** Of its metrics: http or https, without credentials and fragment; each parameter of its query once. */
  readonly url: string;
  /** Undefined: as often as this computer. */
  readonly intervalMs?: number | undefined;
}

/** What is asked to be kept; without an id it is a new one. */
export type ExporterDraft = Omit<Exporter, 'id'> & { readonly id?: ExporterId | undefined };

export interface ExporterTest {
  /** In its answer, or in the begin of it. */
  readonly series: number;
  /** False: the answer is longer than what is looked at of it. */
  readonly isWhole: boolean;
  /** That were looked at. */
  readonly bytes: number;
  readonly answerMs: number;
}
