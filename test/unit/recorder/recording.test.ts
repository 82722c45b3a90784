import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { goneDetail } from '../../../electron/backend/recorder/asked-again.ts';
import { brokenDetail, inferredDetail } from '../../../electron/backend/recorder/broken-streams.ts';
import { hiddenDetail, leftDetail, refusedDetail } from '../../../electron/backend/recorder/read-raw.ts';
import { ruleId } from '../../../electron/backend/recorder/rules.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ClusterKey } from '../../../shared/model/source-choice.ts';
import {
  answered,
  baseMs,
  FakeServer,
  type Fixture,
  hourMs,
  openFixture,
  rule,
  server,
  told,
  until,
} from './recorder-fixture.ts';

const harbor = 'harbor' as ContextId;
const minuteMs = 60_000;

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

const a = rule('a');
const b = rule('b');

/** Of the one source that harbor is connected to. */
const report = () => fixture.recorder.report(harbor);
const record = () => fixture.record(report().source);
const covered = (id = a.id) => record().covered(id, { startMs: baseMs, endMs: fake.nowMs });
const isRecordedUntil = (atMs: number, id = a.id) =>
  covered(id).some((span) => span.state === 'recorded' && span.endMs >= atMs);

function recordNow(change: object = {}): void {
  fixture.connect('harbor', { source: fake.source() });
  fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 0, ...change });
}

test('nothing is recorded before somebody said so', async () => {
  fixture.connect('harbor', { source: fake.source() });
  expect(report()).toMatchObject({ plan: { isOn: undefined }, state: { kind: 'off' }, backfill: { kind: 'none' } });
  fixture.recorder.change(harbor, { isOn: true, rules: [a] });
  await until(() => report().state.kind === 'recording');
  fixture.recorder.change(harbor, { isOn: false });
  await until(() => !record().isOpen);
  expect([report().state, fixture.recorder.isRecording(report().source)]).toEqual([{ kind: 'off' }, false]);
});

test('where it was said once for all, a source that is new is recorded by the rules that Binnacle has', async () => {
  fixture.settle({ recording: { newSources: 'always' } });
  fixture.connect('harbor', { source: fake.source() });
  await until(() => report().state.kind === 'recording');
  fixture.recorder.change(harbor, { isOn: false });
  // Who was asked, and said no, is not asked again.
  fixture.settle({});
  fixture.connect('harbor', { source: fake.source() });
  expect(report().plan.isOn).toBe(false);
});

test('a look is one request for all rules, from before the last one on, and what it read is covered', async () => {
  recordNow({ rules: [a, b] });
  await until(() => isRecordedUntil(fake.nowMs));
  const begunMs = fake.nowMs;
  fake.nowMs += 30_000;
  await until(() => isRecordedUntil(fake.nowMs, b.id));
  const { selectors, startMs, endMs } = fake.reads.at(-1) ?? { selectors: [], startMs: 0, endMs: 0 };
  expect([selectors, endMs, startMs <= endMs - minuteMs]).toEqual([['a', 'b'], fake.nowMs, true]);
  const spans = [
    ['notRecorded', 0, 599 - 0.0, ''],
    ['recorded', 599, 600.5, ''],
  ];
  expect([begunMs, told(covered()), told(covered(b.id))]).toEqual([baseMs + 10 * hourMs, spans, spans]);
  expect(record().stored.every(({ into }) => into === 'newest')).toBe(true);
});

test('while a server is not reached it is tried again, and the gap says why', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  fake.failure = new AppError('prometheus.connectionLost', 'It was lost.');
  await until(() => report().state.kind === 'failing');
  expect(report().state).toMatchObject({ problem: { code: 'prometheus.connectionLost' } });
  fake.nowMs += hourMs;
  fake.failure = undefined;
  await until(() => isRecordedUntil(fake.nowMs));
  expect(told(covered())).toEqual([
    ['notRecorded', 0, 599, ''],
    ['recorded', 599, 600, ''],
    ['unreachable', 600, 659, 'prometheus.connectionLost: It was lost.'],
    ['recorded', 659, 660, ''],
  ]);
});

