/** `node recording-child.ts {JSON of RecordingTask}`: a backend that records one address until it is killed; a line for each of its reports. */
import { writeSync } from 'node:fs';
import { buildServices } from '../../../electron/backend/build-services.ts';
import { addressContextId } from '../../../electron/backend/contexts/context-id.ts';
import { usualTiming } from '../../../electron/backend/recorder/timing.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { AddressId } from '../../../shared/model/address.ts';
import { defaultSettings } from '../../../shared/model/settings.ts';
import type { RecordingTask } from './recording-task.ts';

const { dataDir, url, selectors, backfillMs } = JSON.parse(process.argv[2] ?? '') as RecordingTask;
const id = 'a' as AddressId;
const context = addressContextId(id);
const settings = {
  ...{ ...defaultSettings, loginShellPath: false, computer: { record: false } },
  addresses: [
    {
      ...{ id, name: 'killed', url, headers: [], auth: { kind: 'none' } as const },
      ...{ insecureSkipTlsVerify: false, matchers: '' },
    },
  ],
};
const services = buildServices(
  {
    ...{ host: 'web', version: '0.0.0', random: () => 0.5, homeDir: dataDir, dataDir, env: {} },
    clock: { now: Date.now, monotonic: () => performance.now() },
    log: { write: () => undefined },
    settings: { read: () => ({ settings }), write: () => undefined },
    onPower: new Emitter<never>().event,
    kubeconfig: { groups: [], from: 'environment' },
    openKeychain: () => Promise.reject(new Error('there is none')),
    workerUrl: (name) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url),
  },
  {
    recording: {
      ...usualTiming,
      ...{ lookEveryMs: 200, overlapMs: 5000, catchUpMs: 2000, restMs: 200 },
    },
  },
);
const { connections, recorder } = services;

let isTold = false;
connections.onDidChange(({ state }) => {
  if (state.kind !== 'connected' || isTold) return;
  isTold = true;
  recorder.change(context, {
    isOn: true,
    rules: [{ id: 'r', name: 'killed', selectors, isOn: true }],
    backfillMs,
  });
});
recorder.onDidChange(() => {
  if (connections.state(context).kind !== 'connected') return;
  const { source, state, backfill } = recorder.report(context);
  writeSync(1, `${JSON.stringify({ source, state: state.kind, backfill: backfill.kind, atMs: backfill.atMs })}\n`);
});
connections.connect(context);
process.once('SIGTERM', async () => {
  services.stopWatching();
  await services.close();
  process.exit(0);
});
