/** What a server fails with, or is too slow for: less of it is asked for, and what fails even so holds up nothing else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { goneDetail, goneDetailOf, isDueAgain } from '../../../electron/backend/recorder/asked-again.ts';
import type { RawRequest } from '../../../electron/backend/sources/source.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { baseMs, FakeServer, type Fixture, hourMs, openFixture, rule, until } from './recorder-fixture.ts';

const harbor = 'harbor' as ContextId;
const minuteMs = 60_000;
const [a, b] = [rule('a'), rule('b')];
const tooSlow = () => new AppError('prometheus.timeout', 'Given up.', { retryable: true });

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
const covered = (id = a.id) => record().covered(id, { startMs: baseMs, endMs: fake.nowMs });
const isRecordedUntil = (atMs: number, id = a.id) =>
  covered(id).some((span) => span.state === 'recorded' && span.endMs >= atMs);

function recordNow(change: object = {}): void {
  fixture.connect('harbor', { source: fake.source() });
  fixture.recorder.change(harbor, { isOn: true, rules: [a, b], backfillMs: 0, ...change });
}

const lengthOf = ({ startMs, endMs }: RawRequest) => endMs - startMs + 1;

test('a window of the past that a server is too slow for is halved until it comes, and all of it does', async () => {
  fake.failureOf = (request) => (lengthOf(request) > 30 * minuteMs ? tooSlow() : undefined);
  recordNow({ backfillMs: 8 * hourMs });
  await until(() => report().backfill.kind === 'done');
  expect(covered(b.id).map(({ state, startMs }) => [state, (startMs - baseMs) / hourMs])).toEqual([
    ['notRecorded', 0],
    ['recorded', 2],
  ]);
});

test('what fails however little of it is asked for is put off with its reason, for its rule alone, and the older goes on', async () => {
  const [badFromMs, badToMs] = [baseMs + 7 * hourMs, baseMs + 8 * hourMs];
  fake.failureOf = ({ selectors, startMs, endMs }) =>
    selectors.includes('b') && startMs < badToMs && endMs >= badFromMs
      ? new AppError('prometheus.http', 'corrupt chunk', { details: { status: 422 } })
      : undefined;
  recordNow({ backfillMs: 8 * hourMs });
  await until(() => report().backfill.kind === 'done');
  expect(covered(a.id).map(({ state }) => state)).toEqual(['notRecorded', 'recorded']);
  const bad = covered(b.id).filter(({ state }) => state === 'other');
  expect([bad.length > 0, bad.every(({ detail }) => detail.endsWith(': corrupt chunk'))]).toEqual([true, true]);
  const [firstMs, lastMs] = [bad[0]?.startMs ?? 0, bad.at(-1)?.endMs ?? 0];
  // All that is bad, and not much more.
  expect([firstMs <= badFromMs, firstMs >= badFromMs - hourMs, lastMs >= badToMs - minuteMs, lastMs]).toEqual([
    ...[true, true, true],
    badToMs - 1,
  ]);
  expect(covered(b.id).map(({ state }) => state)).toEqual([
    ...['notRecorded', 'recorded'],
    ...bad.map(() => 'other'),
    'recorded',
  ]);
  // It is not asked for again at once, …
  fake.reads.length = 0;
  await until(() => fake.reads.length > 5);
  expect(fake.reads.every(({ startMs }) => startMs > badToMs)).toBe(true);
  // … but hours later.
  const [span] = bad;
  expect([0, 5, 7, -1].map((hours) => span && isDueAgain(span, Date.now() + hours * hourMs, ''))).toEqual([
    ...[false, false],
    ...[true, true],
  ]);
});

test('a look that a server is too slow for is asked for in fewer selectors', async () => {
  fake.failureOf = ({ selectors }) => (selectors.length > 1 ? tooSlow() : undefined);
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs, b.id));
  expect([report().state.kind, isRecordedUntil(fake.nowMs, a.id)]).toEqual(['recording', true]);
});

test('… and in shorter times, and what is too slow even so holds up its own rule only', async () => {
  recordNow({ rules: [a] });
  await until(() => isRecordedUntil(fake.nowMs));
  fake.nowMs += 4 * minuteMs;
  fake.failureOf = (request) => (lengthOf(request) > 90_000 || request.selectors.includes('b') ? tooSlow() : undefined);
  fixture.recorder.change(harbor, { rules: [a, b] });
  await until(() => isRecordedUntil(fake.nowMs));
  expect([report().state.kind, covered().map(({ state }) => state)]).toEqual([
    'recording',
    ['notRecorded', 'recorded'],
  ]);
  expect(report().rules.map(({ problem }) => problem?.code)).toEqual([undefined, 'prometheus.timeout']);
});

test('where a server is too slow for all of them no rule is to blame', async () => {
  fake.failureOf = tooSlow;
  recordNow();
  await until(() => fake.reads.length > 30);
  expect([report().state.kind, report().rules.map(({ problem }) => problem)]).toEqual([
    'failing',
    [undefined, undefined],
  ]);
});

test('where all rules are refused nothing is being recorded, and the gap says why', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs, b.id));
  for (const selector of ['a', 'b']) fake.refused.add(selector);
  await until(() => report().state.kind === 'failing');
  const seen = new Set<string>();
  fixture.recorder.onDidChange(() => seen.add(report().state.kind));
  const { length } = fake.reads;
  // They are tried again twice.
  await until(() => fake.reads.length >= length + 4);
  expect([[...seen], report().state]).toEqual([
    ['failing'],
    expect.objectContaining({ kind: 'failing', problem: expect.objectContaining({ code: 'prometheus.badData' }) }),
  ]);
  fake.nowMs += hourMs;
  fake.refused.clear();
  await until(() => isRecordedUntil(fake.nowMs, b.id));
  expect(
    covered(b.id)
      .map(({ state, detail }) => [state, detail])
      .slice(-3),
  ).toEqual([
    ['recorded', ''],
    ['other', expect.stringContaining('bad: ')],
    ['recorded', ''],
  ]);
});

test('what a server has nothing of is asked for again when it is started anew, and once a day', async () => {
  fake.oldestMs = fake.nowMs - minuteMs;
  recordNow({ backfillMs: 8 * hourMs });
  await until(() => report().backfill.kind === 'done');
  const [, gone] = covered(a.id);
  expect(gone).toMatchObject({
    state: 'other',
    detail: expect.stringMatching(`^${goneDetail} .*: it had been started at ${fake.startedAt}$`),
  });
  // Another replica, which has it.
  fake.oldestMs = baseMs;
  fake.reads.length = 0;
  await until(() => fake.reads.length > 30);
  expect(covered(a.id)).toContainEqual(gone);
  fake.startedAt = '2023-11-02T00:00:00Z';
  await until(() => covered(a.id).length === 2);
  expect(covered(a.id).map(({ state, startMs }) => [state, (startMs - baseMs) / hourMs])).toEqual([
    ['notRecorded', 0],
    ['recorded', 2],
  ]);
  const span = { startMs: 0, endMs: 1, state: 'other', detail: goneDetailOf('', baseMs) } as const;
  expect([23, 25].map((hours) => isDueAgain(span, baseMs + hours * hourMs, ''))).toEqual([false, true]);
});

test('servers that answer in turn under one name are each asked once a day for what none of them has', () => {
  const startOf = (name: string) => `2023-11-0${name}T00:00:00Z`;
  let detail = goneDetailOf(startOf('1'), baseMs);
  const isDue = (name: string, hours: number) =>
    isDueAgain({ startMs: 0, endMs: 1, state: 'other', detail }, baseMs + hours * hourMs, startOf(name));
  expect([isDue('1', 1), isDue('2', 1)]).toEqual([false, true]);
  detail = goneDetailOf(startOf('2'), baseMs + hourMs, detail);
  expect([isDue('1', 2), isDue('2', 2), isDue('3', 2), isDue('1', 26)]).toEqual([false, false, true, true]);
  // A day later each may have it again.
  detail = goneDetailOf(startOf('1'), baseMs + 26 * hourMs, detail);
  expect([isDue('1', 27), isDue('2', 27)]).toEqual([false, true]);
  for (const name of ['2', '3', '4', '5']) detail = goneDetailOf(startOf(name), baseMs + 27 * hourMs, detail);
  expect(detail.split(', ').length).toBe(4);
});

test('a replica that has nothing is not asked again each time that the other one, which has nothing either, was', async () => {
  fake.oldestMs = baseMs + 9 * hourMs;
  fixture.connect('harbor', { source: fake.source() });
  fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 4 * hourMs });
  const startOf = (name: string) => `2023-11-0${name}T00:00:00Z`;
  const detail = () => covered().find((span) => span.state === 'other')?.detail ?? '';
  await until(() => detail().endsWith(startOf('1')));
  fake.startedAt = startOf('2');
  await until(() => detail().endsWith(`${startOf('1')}, ${startOf('2')}`));
  fake.startedAt = startOf('1');
  const asked = fake.reads.filter(({ endMs }) => endMs < fake.oldestMs).length;
  const looks = fake.reads.length;
  await until(() => fake.reads.length > looks + 40);
  expect(fake.reads.filter(({ endMs }) => endMs < fake.oldestMs).length).toBe(asked);
  expect(detail().endsWith(`${startOf('1')}, ${startOf('2')}`)).toBe(true);
});
