/** What the Explorer hands to each of its panels, and what it may ask of one. */
import type { Ref } from 'react';
import type { Crosshair } from '../../charts/crosshair.ts';
import type { LookBook } from '../../charts/looks.ts';
import type { ReadableRecord } from '../../state/records-store.ts';
import type { PanelSpec } from './explorer-state.ts';
import type { Explorer } from './use-explorer.ts';
import type { Recorded } from './use-known-coverage.ts';
import type { PanelQueryInput } from './use-panel-queries.ts';

export interface PanelHandle {
  focus(): void;
  cancel(): void;
  /** At the cursor of the expression that was edited last. */
  insert(text: string): void;
  selectorAtCursor(): string | undefined;
}

export interface QueryPanelProps {
  readonly panel: PanelSpec;
  readonly index: number;
  readonly explorer: Explorer;
  /** Without the panel's own part. */
  readonly input: Pick<PanelQueryInput, 'context' | 'window' | 'clock' | 'live'>;
  /** Who is asked. */
  readonly contextName: string;
  /** Undefined: it is not asked of a record. */
  readonly record: ReadableRecord | undefined;
  /** Undefined: what is asked is not recorded here. */
  readonly recorded: Recorded | undefined;
  readonly crosshair: Crosshair;
  readonly book: LookBook;
  /** The last focused one: its Execute is the one thing to do next. */
  readonly leading: boolean;
  readonly onFocus: () => void;
  readonly onRemove: (panel: PanelSpec, index: number) => void;
  readonly ref: Ref<PanelHandle>;
}
