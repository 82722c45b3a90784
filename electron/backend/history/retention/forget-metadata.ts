/** Forgets type, help and unit of metrics that no series has had for a day: metadata may come long before the first sample. */
import { createLabelFinder } from '../index/label-finder.ts';
import { metricSuffixes } from '../transfer/metric-family.ts';
import type { KeepParts, KeepPhases, KeepRun } from './keep-parts.ts';

export const metadataStatements = {
  names: 'SELECT name FROM metric WHERE name >= ? ORDER BY name LIMIT 128',
  since: 'SELECT value FROM meta WHERE key = ?',
  note: 'INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)',
  dropNote: 'DELETE FROM meta WHERE key = ?',
  drop: 'DELETE FROM metric WHERE name = ?',
};

const patienceMs = 86_400_000;

/** @param nowMs what counts as now for the age of samples */
export function* forgetMetadata(parts: KeepParts, run: KeepRun, nowMs: number): KeepPhases {
  const { history, inHistory } = parts;
  const names = history.prepare<[string], string>(metadataStatements.names).pluck();
  const look = lookAt(parts, nowMs);
  let from = '';
  for (let goesOn = true; goesOn; ) {
    inHistory.run(() => {
      goesOn = run.untilOver(() => {
        const some = names.all(from);
        for (const name of some) look(name);
        from = `${some.at(-1) ?? ''}\0`;
        return some.length > 0;
      });
    });
    yield 'series';
  }
}

/** Since when a metric is without series is written down: a look is an hour after the one before, and a process may end in between. */
function lookAt({ history }: KeepParts, nowMs: number): (metric: string) => void {
  const finder = createLabelFinder(history);
  const nameLabel = finder.name('__name__');
  const since = history.prepare<[string], unknown>(metadataStatements.since).pluck();
  const note = history.prepare<[string, number]>(metadataStatements.note);
  const dropNote = history.prepare<[string]>(metadataStatements.dropNote);
  const drop = history.prepare<[string]>(metadataStatements.drop);
  const isUsed = (metric: string) =>
    nameLabel !== undefined &&
    ['', ...metricSuffixes].some((suffix) => finder.value(nameLabel, metric + suffix) !== undefined);
  return (metric) => {
    const key = `unusedMetric ${metric}`;
    const noted = since.get(key);
    const isNoted = typeof noted === 'number';
    if (isUsed(metric)) {
      if (isNoted) dropNote.run(key);
    } else if (!isNoted || noted > nowMs) {
      note.run(key, nowMs);
    } else if (nowMs - noted >= patienceMs) {
      drop.run(metric);
      dropNote.run(key);
    }
  };
}
