/** What selectors select together, each series once: a selector leaves out what one before it selects. */
import { AppError } from '../../../../shared/base/errors.ts';
import { type Labels, labelValue } from '../../../../shared/model/labels.ts';
import type { SeriesMatcher } from '../../../../shared/promql/queryable.ts';
import type { ApiStorage } from '../../prometheus-api/api-storage.ts';

/** Where the samples are read. As a history's reader has it: a snapshot that is open for long makes the writer's log grow. */
export interface Snapshots {
  begin(): { readonly storage: ApiStorage; end(): void };
}

export interface ExportSelector {
  /** As PromQL writes it; for the header. */
  readonly text: string;
  readonly matchers: readonly SeriesMatcher[];
}

/** Told of what is damaged, which is left out then; without it, damage ends the export. */
export type OnDamaged = (text: string) => void;

/** @throws `error`, where nobody is told or it says nothing of damage */
export function tellDamage(error: unknown, what: string, onDamaged: OnDamaged | undefined): void {
  if (onDamaged === undefined || !(error instanceof AppError) || error.code !== 'history.damaged') throw error;
  onDamaged(`the history is damaged: ${what} (${error.details.reason ?? error.message})`);
}

type Matchers = readonly SeriesMatcher[];

/** @param selectors none for all series @param read what of a storage the matchers select */
export function* eachSelected<T extends { readonly labels: Labels }>(
  selectors: readonly ExportSelector[],
  read: (matchers: Matchers) => Iterable<T>,
): Generator<T, void, undefined> {
  const all: readonly Matchers[] = selectors.length === 0 ? [[]] : selectors.map(({ matchers }) => matchers);
  for (const [i, matchers] of all.entries()) {
    const earlier = all.slice(0, i);
    for (const one of read(matchers)) if (!earlier.some((before) => selects(before, one.labels))) yield one;
  }
}

function selects(matchers: Matchers, labels: Labels): boolean {
  return matchers.every(({ name, matches }) => matches(labelValue(labels, name) ?? ''));
}
