/** Which two versions are compared: those that a person chose, or else the two newest that there are. Pure. */
import type { ConfigurationState, VersionName } from './configuration-state.ts';

export interface ChosenVersions {
  readonly before: VersionName | undefined;
  readonly after: VersionName | undefined;
}

/**
 * @param timesMs those of the record, rising
 * @param hasNow what the server has now can be compared as well
 */
export function chosenVersions(
  { before, after }: Pick<ConfigurationState, 'before' | 'after'>,
  timesMs: readonly number[],
  hasNow: boolean,
): ChosenVersions {
  const newest = timesMs.at(-1);
  // One version alone has nothing before it: what the server has now is compared with it.
  const usual = timesMs.length < 2 && hasNow ? 'now' : newest;
  const last = known(after, timesMs, hasNow) ?? usual;
  const first = known(before, timesMs, hasNow) ?? versionBefore(last, timesMs);
  return { before: first, after: last };
}

/** Of an address that says another time, the version that held then. */
function known(name: VersionName | undefined, timesMs: readonly number[], hasNow: boolean): VersionName | undefined {
  if (name === undefined || name === 'now') return hasNow ? name : undefined;
  return timesMs.findLast((timeMs) => Math.floor(timeMs) <= name);
}

export function versionBefore(name: VersionName | undefined, timesMs: readonly number[]): number | undefined {
  return name === 'now' ? timesMs.at(-1) : timesMs.findLast((timeMs) => name !== undefined && timeMs < name);
}
