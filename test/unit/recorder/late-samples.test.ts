/** Samples that come later than a look reaches back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withSpan } from '../../../electron/backend/history/coverage/spans.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { baseMs, FakeServer, type Fixture, hourMs, openFixture, rule, told, until } from './recorder-fixture.ts';

const harbor = 'harbor' as ContextId;
const minuteMs = 60_000;
const a = rule('a');

let folder: string;
let fixture: Fixture;
let fake: FakeServer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-recorder-'));
  fixture = openFixture(folder);
  fake = new FakeServer();
});

afterEach(async () => {
  await fixture.close();
  rmSync(folder, { recursive: true });
});

const report = () => fixture.recorder.report(harbor);
const record = () => fixture.record(report().source);
const covered = () => record().covered(a.id, { startMs: baseMs, endMs: fake.nowMs });
const past = () =>
  record()
    .stored.filter(({ into }) => into === 'past')
    .map(({ startMs, endMs }) => [(startMs - baseMs) / minuteMs, (endMs + 1 - baseMs) / minuteMs]);

async function advance(minutes: number): Promise<void> {
  fake.nowMs += minutes * minuteMs;
  await until(() => covered().some(({ state, endMs }) => state === 'recorded' && endMs >= fake.nowMs));
}

test('what was recorded of two hours is read once more when they are over for a while; what is covered stays', async () => {
  fake.nowMs = baseMs + 11 * hourMs + 58 * minuteMs;
  fixture.connect('harbor', { source: fake.source() });
  fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 0 });
  await until(() => covered().some(({ state }) => state === 'recorded'));
  for (let i = 0; i < 3; i += 1) await advance(3);
  expect(past()).toEqual([]);
  await advance(3);
  await until(() => past().length > 0);
  expect(past()).toEqual([[717, 720]]);
  const reads = fake.reads.length;
  await until(() => fake.reads.length > reads + 10);
  expect([past().length, told(covered())]).toEqual([
    1,
    [
      ['notRecorded', 0, 717, ''],
      ['recorded', 717, 730, ''],
    ],
  ]);
});

test.each([
  ['', 0, 0],
  [', however much older than its newest it takes them', 3 * hourMs, 120],
])(
  'it is read a last time when its server takes nothing more of it%s, and then not again',
  async (_, windowMs, later) => {
    fake.outOfOrderMs = windowMs;
    fake.nowMs = baseMs + 11 * hourMs + 58 * minuteMs;
    fixture.connect('harbor', { source: fake.source() });
    fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 0 });
    await until(() => covered().some(({ state }) => state === 'recorded'));
    for (let i = 0; i < 4; i += 1) await advance(3);
    await until(() => past().length === 1);
    // An hour and ten minutes after noon, and a little.
    for (let i = 0; i < 19 + later / 3; i += 1) await advance(3);
    const reads = fake.reads.length;
    await until(() => fake.reads.length > reads + 10);
    const first = () => past().filter(([, endMinute]) => endMinute === 720);
    expect(first()).toEqual([[717, 720]]);
    await advance(4);
    await until(() => first().length === 2);
    const again = fake.reads.length;
    await until(() => fake.reads.length > again + 10);
    expect(first()).toEqual([
      [717, 720],
      [717, 720],
    ]);
  },
);

test.each([
  ['until it was late', 1],
  ['once', 0],
] as const)(
  'where the configuration could not be had %s, it is read again when its server takes nothing more of it',
  async (_, untold) => {
    await fixture.close();
    // What was not told is asked for again without waiting for when it usually is.
    fixture = openFixture(folder, Date.now, { countEveryMs: hourMs });
    fake.outOfOrderMs = 3 * hourMs;
    fake.outOfOrderFailure = new AppError('prometheus.timeout', 'slow', { retryable: true });
    fake.nowMs = baseMs + 11 * hourMs + 58 * minuteMs;
    fixture.connect('harbor', { source: fake.source() });
    fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 0 });
    await until(() => covered().some(({ state }) => state === 'recorded'));
    const first = () => past().filter(([, endMinute]) => endMinute === 720);
    for (let i = 0; i < 4; i += 1) await advance(3);
    await until(() => first().length === 1);
    const tell = async () => {
      fake.outOfOrderFailure = undefined;
      await until(() => fake.outOfOrderTold > 0);
    };
    if (untold === 0) await tell();
    // An hour and ten minutes after noon, and a little.
    for (let i = 0; i < 20; i += 1) await advance(3);
    await until(() => first().length === 1 + untold);
    await tell();
    // Three hours and ten minutes after noon.
    for (let i = 0; i < 39; i += 1) await advance(3);
    const before = fake.reads.length;
    await until(() => fake.reads.length > before + 10);
    expect(first().length).toBe(1 + untold);
    await advance(4);
    await until(() => first().length === 2 + untold);
    const again = fake.reads.length;
    await until(() => fake.reads.length > again + 10);
    expect(first().length).toBe(2 + untold);
  },
);

test('what was filled in when it was over is not read again, nor is what a person deleted', async () => {
  fake.nowMs = baseMs + 11 * hourMs + 58 * minuteMs;
  fixture.connect('harbor', { source: fake.source() });
  fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 4 * hourMs });
  await until(() => report().backfill.kind === 'done');
  const filled = past().length;
  const gone = {
    startMs: baseMs + 710 * minuteMs,
    endMs: baseMs + 711 * minuteMs - 1,
    state: 'deleted',
    detail: '',
  } as const;
  const [first, last] = [covered()[0], covered()[1]];
  if (first === undefined || last === undefined) throw new Error('nothing was recorded');
  record().coverage.set(a.id, [{ ...last, endMs: gone.startMs - 1 }, gone, { ...last, startMs: gone.endMs + 1 }]);
  for (let i = 0; i < 4; i += 1) await advance(3);
  await until(() => past().length >= filled + 2);
  const reads = fake.reads.length;
  await until(() => fake.reads.length > reads + 10);
  expect(past().slice(filled)).toEqual([
    [711, 720],
    [600, 710],
  ]);
});

test('what a person deleted does not come back with a rule that is another one', async () => {
  fixture.connect('harbor', { source: fake.source() });
  fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 4 * hourMs });
  await until(() => report().backfill.kind === 'done');
  const gone = {
    startMs: baseMs + 7 * hourMs,
    endMs: baseMs + 8 * hourMs - 1,
    state: 'deleted',
    detail: 'by hand',
  } as const;
  record().coverage.set(a.id, withSpan(record().coverage.get(a.id) ?? [], gone));
  const edited = rule('a', 'c');
  const before = record().stored.length;
  fixture.recorder.change(harbor, { rules: [edited] });
  const its = () => told(record().covered(edited.id, { startMs: baseMs, endMs: fake.nowMs }));
  await until(() => its().length === 4 && report().backfill.kind === 'done');
  expect(its()).toEqual([
    ['notRecorded', 0, 360, ''],
    ['recorded', 360, 420, ''],
    ['notRecorded', 420, 480, ''],
    ['recorded', 480, 600, ''],
  ]);
  const read = record().stored.slice(before);
  expect(read.some(({ startMs, endMs }) => startMs <= gone.endMs && endMs >= gone.startMs)).toBe(false);
});