test('what was missed for a few minutes is read along, and is no gap', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  fake.failure = new AppError('prometheus.unavailable', 'Starting.');
  await until(() => report().state.kind === 'failing');
  fake.nowMs += 4 * minuteMs;
  fake.failure = undefined;
  await until(() => isRecordedUntil(fake.nowMs));
  expect(told(covered())).toEqual([
    ['notRecorded', 0, 599, ''],
    ['recorded', 599, 604, ''],
  ]);
});

test('a connection that is lost ends the recording, and its gap has the reason; the next one goes on', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  const why = new AppError('api.unreachable', 'No answer.').toData();
  const lost = record();
  const { source } = report();
  const gaps = () => fixture.recorder.openGaps(source, { startMs: fake.nowMs - hourMs, endMs: fake.nowMs });
  expect(gaps()).toEqual([]);
  fixture.becomes('harbor', { kind: 'backingOff', untilMs: 0, why });
  await until(() => !lost.isOpen);
  fake.nowMs += 2 * hourMs;
  // Before it is written down.
  expect(gaps()).toMatchObject([{ state: 'unreachable', detail: 'api.unreachable: No answer.', endMs: fake.nowMs }]);
  fixture.connect('harbor', { source: fake.source() });
  await until(() => isRecordedUntil(fake.nowMs));
  expect(gaps()).toEqual([]);
  expect([told(covered()).at(-2), record().opened]).toEqual([
    ['unreachable', 600, 719, 'api.unreachable: No answer.'],
    2,
  ]);
});

test.each([
  ['chunks', { refused: 2 }, refusedDetail],
  ['matrix', { left: 2, mayHide: true }, leftDetail],
  ['matrix', { mayHide: true }, hiddenDetail],
  // What was read beside it is not what it says of JSON.
  ['chunks', { mayHide: true }, ''],
] as const)(
  'what was not stored is told of what was recorded, live and of the past: %s %o',
  async (form, what, why) => {
    fake.form = form;
    fixture.connect('harbor', { source: fake.source() });
    Object.assign(record(), what);
    fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: hourMs });
    await until(() => report().backfill.kind === 'done');
    const spans = record().covered(a.id, { startMs: fake.nowMs - hourMs, endMs: fake.nowMs });
    const recorded = spans.filter(({ state }) => state === 'recorded');
    expect(recorded.map(({ detail }) => detail)).toEqual(recorded.map(() => why));
    expect(recorded.length).toBeGreaterThan(0);
  },
);

test('what a person did not want recorded is told as just that', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  fixture.becomes('harbor', { kind: 'idle' });
  fake.nowMs += 2 * hourMs;
  fixture.connect('harbor', { source: fake.source() });
  await until(() => isRecordedUntil(fake.nowMs));
  expect(told(covered()).at(-2)).toEqual(['notRecorded', 600, 719, '']);
});

test('a rule that the server refuses fails alone', async () => {
  fake.refused.add('b');
  recordNow({ rules: [a, b] });
  await until(() => isRecordedUntil(fake.nowMs) && report().rules[1]?.problem !== undefined);
  expect(report()).toMatchObject({
    state: { kind: 'recording' },
    rules: [{ id: a.id }, { id: b.id, problem: { code: 'prometheus.badData', message: 'bad: b' } }],
  });
  expect(report().rules[0]?.problem).toBe(undefined);
  expect(covered(b.id).some(({ state }) => state === 'recorded')).toBe(false);
  // It is asked for again when the plan is another one.
  fake.refused.clear();
  fixture.recorder.change(harbor, { rules: [a, b, rule('c')] });
  await until(() => isRecordedUntil(fake.nowMs, b.id));
  expect(report().rules[1]?.problem).toBe(undefined);
});

