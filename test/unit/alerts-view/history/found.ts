/** What a server answered of ALERTS, drawn: a letter an evaluation, one a minute from 0 on. */

import type { HistoryFound } from '../../../../renderer/views/alerts/history/use-history.ts';
import { type Labels, labelsFromPairs } from '../../../../shared/model/labels.ts';
import type { Columns } from '../../../../shared/model/query.ts';

export const minute = 60_000;

export interface Drawn {
  readonly alert: string;
  readonly severity?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** `p` pending, `F` firing, anything else neither. */
  readonly states: string;
}

export function columnsOf(
  series: readonly (readonly [labels: Labels, samples: readonly (readonly [number, number])[]])[],
): Columns {
  const offsets = [0];
  for (const [, samples] of series) offsets.push((offsets.at(-1) ?? 0) + samples.length);
  const all = series.flatMap(([, samples]) => samples);
  return {
    labels: series.map(([labels]) => labels),
    offsets: new Uint32Array(offsets),
    timesMs: new Float64Array(all.map(([timeMs]) => timeMs)),
    values: new Float64Array(all.map(([, value]) => value)),
    histograms: [],
  };
}

const letters = { pending: 'p', firing: 'F' } as const;

export function foundOf(drawn: readonly Drawn[], more: Partial<HistoryFound> = {}): HistoryFound {
  const series = drawn.flatMap(({ alert, severity, labels = {}, states }) =>
    (['pending', 'firing'] as const).flatMap((state) => {
      const samples = [...states].flatMap((letter, at) =>
        letter === letters[state] ? [[at * minute, 1] as const] : [],
      );
      if (samples.length === 0) return [];
      const pairs = { __name__: 'ALERTS', alertname: alert, alertstate: state, ...labels };
      const named = labelsFromPairs(Object.entries(severity === undefined ? pairs : { ...pairs, severity }));
      return [[named, samples] as const];
    }),
  );
  const length = Math.max(...drawn.map(({ states }) => states.length));
  return {
    window: { startMs: 0, endMs: (length - 1) * minute },
    readAtMs: 0,
    columns: columnsOf(series),
    ...{ stepMs: undefined, leftOut: [], down: [], downStepMs: 0, unseenMs: 3.5 * minute, warnings: [] },
    ...more,
  };
}
