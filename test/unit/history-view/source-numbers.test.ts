import { describe, expect, it } from 'vitest';
import { sourceNumbers } from '../../../renderer/views/history/source-numbers.ts';
import type { SourceState } from '../../../renderer/views/history/source-state.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';

const stored: StoredSource = {
  ...{
    source: 'prometheus-a',
    record: 'record::prometheus-a' as ContextId,
    kind: 'prometheus',
    name: 'a',
    version: '',
  },
  ...{ contexts: [], series: 0, bytes: 213, firstMs: undefined, lastMs: undefined, isWritten: true },
};
const recording: SourceState = {
  ...{ kind: 'recording', form: 'chunks', newestMs: 5000 },
  report: {
    ...{ source: 'prometheus-a', record: stored.record, rules: [{ id: 'nodes', series: 7 }] },
    state: { kind: 'recording', form: 'chunks', newestMs: 5000 },
    plan: { isOn: true, rules: [], backfillMs: 0, isBackfillPaused: false, mostAgeMs: 1, mostBytes: 1 },
    backfill: { kind: 'none', doneMs: 0, totalMs: 0, atMs: undefined, samples: 0 },
  },
};

describe('the numbers of a source', () => {
  it('are the recorder’s while the list has no sample yet', () => {
    expect(sourceNumbers(recording, stored, undefined)).toEqual({
      ...{ series: 7, lastLook: 7, bytes: 213, firstMs: undefined, newestMs: 5000, hasJustBegun: true },
    });
  });

  it('are the list’s once it has some, but for what is newer', () => {
    const known = { ...stored, series: 12, firstMs: 1000, lastMs: 4000 };
    expect(sourceNumbers(recording, known, undefined)).toEqual({
      ...{ series: 12, lastLook: 7, bytes: 213, firstMs: 1000, newestMs: 5000, hasJustBegun: false },
    });
  });

  it('have no last look where another Binnacle looks, or nobody does', () => {
    const { report } = recording;
    const states: readonly SourceState[] = [
      { kind: 'elsewhere', report },
      { kind: 'off', report },
    ];
    expect(states.map((state) => sourceNumbers(state, stored, undefined).lastLook)).toEqual([undefined, undefined]);
  });

  it('are those of the header where it is scraped from here', () => {
    const facts = { sinceMs: 1, everyMs: 5000, scrapeMs: 3, series: 126, bytes: 651, newestSampleMs: 6000 };
    const numbers = sourceNumbers({ kind: 'scraped', isComputer: false }, stored, facts);
    expect([numbers.series, numbers.bytes, numbers.newestMs]).toEqual([126, 651, 6000]);
  });
});