test('what is too much for one answer comes in several, from then on', async () => {
  fake.mostInAnswer = 2 * 65_000;
  recordNow({ rules: [a, b, rule('c'), rule('d')] });
  await until(() => isRecordedUntil(fake.nowMs, ruleId(['d'])));
  fake.reads.length = 0;
  fake.nowMs += 1000;
  await until(() => isRecordedUntil(fake.nowMs, ruleId(['d'])));
  expect(fake.reads.slice(0, 2).map(({ selectors }) => selectors)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('where a server has only JSON, each answer is a reading of its own, and the coverage says what is inferred', async () => {
  fake.form = 'matrix';
  recordNow({ rules: [a, b], backfillMs: 2 * hourMs });
  await until(() => report().backfill.kind === 'done');
  expect(told(covered())).toEqual([
    ['notRecorded', 0, 480, ''],
    ['recorded', 480, 600, inferredDetail],
  ]);
  expect(report().state).toMatchObject({ kind: 'recording', form: 'matrix' });
  const past = record().stored.filter(({ into }) => into === 'past');
  // Two windows, of two selectors each.
  expect([past.length, report().backfill.samples]).toEqual([2, 2]);
});

test('a selector whose stream breaks off is found, and is read as samples and as JSON from then on', async () => {
  fake.broken.add('c');
  recordNow({ rules: [a, b, rule('c'), rule('d')], backfillMs: hourMs });
  await until(() => isRecordedUntil(fake.nowMs, ruleId(['d'])) && report().backfill.kind === 'done');
  fake.nowMs += 1000;
  await until(() => isRecordedUntil(fake.nowMs, ruleId(['d'])));
  fake.reads.length = 0;
  fake.nowMs += 1000;
  await until(() => isRecordedUntil(fake.nowMs, ruleId(['d'])));
  expect(fake.reads.slice(0, 3).map(({ form, selectors }) => [form, selectors])).toEqual([
    ['chunks', ['a', 'b', 'd']],
    ['samples', ['c']],
    ['matrix', ['c']],
  ]);
  expect(covered(a.id).map(({ state, detail }) => [state, detail])).toEqual([
    ['notRecorded', ''],
    ['recorded', ''],
  ]);
  expect(covered(ruleId(['c'])).map(({ state, detail }) => [state, detail])).toEqual([
    ['notRecorded', ''],
    ['recorded', brokenDetail],
  ]);
});

test('what is had neither as a stream nor as samples is read as JSON', async () => {
  fake.broken.add('a');
  fake.brokenSamples.add('a');
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  expect(told(covered()).at(-1)?.[3]).toBe(inferredDetail);
  expect(report().state).toMatchObject({ kind: 'recording', form: 'matrix' });
});

test('what a server scrapes seldom is looked for further back', async () => {
  fake.longestIntervalMs = 4 * minuteMs;
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  fake.reads.length = 0;
  const endedMs = fake.nowMs;
  fake.nowMs += 30_000;
  await until(() => isRecordedUntil(fake.nowMs));
  expect(fake.reads[0]).toMatchObject({ startMs: endedMs - 5 * minuteMs, endMs: fake.nowMs });
});

test('while another Binnacle records it, it is looked again whether it still does', async () => {
  fixture.connect('harbor', { source: fake.source() });
  record().isLocked = true;
  fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 0 });
  await until(() => report().state.kind === 'elsewhere');
  record().isLocked = false;
  await until(() => report().state.kind === 'recording');
});

test('a writer that has ended is opened anew, and nothing is missed', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  record().end();
  fake.nowMs += minuteMs;
  await until(() => isRecordedUntil(fake.nowMs));
  expect([record().opened, told(covered()).at(-1)]).toEqual([2, ['recorded', 599, 601, '']]);
});

test('what the disk does not take is told as that', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  record().failure = new AppError('history.diskFull', 'No room.');
  await until(() => report().state.kind === 'failing');
  fake.nowMs += hourMs;
  record().failure = undefined;
  await until(() => isRecordedUntil(fake.nowMs));
  expect([record().opened, told(covered()).at(-2)]).toEqual([1, ['other', 600, 659, 'history.diskFull: No room.']]);
});

test('the past is filled in slot by slot, the newest first, as far as it is wanted', async () => {
  fake.nowMs = baseMs + 9 * hourMs;
  recordNow({ backfillMs: 5 * hourMs });
  await until(() => report().backfill.kind === 'done');
  const past = record().stored.filter(({ into }) => into === 'past');
  expect(past.map(({ startMs, endMs }) => [(startMs - baseMs) / hourMs, (endMs + 1 - baseMs) / hourMs])).toEqual([
    [8, 9 - 1 / 60],
    [6, 8],
    [4, 6],
  ]);
  expect([told(covered()), report().backfill]).toEqual([
    [
      ['notRecorded', 0, 240, ''],
      ['recorded', 240, 540, ''],
    ],
    {
      kind: 'done',
      doneMs: 5 * hourMs - minuteMs,
      totalMs: 5 * hourMs - minuteMs,
      atMs: undefined,
      samples: 3,
      problem: undefined,
    },
  ]);
});

