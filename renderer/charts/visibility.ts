/** Which series of a chart are shown: all but the hidden ones, or only the isolated one. Kept by label set, so that a refresh keeps it. */

export interface Visibility {
  /** The one series that is shown alone. */
  readonly isolated: string | undefined;
  readonly hidden: ReadonlySet<string>;
  /** Keeps its colour among too many. */
  readonly pinned: ReadonlySet<string>;
}

export const everythingVisible: Visibility = { isolated: undefined, hidden: new Set(), pinned: new Set() };

/** Shows one alone; the same again shows all. */
export function isolate(visibility: Visibility, key: string): Visibility {
  return { ...visibility, isolated: visibility.isolated === key ? undefined : key, hidden: new Set() };
}

/** Hides one, or shows it again. What was isolated gives way: hiding is said about all of them. */
export function toggleHidden(visibility: Visibility, key: string): Visibility {
  return { ...visibility, isolated: undefined, hidden: toggled(visibility.hidden, key) };
}

export function togglePinned(visibility: Visibility, key: string): Visibility {
  return { ...visibility, pinned: toggled(visibility.pinned, key) };
}

export function isVisible(visibility: Visibility, key: string): boolean {
  return visibility.isolated === undefined ? !visibility.hidden.has(key) : visibility.isolated === key;
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** The same for another result: an isolated series that is not in it isolates nothing. */
export function within(visibility: Visibility, keys: readonly string[]): Visibility {
  const { isolated } = visibility;
  return isolated === undefined || keys.includes(isolated) ? visibility : { ...visibility, isolated: undefined };
}
