/** A filter by which several of a few may be shown: none of them is all of them. Pure. */

/** As an address has it: `down,unknown`. @returns them in their order; none where it is all of them, or none that is known */
export function parseSeveral<Value extends string>(text: string | null, known: readonly Value[]): readonly Value[] {
  const named = (text ?? '').split(',');
  const chosen = known.filter((value) => named.includes(value));
  return chosen.length === known.length ? [] : chosen;
}

/** @returns whether it is shown where `chosen` are; none: all are */
export function isChosen<Value extends string>(chosen: readonly Value[], value: Value): boolean {
  return chosen.length === 0 || chosen.includes(value);
}