test('what the server does not have any more is told so, and not asked for again', async () => {
  fake.nowMs = baseMs + 20 * hourMs;
  fake.oldestMs = baseMs + 17 * hourMs;
  recordNow({ backfillMs: 18 * hourMs });
  await until(() => report().backfill.kind === 'done');
  expect(told(covered())).toEqual([
    ['notRecorded', 0, 120, ''],
    // From when it begins itself, and not from when the two hours do in which it does.
    ['other', 120, 1020, expect.stringContaining(goneDetail)],
    ['recorded', 1020, 1200, ''],
  ]);
  const pastGone = () =>
    record().stored.filter(({ into, endMs }) => into === 'past' && endMs < baseMs + 16 * hourMs).length;
  const asked = pastGone();
  fake.nowMs += hourMs;
  await until(() => isRecordedUntil(fake.nowMs) && report().backfill.kind === 'done' && fake.reads.length > 20);
  expect(pastGone()).toBe(asked);
});

test('two hours are recorded as a whole where their first sample is an interval away, or the server has others before', async () => {
  fake.nowMs = baseMs + 20 * hourMs;
  fake.oldestMs = baseMs + 16 * hourMs + 30_000;
  recordNow({ backfillMs: 18 * hourMs });
  await until(() => report().backfill.kind === 'done');
  expect(told(covered()).at(-1)).toEqual(['recorded', 960, 1200, '']);
  fake.oldestMs = baseMs + 17 * hourMs;
  fake.oldestUpMs = baseMs;
  const young = rule('young');
  fixture.recorder.change(harbor, { rules: [young] });
  const its = () => record().covered(young.id, { startMs: baseMs, endMs: fake.nowMs });
  await until(() => its().some(({ state }) => state === 'other'));
  expect(told(its()).at(-1)).toEqual(['recorded', 960, 1200, '']);
});

test('a gap that ends is filled in, from a minute before it on', async () => {
  recordNow({ backfillMs: 5 * hourMs });
  await until(() => report().backfill.kind === 'done');
  const [begunMs, before] = [fake.nowMs, record().stored.length];
  fake.failure = new AppError('api.unreachable', 'No answer.');
  await until(() => report().state.kind === 'failing');
  fake.nowMs += hourMs;
  fake.failure = undefined;
  await until(() => covered().length === 2 && covered()[1]?.endMs === fake.nowMs);
  const [window] = record()
    .stored.slice(before)
    .filter(({ into }) => into === 'past');
  expect(window).toEqual({ into: 'past', startMs: begunMs + 1 - minuteMs, endMs: fake.nowMs - minuteMs - 1 });
});

test('what a person deleted is not fetched again', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  const gone = { startMs: baseMs + 2 * hourMs, endMs: baseMs + 3 * hourMs, state: 'deleted', detail: '' } as const;
  record().coverage.set(a.id, [gone, ...(record().coverage.get(a.id) ?? [])]);
  fixture.recorder.change(harbor, { backfillMs: 9 * hourMs });
  await until(() => report().backfill.kind === 'done');
  expect(told(covered())).toEqual([
    ['notRecorded', 0, 60, ''],
    ['recorded', 60, 120, ''],
    ['deleted', 120, 180, ''],
    ['recorded', 180, 600, ''],
  ]);
  expect(record().stored.some(({ startMs, endMs }) => startMs <= gone.endMs && endMs >= gone.startMs)).toBe(false);
});

test('a person’s own queries go first, and whoever pauses it has it paused', async () => {
  fixture.connect('harbor', { source: fake.source() });
  const isOver = fixture.recorder.asking(harbor);
  fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 5 * hourMs });
  await until(() => report().backfill.kind === 'yielding');
  expect(record().stored.every(({ into }) => into === 'newest')).toBe(true);
  fixture.recorder.change(harbor, { isBackfillPaused: true });
  await until(() => report().backfill.kind === 'paused');
  isOver();
  fake.nowMs += 1000;
  await until(() => isRecordedUntil(fake.nowMs));
  expect([report().backfill.kind, record().stored.every(({ into }) => into === 'newest')]).toEqual(['paused', true]);
  fixture.recorder.change(harbor, { isBackfillPaused: false });
  await until(() => report().backfill.kind === 'done');
});

