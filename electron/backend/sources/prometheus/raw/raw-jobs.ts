/** What the catalog worker does for raw samples (catalog-protocol.ts has the rest). Has no code. */
import type { Labels } from '../../../../../shared/model/labels.ts';

export interface ToldConfig {
  /** What it puts onto everything that it gives to others. Sorted by name. */
  readonly added: Labels;
  /** The longest that it waits between two scrapes or evaluations; milliseconds. */
  readonly longestMs: number | undefined;
  /** How much older than its newest samples it takes some; milliseconds, 0 where it says nothing of that. */
  readonly outOfOrderMs: number;
}

export interface RawJobs {
  readonly toldConfig: { readonly input: object; readonly result: ToldConfig };
}
