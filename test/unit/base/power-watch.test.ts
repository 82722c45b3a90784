import type { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type PowerWatch, watchPower } from '../../../electron/backend/base/power-watch.ts';
import type { PowerEvent } from '../../../electron/backend/ports.ts';
import { Emitter } from '../../../shared/base/event.ts';

/** The machine's clocks: that of the wall goes on while it sleeps, the other one does not. */
let wallMs = 0;
let monotonicMs = 0;
/** Of the processor, used by this process. */
let workedMs = 0;
let addresses: Record<string, string> = {};
let system: Emitter<PowerEvent>;
let watch: PowerWatch;
let told: PowerEvent[] = [];

const interfaces = () =>
  Object.fromEntries(
    Object.entries(addresses).map(([name, address]) => [name, [{ address, internal: name === 'lo' }]]),
  ) as unknown as ReturnType<typeof networkInterfaces>;

beforeEach(() => {
  vi.useFakeTimers();
  wallMs = 1_000_000;
  monotonicMs = 0;
  workedMs = 0;
  addresses = { lo: '127.0.0.1', eth0: '10.0.0.2' };
  told = [];
  system = new Emitter();
  watch = watchPower({
    clock: { now: () => wallMs, monotonic: () => monotonicMs },
    system: system.event,
    interfaces,
    processorMs: () => workedMs,
  });
  watch.onPower((event) => told.push(event));
});
afterEach(() => {
  watch.dispose();
  expect([vi.getTimerCount(), system.listenerCount]).toEqual([0, 0]);
  vi.useRealTimers();
});

function pass(seconds: number): void {
  for (let n = 0; n < seconds; n++) {
    wallMs += 1000;
    monotonicMs += 1000;
    vi.advanceTimersByTime(1000);
  }
}

function sleep(seconds: number, byAllClocks = false): void {
  wallMs += seconds * 1000;
  if (byAllClocks) monotonicMs += seconds * 1000;
}

it('time that passes as it should is nothing to tell, nor is a busy second', () => {
  pass(100);
  sleep(2, true);
  pass(10);
  expect(told).toEqual([]);
});

it('a gap that the process was at work for is no sleep, as where it reads a huge file', () => {
  workedMs += 20_000;
  sleep(20, true);
  pass(1);
  sleep(20, true);
  workedMs += 2000;
  pass(1);
  expect(told).toEqual(['resume']);
});

it.each([true, false])(
  'a gap is a sleep, whichever clock shows it, and told once (by both clocks: %s)',
  (byAllClocks) => {
    sleep(3600, byAllClocks);
    pass(100);
    expect(told).toEqual(['resume']);
  },
);

it('a clock that is set back is no sleep', () => {
  wallMs -= 3_600_000;
  pass(10);
  expect(told).toEqual([]);
});

it('a sleep that the system tells of too is told once, whoever is first', () => {
  system.fire('suspend');
  sleep(60);
  system.fire('resume');
  pass(30);
  sleep(60);
  pass(1);
  system.fire('resume');
  expect(told).toEqual(['suspend', 'resume', 'resume']);
});

it('two sleeps in quick succession are two', () => {
  sleep(60);
  pass(1);
  sleep(60);
  pass(1);
  expect(told).toEqual(['resume', 'resume']);
});

it('another address, none, and one again are told; this machine’s own and link-local ones are not', () => {
  const changes: Record<string, string>[] = [
    { lo: '127.0.0.1', eth0: '10.0.0.3' },
    { lo: '127.0.0.1' },
    { lo: '127.0.0.1', veth1: 'fe80::1', eth0: '169.254.3.4' },
    { lo: '127.0.0.2' },
    { lo: '127.0.0.1', wlan0: '192.168.1.7' },
    { lo: '127.0.0.1', wlan0: '192.168.1.7', tun0: '10.8.0.2' },
  ];
  const counts = changes.map((next) => {
    addresses = next;
    pass(1);
    return told.length;
  });
  expect([counts, new Set(told)]).toEqual([[1, 2, 2, 2, 3, 4], new Set(['networkChanged'])]);
});

it('the networks of containers and virtual machines are nobody’s way to a cluster elsewhere', () => {
  for (const name of ['docker0', 'br-0a1b2c3d4e5f', 'veth12ab34c', 'virbr0', 'cni0', 'podman1']) {
    addresses = { ...addresses, [name]: '172.18.0.1' };
    pass(1);
  }
  expect(told).toEqual([]);
  addresses = { ...addresses, 'br-lan': '192.168.1.1' };
  pass(1);
  expect(told).toEqual(['networkChanged']);
});

it('another network after a sleep is told with it, not beside it', () => {
  sleep(60);
  addresses = { wlan0: '192.168.1.7' };
  pass(10);
  expect(told).toEqual(['resume']);
});

it('nothing is told after the end', () => {
  watch.dispose();
  sleep(60);
  system.fire('resume');
  expect(told).toEqual([]);
});