test('a window that is too large is halved', async () => {
  fake.mostInAnswer = hourMs;
  recordNow({ backfillMs: 4 * hourMs });
  await until(() => report().backfill.kind === 'done');
  expect(told(covered()).at(-1)).toEqual(['recorded', 360, 600, '']);
  expect(record().stored.every(({ startMs, endMs }) => endMs - startMs < hourMs)).toBe(true);
});

test('a record that is nearly as large as it may be is not filled in with what would go at once', async () => {
  fixture.connect('harbor', { source: fake.source() });
  record().bytes = 95 * 2 ** 20;
  fixture.recorder.change(harbor, { isOn: true, rules: [a], backfillMs: 9 * hourMs, mostBytes: 100 * 2 ** 20 });
  await until(() => report().backfill.kind === 'done');
  expect(told(covered())).toEqual([
    ['notRecorded', 0, 300, ''],
    ['recorded', 300, 600, ''],
  ]);
});

test('how long it is kept reaches the writer', async () => {
  recordNow();
  await until(() => report().state.kind === 'recording');
  fixture.recorder.change(harbor, { mostAgeMs: 7 * hourMs });
  await until(() => record().retained.length > 0);
  expect(record().retained.at(-1)).toEqual({ mostAgeMs: 7 * hourMs, mostBytes: 10 * 2 ** 30 });
});

test('two contexts of one source share its recorder; the second goes on where the first ends', async () => {
  recordNow();
  fixture.connect('copy', { source: fake.source() });
  await until(() => isRecordedUntil(fake.nowMs));
  expect([fixture.recorder.report('copy' as ContextId).source, record().opened]).toEqual([report().source, 1]);
  fixture.becomes('harbor', { kind: 'idle' });
  fake.nowMs += 1000;
  const { source } = fixture.recorder.report('copy' as ContextId);
  const spans = () => fixture.record(source).covered(a.id, { startMs: baseMs, endMs: fake.nowMs });
  await until(() => spans().at(-1)?.state === 'recorded' && spans().at(-1)?.endMs === fake.nowMs);
  expect([fixture.record(source).opened, told(spans())]).toEqual([
    2,
    [
      ['notRecorded', 0, 599, ''],
      ['recorded', 599, 600.02, ''],
    ],
  ]);
});

test('clusters whose contexts have one name, and servers of one cluster, never share a record', async () => {
  const other = { source: fake.source(), cluster: 'uid:2' as ClusterKey };
  fixture.connect('~/a::kubernetes-admin@kubernetes', { source: fake.source() });
  fixture.connect('~/b::kubernetes-admin@kubernetes', other);
  fixture.connect('narrow', { source: fake.source(), matchers: 'tenant="a"' });
  fixture.connect('thanos', { source: fake.source(), server: { ...server, engine: 'thanos' } });
  const ids = ['~/a::kubernetes-admin@kubernetes', '~/b::kubernetes-admin@kubernetes', 'narrow', 'thanos'];
  expect(new Set(ids.map((id) => fixture.recorder.report(id as ContextId).source)).size).toBe(4);
  expect(fixture.told).toEqual([
    '~/a::kubernetes-admin@kubernetes uid:1 prometheus monitoring/prometheus-k8s:9090',
    '~/b::kubernetes-admin@kubernetes uid:2 prometheus monitoring/prometheus-k8s:9090',
    'narrow uid:1 prometheus monitoring/prometheus-k8s:9090 {tenant="a"}',
    'thanos uid:1 thanos monitoring/prometheus-k8s:9090',
  ]);
});

test('a context is told of again when a record is begun anew, as the one before may have been removed', async () => {
  recordNow();
  fixture.connect('same', { source: fake.source() });
  await until(() => report().state.kind === 'recording');
  fixture.recorder.change(harbor, { isOn: false });
  await until(() => !record().isOpen);
  const before = fixture.told.length;
  fixture.recorder.change(harbor, { isOn: true });
  await until(() => report().state.kind === 'recording');
  expect(fixture.told.slice(before).map((one) => one.split(' ')[0])).toEqual(['harbor', 'same']);
});

