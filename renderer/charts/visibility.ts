/** Which series of a chart are shown: all but the hidden ones, or only the isolated ones. Kept by what they are, so that a refresh keeps it. */
import { toggled } from '../../shared/base/toggled.ts';

export interface Visibility {
  /** Those that alone are shown; undefined: nothing is isolated. Never empty. */
  readonly isolated: ReadonlySet<string> | undefined;
  readonly hidden: ReadonlySet<string>;
  /** Keeps its colour among too many. */
  readonly pinned: ReadonlySet<string>;
}

export const everythingVisible: Visibility = { isolated: undefined, hidden: new Set(), pinned: new Set() };

/** Shows one alone; the same again shows all. */
export function isolate(visibility: Visibility, key: string): Visibility {
  const alone = visibility.isolated?.size === 1 && visibility.isolated.has(key);
  return { ...visibility, isolated: alone ? undefined : new Set([key]), hidden: new Set() };
}

/** Adds one to those that are isolated, or takes it out; the last of them shows all. */
export function toggleIsolated(visibility: Visibility, key: string): Visibility {
  const isolated = toggled(visibility.isolated ?? new Set(), key);
  return { ...visibility, isolated: isolated.size === 0 ? undefined : isolated, hidden: new Set() };
}

export function isolateAll(visibility: Visibility, keys: readonly string[]): Visibility {
  return { ...visibility, isolated: keys.length === 0 ? undefined : new Set(keys), hidden: new Set() };
}

/** Hides one, or shows it again. What was isolated gives way: hiding is said about all of them. */
export function toggleHidden(visibility: Visibility, key: string): Visibility {
  return { ...visibility, isolated: undefined, hidden: toggled(visibility.hidden, key) };
}

export function togglePinned(visibility: Visibility, key: string): Visibility {
  return { ...visibility, pinned: toggled(visibility.pinned, key) };
}

export function showAll(visibility: Visibility): Visibility {
  return { ...visibility, isolated: undefined, hidden: new Set() };
}

export function isVisible(visibility: Visibility, key: string): boolean {
  return visibility.isolated === undefined ? !visibility.hidden.has(key) : visibility.isolated.has(key);
}

/** The series of a result, and what each is known by: made when it is asked for, since most often nothing is hidden. */
export interface Keyed {
  readonly count: number;
  readonly keyOf: (series: number) => string;
}

/** The same for another result: isolated series of which none is in it isolate nothing. */
export function within(visibility: Visibility, { count, keyOf }: Keyed): Visibility {
  const { isolated } = visibility;
  if (isolated === undefined) return visibility;
  for (let series = 0; series < count; series += 1) if (isolated.has(keyOf(series))) return visibility;
  return { ...visibility, isolated: undefined };
}

/** Indices, rising. */
export function visibleSeries(visibility: Visibility, { count, keyOf }: Keyed): readonly number[] {
  const all = Array.from({ length: count }, (_, series) => series);
  if (visibility.isolated === undefined && visibility.hidden.size === 0) return all;
  return all.filter((series) => isVisible(visibility, keyOf(series)));
}
