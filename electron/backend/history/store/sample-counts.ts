/** What became of the samples that were to be appended. */

export interface SampleCounts {
  /** They are stored now, and were not before. */
  readonly added: number;
  /** They were there, bit for bit. */
  readonly duplicate: number;
  /** Another sample of the same series and time was there, and stays. */
  readonly conflicting: number;
  /** Of those that were added: earlier than one that was there. */
  readonly outOfOrder: number;
  /** Not stored: histograms that a slot has no room for. */
  readonly refused: number;
}

export type MutableCounts = { -readonly [Name in keyof SampleCounts]: number };

export function noCounts(): MutableCounts {
  return { added: 0, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 };
}

export function addCounts(to: MutableCounts, counts: SampleCounts): void {
  to.added += counts.added;
  to.duplicate += counts.duplicate;
  to.conflicting += counts.conflicting;
  to.outOfOrder += counts.outOfOrder;
  to.refused += counts.refused;
}
