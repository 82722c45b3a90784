/** What was recorded of what an expression reads: a rule that came later has nothing of the time before, whatever others recorded then. */
import { afterEach, describe, expect, test } from 'vitest';
import { historyHandlers } from '../../../electron/backend/history-handlers.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { type RunningBackend, startBackend, stopBackend, until, withFolder } from './recording-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const never = { signal: new AbortController().signal };

const reached = ({ recorder, context }: RunningBackend) => {
  try {
    return recorder.report(context());
  } catch {
    return undefined;
  }
};

const first = [{ id: 'r', name: 'Targets', selectors: ['up'], isOn: true }];

describe.skipIf(serverMissing('prometheus') !== undefined)('the coverage of an expression', () => {
  test('is that of the rules that may have its series, of the record and of the context that it is of', async () => {
    const prometheus = await startPrometheus({ scrapeItself: true });
    cleanups.push(() => prometheus.stop());
    await withFolder(async (folder) => {
      const backend = startBackend(folder, [prometheus.url]);
      try {
        const { recorder, context } = backend;
        const handlers = historyHandlers({ ...backend, clock: { now: Date.now }, version: '1.2.3' });
        await until(() => reached(backend) !== undefined);
        recorder.change(context(), { isOn: true, rules: first, backfillMs: 0 });
        const { record } = recorder.report(context());
        const newest = async (id: ContextId, expr?: string) => {
          const window = { startMs: Date.now() - 600_000, endMs: Date.now() };
          return handlers.coverage({ context: id, ...window, expr }, never);
        };
        const recordedMs = async (expr?: string) => {
          const spans = await newest(record, expr).catch(() => []);
          return spans.reduce(
            (sum, { state, startMs, endMs }) => sum + (state === 'recorded' ? endMs - startMs : 0),
            0,
          );
        };
        await until(async () => (await recordedMs()) > 10_000);
        // An expression of which nothing is kept is as all that is recorded: why nothing is there is said elsewhere.
        expect(await recordedMs('go_goroutines')).toBeGreaterThan(10_000);
        recorder.keep(context(), 'go_goroutines');
        const keptMs = Date.now();
        await until(async () => {
          const spans = await newest(record, 'go_goroutines');
          return spans.some(({ state, endMs }) => state === 'recorded' && endMs > keptMs + 2000) && spans.length > 1;
        });
        const window = { startMs: keptMs - 7000, endMs: keptMs - 6000 };
        const states = async (id: ContextId, expr?: string) => {
          const spans = await handlers.coverage({ context: id, ...window, expr }, never);
          return spans.map(({ state }) => state);
        };
        expect({
          all: await states(record),
          up: await states(record, 'sum(up)'),
          kept: await states(record, 'go_goroutines'),
          ofContext: await states(context(), 'rate(go_goroutines[1m])'),
          both: await states(record, 'up or go_goroutines'),
          wide: await states(record, '{job="prometheus"}'),
        }).toEqual({
          all: ['recorded'],
          up: ['recorded'],
          kept: ['notRecorded'],
          ofContext: ['notRecorded'],
          both: ['notRecorded'],
          wide: ['recorded'],
        });
        await expect(states(record, 'rate(up[5m]')).rejects.toMatchObject({ code: 'query.invalid' });
      } finally {
        await stopBackend(backend);
      }
    });
  }, 120_000);
});
