/**
 * Runs around every test file: what a file opened (sockets, servers, timers, processes, workers, watchers, disposable stores) it must
 * have closed when its last hook has run. Things of the runner itself are in the count taken before.
 */
import { afterAll, beforeAll, expect } from 'vitest';
import { openStoreCount } from '../../shared/base/disposable.ts';

const watched = new Set([
  'TCPSocketWrap',
  'TCPServerWrap',
  'TLSWrap',
  'PipeServerWrap',
  'UDPWrap',
  'Timeout',
  'ProcessWrap',
  'FSEventWrap',
  'StatWatcher',
  'MessagePort',
  'Worker',
]);

function census(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (watched.has(name)) counts[name] = (counts[name] ?? 0) + 1;
  }
  if (openStoreCount() > 0) counts.DisposableStore = openStoreCount();
  return counts;
}

function excess(before: Record<string, number>): Record<string, number> {
  const more = Object.entries(census()).filter(([name, count]) => count > (before[name] ?? 0));
  return Object.fromEntries(more.map(([name, count]) => [name, count - (before[name] ?? 0)]));
}

let before: Record<string, number> = {};

beforeAll(() => {
  before = census();
});

afterAll(async () => {
  // Sockets need a few turns of the loop to go after they were destroyed; a worker that was still beginning, all that the machine has to spare.
  const deadline = performance.now() + 15_000;
  while (Object.keys(excess(before)).length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // The waiting timer above has fired by now, so it is not in this count.
  expect(excess(before), 'left open by this test file').toEqual({});
});
