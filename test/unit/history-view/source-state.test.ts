import { describe, expect, it } from 'vitest';
import { type SourceFacts, sourceState } from '../../../renderer/views/history/source-state.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ConnectionState, ContextId } from '../../../shared/model/context.ts';
import type { RecorderReport, RecorderState } from '../../../shared/model/recorder.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';

const problem: AppErrorData = { code: 'prometheus.timeout', message: 'late', details: {}, retryable: true };
const connected: ConnectionState = {
  kind: 'connected',
  server: { transport: 'address', engine: 'prometheus', version: '3.4.0', pathPrefix: '', url: '', service: undefined },
  answerMs: 1,
  newestSampleMs: undefined,
};
const scraped: ConnectionState = {
  ...connected,
  server: { transport: 'scraped', engine: 'binnacle', version: '', pathPrefix: '', everyMs: 5000 },
};
const report = (isOn: boolean | undefined, state: RecorderState): RecorderReport => ({
  ...{ source: 'prometheus-a', record: 'record::prometheus-a' as ContextId, state, rules: [] },
  plan: { isOn, rules: [], backfillMs: 0, isBackfillPaused: false, mostAgeMs: 1, mostBytes: 1 },
  backfill: { kind: 'none', doneMs: 0, totalMs: 0, atMs: undefined, samples: 0 },
});
const stored: StoredSource = {
  ...{ source: 'imported-a', record: 'record::imported-a' as ContextId, kind: 'imported', name: 'a', version: '' },
  ...{ contexts: [], series: 1, bytes: 1, firstMs: 1, lastMs: 2, isWritten: false },
};
const kindOf = (facts: Partial<SourceFacts>) =>
  sourceState({
    ...{ isComputer: false, recordsComputer: true, connection: { kind: 'idle' }, report: undefined },
    ...{ problem: undefined, stored: undefined, storedKnown: true },
    ...facts,
  }).kind;

describe('what is said of a source', () => {
  it('is what its recorder tells, and first of all whether somebody said yes', () => {
    const of = (isOn: boolean | undefined, state: RecorderState) => kindOf({ report: report(isOn, state) });
    const recording = { kind: 'recording', form: 'chunks', newestMs: 1 } as const;
    expect([
      of(undefined, { kind: 'off' }),
      of(false, { kind: 'off' }),
      of(false, recording),
      of(true, { kind: 'off' }),
      of(true, { kind: 'starting' }),
      of(true, recording),
      of(true, { kind: 'failing', problem, untilMs: 5 }),
      of(undefined, { kind: 'elsewhere' }),
    ]).toEqual(['question', 'off', 'off', 'starting', 'starting', 'recording', 'failing', 'elsewhere']);
  });

  it('without one is what the connection and the disk tell', () => {
    const locked: ConnectionState = {
      ...{ kind: 'degraded', server: scraped.server },
      missing: { ...problem, code: 'history.locked' },
    };
    expect([
      kindOf({ connection: connected }),
      kindOf({ connection: connected, problem }),
      kindOf({ connection: scraped }),
      kindOf({ isComputer: true, recordsComputer: false, stored }),
      kindOf({ isComputer: true, connection: locked }),
      kindOf({ stored }),
      kindOf({ storedKnown: false }),
      kindOf({}),
    ]).toEqual(['loading', 'failed', 'scraped', 'computerOff', 'elsewhere', 'record', 'loading', 'away']);
  });
});
