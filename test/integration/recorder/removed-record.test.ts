/** A record that is removed while its context stays connected, and is begun again: through the contract, over a real Prometheus. */
import { afterEach, describe, expect, test } from 'vitest';
import { historyHandlers } from '../../../electron/backend/history-handlers.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { everything, type RunningBackend, startBackend, stopBackend, until, withFolder } from './recording-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const never = { signal: new AbortController().signal };

const isRecording = ({ recorder, context }: RunningBackend) => {
  try {
    return recorder.report(context()).state.kind === 'recording';
  } catch {
    return false;
  }
};

const isReached = ({ recorder, context }: RunningBackend) => {
  try {
    return recorder.report(context()) !== undefined;
  } catch {
    return false;
  }
};

describe.skipIf(serverMissing('prometheus') !== undefined)('a record that was removed', () => {
  test('is the record of the contexts that are connected, when it is begun again', async () => {
    const prometheus = await startPrometheus({ scrapeItself: true });
    cleanups.push(() => prometheus.stop());
    await withFolder(async (folder) => {
      const backend = startBackend(folder, [prometheus.url]);
      try {
        const { recorder, records, context, history } = backend;
        const handlers = historyHandlers({ ...backend, clock: { now: Date.now }, version: '1.2.3' });
        await until(() => isReached(backend));
        recorder.change(context(), { isOn: true, rules: everything, backfillMs: 0 });
        await until(() => isRecording(backend));
        const { source } = recorder.report(context());
        await expect(handlers.remove({ source }, never)).rejects.toMatchObject({ code: 'history.recording' });
        recorder.change(context(), { isOn: false });
        await until(() => !history.isRecording(source));
        await handlers.remove({ source }, never);
        expect(records.sourceOf(context())).toBe(undefined);
        recorder.change(context(), { isOn: true });
        await until(() => isRecording(backend));
        expect(records.sourceOf(context())).toBe(source);
        const window = { startMs: Date.now() - 2000, endMs: Date.now() };
        expect(await handlers.coverage({ context: context(), ...window }, never)).not.toEqual([]);
      } finally {
        await stopBackend(backend);
      }
    });
  }, 120_000);
});
