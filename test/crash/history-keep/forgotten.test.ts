/** Targets and metadata do not stay for ever: a cluster's pods come and go, and each was one. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRetentionTask } from '../../../electron/backend/history/retention/retention-task.ts';
import { metadataWriter } from '../../../electron/backend/history/store/metric-metadata.ts';
import { slotMs } from '../../../electron/backend/history/store/slots.ts';
import { Targets } from '../../../electron/backend/history/store/targets.ts';
import { killedCopy } from '../../support/history/killed-copy.ts';
import { numbered } from '../../support/history/labelled.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import { type KeepSource, openKeepSource, problemsOf, runTask } from './keep-source.ts';

let fixture: SourceFixture;
let source: KeepSource;
let series: readonly number[];

const dayMs = 86_400_000;
const startMs = 12_000 * slotMs;

beforeEach(() => {
  fixture = createSourceFixture();
  source = openKeepSource(fixture.files);
  series = source.register(numbered('m', 2));
});

afterEach(() => {
  source.close();
  fixture.dispose();
});

const scrape = (target: string, timeMs: number) =>
  source.appendScrape({ target, timeMs, series, values: Float64Array.of(timeMs, 1) });

const retain = (nowMs: number, mostAgeMs?: number) =>
  runTask(createRetentionTask(source.parts, { nowMs, mostAgeMs, mostBytes: undefined }));

const stored = () =>
  source.parts.history.prepare<[], [number, string]>('SELECT id, name FROM target ORDER BY id').raw().all();
const inMemory = () => source.parts.targets.all().map(({ id, name }) => [id, name]);

test('targets whose slots are gone are forgotten, and what is in the head keeps its own', async () => {
  for (let n = 0; n < 300; n += 1) scrape(`pod ${n}`, startMs + n);
  source.foldAll(startMs + slotMs);
  scrape('pod 7', startMs + 3 * slotMs);
  scrape('new', startMs + 3 * slotMs);
  retain(startMs + 4 * slotMs);
  expect(stored()).toHaveLength(301);
  retain(startMs + 4 * slotMs, 2 * slotMs);
  const left = [
    [8, 'pod 7'],
    [301, 'new'],
  ];
  expect([stored(), inMemory()]).toEqual([left, left]);
  // A target that comes back is a new one, as is the next: no id is given again, after a restart neither.
  source.foldAll(startMs + 5 * slotMs);
  retain(startMs + 9 * slotMs, 2 * slotMs);
  expect(stored()).toEqual([]);
  source.close();
  source = openKeepSource(fixture.files);
  series = source.register(numbered('m', 2));
  expect(scrape('pod 7', startMs + 10 * slotMs)).toMatchObject({ added: 2 });
  expect(stored()).toEqual([[302, 'pod 7']]);
  expect(await problemsOf(fixture.files)).toEqual([]);
});

test('one without samples for a week is forgotten, though its slots are kept; what it sends again is found in them', () => {
  scrape('gone', startMs);
  scrape('here', startMs);
  source.foldAll(startMs + slotMs);
  const before = storedSamples(fixture.files);
  scrape('here', startMs + 6 * dayMs);
  source.foldAll(startMs + 6 * dayMs + slotMs);
  retain(startMs + 7 * dayMs);
  expect(stored()).toHaveLength(2);
  retain(startMs + 7 * dayMs + slotMs);
  expect(inMemory()).toEqual([[2, 'here']]);
  expect(scrape('gone', startMs)).toMatchObject({ added: 2 });
  source.foldAll(startMs + slotMs);
  expect(storedSamples(fixture.files).get('m{i="0"}')?.get(startMs)).toBe(before.get('m{i="0"}')?.get(startMs));
  expect([...storedSamples(fixture.files).values()].map((its) => its.size)).toEqual([2, 2]);
});

test('a kill after any step leaves ids that are not given again', () => {
  for (let n = 0; n < 3; n += 1) scrape(`pod ${n}`, startMs + n);
  source.foldAll(startMs + slotMs);
  const task = createRetentionTask(source.parts, {
    nowMs: startMs + 9 * dayMs,
    mostAgeMs: dayMs,
    mostBytes: undefined,
  });
  for (let isDone = false; !isDone; ) {
    isDone = task.step(0).done;
    const copy = killedCopy(fixture.files);
    const killed = openKeepSource(copy.files);
    const ids = killed.parts.targets.all().map(({ id }) => id);
    const id = killed.parts.targets.allNamed(['another'])[0]?.id;
    expect([[[1, 2, 3], []].some((some) => some.join() === ids.join()), id]).toEqual([true, 4]);
    killed.close();
    copy.dispose();
  }
  expect(new Targets(source.parts.history, source.parts.inHistory).all()).toEqual([]);
});

test('metadata goes when no series has had the metric for a day, not before', () => {
  const put = metadataWriter(source.parts.history);
  const of = (metric: string) => ({ metric, type: 'counter', help: '', unit: '' });
  source.parts.inHistory.run(() => put(['m', 'requests', 'early', 'never'].map(of)));
  source.register([['__name__', 'requests_total']]);
  const names = () => source.parts.history.prepare('SELECT name FROM metric ORDER BY name').pluck().all();
  const given = new Set([...series, 3]);
  const look = (nowMs: number) => {
    const parts = { ...source.parts, isGiven: (id: number) => given.has(id) };
    runTask(createRetentionTask(parts, { nowMs, mostAgeMs: undefined, mostBytes: undefined }));
  };
  look(startMs);
  look(startMs + dayMs - 1);
  expect(names()).toEqual(['early', 'm', 'never', 'requests']);
  given.add(source.register([['__name__', 'early']])[0] ?? 0);
  look(startMs + dayMs);
  expect(names()).toEqual(['early', 'm', 'requests']);
  // Without their series, the others go a day later, and nothing is left of what was written down.
  given.clear();
  look(startMs + 2 * dayMs);
  expect(names()).toEqual(['early', 'm', 'requests']);
  look(startMs + 3 * dayMs);
  const notes = source.parts.history.prepare("SELECT key FROM meta WHERE key LIKE 'unused%'").pluck().all();
  expect([names(), notes]).toEqual([[], []]);
});