test('which cluster it is may become known later', async () => {
  fixture.connect('harbor', { source: fake.source(), cluster: undefined });
  expect(() => report()).toThrow(expect.objectContaining({ code: 'recorder.unknownCluster' }));
  fixture.learn('harbor', 'uid:9');
  fixture.recorder.change(harbor, { isOn: true, rules: [a] });
  await until(() => report().state.kind === 'recording');
  // When it was connected, and when its record was begun.
  expect([...new Set(fixture.told)]).toEqual(['harbor uid:9 prometheus monitoring/prometheus-k8s:9090']);
});

test('a server of another version goes on in the same record, which then has that version', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  const { source } = report();
  fixture.becomes('harbor', { kind: 'authenticating' });
  fixture.connect('harbor', { source: fake.source(), server: { ...server, version: '3.1.0' } });
  await until(() => record().opened === 2);
  expect([report().source, record().origins.map(({ version }) => version)]).toEqual([source, ['2.42.0', '3.1.0']]);
});

test('what a heartbeat says is no news', async () => {
  recordNow();
  await until(() => isRecordedUntil(fake.nowMs));
  fixture.becomes('harbor', { ...answered, newestSampleMs: 5 });
  fake.nowMs += 1000;
  await until(() => isRecordedUntil(fake.nowMs));
  expect(record().opened).toBe(1);
});

test('who is not connected, or has no Prometheus of others, is told so', () => {
  expect(() => report()).toThrow(expect.objectContaining({ code: 'connection.notConnected' }));
  expect(() => fixture.recorder.report('record::prometheus-1' as ContextId)).toThrow(
    expect.objectContaining({ code: 'recorder.notRemote' }),
  );
});

test('a query that is kept is a rule of its own from now on, and says yes to recording', async () => {
  fixture.connect('harbor', { source: fake.source() });
  fixture.recorder.change(harbor, { rules: [a, { ...b, isOn: false }] });
  fixture.recorder.keep(harbor, 'rate(c[5m]) / d');
  fixture.recorder.keep(harbor, 'sum(b offset 1d)');
  const { plan } = report();
  expect([plan.isOn, plan.rules.map(({ name, selectors, isOn }) => [name, selectors, isOn])]).toEqual([
    true,
    [
      ['a', ['a'], true],
      ['b', ['b'], true],
      ['rate(c[5m]) / d', ['c', 'd'], true],
    ],
  ]);
  await until(() => isRecordedUntil(fake.nowMs, b.id));
  fixture.recorder.change(harbor, { isOn: false });
  fixture.recorder.keep(harbor, 'e');
  expect(report().plan.isOn).toBe(false);
});

test('the series of rules are counted, and estimates are', async () => {
  recordNow({ rules: [a, b] });
  await until(() => report().rules.every(({ series }) => series === 7));
  const estimate = await fixture.recorder.estimate(harbor, undefined, new AbortController().signal);
  // Seven scrapes in a minute, as the fake server has it.
  const samplesADay = Math.round((7 * 86_400_000) / (60_000 / 7));
  expect(estimate).toEqual({
    rules: [a, b].map(({ id }) => ({ id, series: 7 })),
    ...{ series: 7, samplesADay, bytesADay: samplesADay },
  });
});

test('an estimate goes by the intervals that the server tells, and by what its own record has shown of bytes', async () => {
  recordNow({ rules: [a] });
  await until(() => isRecordedUntil(fake.nowMs));
  fake.targets = [
    { intervalMs: 10_000, samples: 300 },
    { intervalMs: 60_000, samples: 600 },
    { intervalMs: 10_000, samples: undefined },
  ];
  const ask = () => fixture.recorder.estimate(harbor, undefined, new AbortController().signal);
  const samplesADay = Math.round((7 * 86_400_000) / (901 / 0.0401));
  expect(await ask()).toMatchObject({ series: 7, samplesADay, bytesADay: samplesADay });
  // Not enough yet.
  const slots = [0, 1, 2, 3].map((i) => ({ startMs: baseMs + (5 + 2 * i) * hourMs, series: 100 }));
  Object.assign(record(), { bytes: 4_000_000, slots: slots.slice(1) });
  expect(await ask()).toMatchObject({ bytesADay: samplesADay });
  // Five kilobytes a series and hour.
  Object.assign(record(), { slots });
  expect(await ask()).toMatchObject({ samplesADay, bytesADay: 7 * 24 * 5000 });
});
