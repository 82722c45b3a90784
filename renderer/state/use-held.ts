/** Of what a record kept, for the note that says so: since when it was like that, until when it was seen so, and when it was otherwise. */
import type { Held } from '../../shared/model/server-status.ts';
import { useAsked } from './asked.tsx';
import { type ChangingKind, useChanges } from './use-changes.ts';

export interface HeldInRecord extends Held {
  readonly changes: readonly number[];
}

/** @param held of each that is shown @returns undefined where no record is asked, or nothing was told */
export function useHeld(kinds: readonly ChangingKind[], held: readonly Held[]): HeldInRecord | undefined {
  const { record } = useAsked();
  const shown = held.length === 0 ? undefined : record;
  const changes = useChanges(shown, kinds);
  if (shown === undefined) return undefined;
  const sinceMs = Math.max(...held.map((one) => one.sinceMs));
  // One is asked a second after the other.
  const seenUntilMs = Math.max(sinceMs, Math.min(...held.map((one) => one.seenUntilMs)));
  return { sinceMs, seenUntilMs, changes };
}
