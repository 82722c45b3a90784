/** Which clock counts: the server's, whatever this computer's does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { baseMs, FakeServer, hourMs, openFixture, rule, told, until } from './recorder-fixture.ts';

const harbor = 'harbor' as ContextId;
const a = rule('a');
let folder: string;
let fake: FakeServer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-recorder-'));
  fake = new FakeServer();
});

afterEach(() => rmSync(folder, { recursive: true }));

test('sleep is told as sleep, whether the system tells of it or only the clock', async () => {
  let aheadMs = 0;
  const own = openFixture(folder, () => Date.now() + aheadMs);
  try {
    own.connect('harbor', { source: fake.source() });
    own.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 0 });
    const spans = () =>
      own.record(own.recorder.report(harbor).source).covered(a.id, { startMs: baseMs, endMs: fake.nowMs });
    const isUp = () => spans().some(({ state, endMs }) => state === 'recorded' && endMs >= fake.nowMs);
    await until(isUp);
    own.power.fire('suspend');
    fake.failure = new AppError('api.unreachable', 'No network yet.');
    await until(() => own.recorder.report(harbor).state.kind === 'failing');
    aheadMs = 8 * hourMs;
    fake.nowMs += 8 * hourMs;
    own.power.fire('resume');
    fake.failure = undefined;
    await until(isUp);
    expect(told(spans()).at(-2)).toEqual(['asleep', 600, 1079, '']);
    // The clock alone: 2 h passed between two looks.
    fake.failure = new AppError('api.unreachable', 'No network yet.');
    await until(() => own.recorder.report(harbor).state.kind === 'failing');
    aheadMs += 2 * hourMs;
    fake.nowMs += 2 * hourMs;
    own.power.fire('resume');
    fake.failure = undefined;
    await until(isUp);
    expect(told(spans()).at(-2)).toEqual(['asleep', 1080, 1199, '']);
  } finally {
    await own.close();
  }
});

test('when one cause followed another is told by the server’s clock, however wrong this computer’s is', async () => {
  let wallMs = 1_000_000;
  const own = openFixture(folder, () => wallMs);
  try {
    own.connect('harbor', { source: fake.source() });
    own.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 0 });
    const { source } = own.recorder.report(harbor);
    const spans = () => own.record(source).covered(a.id, { startMs: baseMs, endMs: fake.nowMs });
    const isUp = () => spans().some(({ state, endMs }) => state === 'recorded' && endMs >= fake.nowMs);
    const pass = (ms: number) => {
      wallMs += ms;
      fake.nowMs += ms;
    };
    await until(isUp);
    fake.failure = new AppError('api.unreachable', 'No answer.');
    await until(() => own.recorder.report(harbor).state.kind === 'failing');
    pass(hourMs);
    own.power.fire('suspend');
    pass(8 * hourMs);
    own.power.fire('resume');
    fake.failure = undefined;
    await until(isUp);
    expect(told(spans()).slice(2, -1)).toEqual([
      ['unreachable', 600, 660, 'api.unreachable: No answer.'],
      ['asleep', 660, 1139, ''],
    ]);
  } finally {
    await own.close();
  }
});

test('this computer’s clock decides nothing: times are the server’s', async () => {
  let wallMs = 5;
  const own = openFixture(folder, () => wallMs);
  try {
    own.connect('harbor', { source: fake.source() });
    own.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 0 });
    const spans = () =>
      own.record(own.recorder.report(harbor).source).covered(a.id, { startMs: baseMs, endMs: fake.nowMs });
    const isUp = () => spans().some(({ state, endMs }) => state === 'recorded' && endMs >= fake.nowMs);
    await until(isUp);
    wallMs = 2 ** 42;
    fake.nowMs += 30_000;
    await until(isUp);
    expect(told(spans())).toEqual([
      ['notRecorded', 0, 599, ''],
      ['recorded', 599, 600.5, ''],
    ]);
  } finally {
    await own.close();
  }
});
