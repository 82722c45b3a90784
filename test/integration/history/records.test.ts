/** What is recorded, asked by the id of its record as any context is: while it is written, of several sources, and when it is gone. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordContextId } from '../../../electron/backend/contexts/context-id.ts';
import { folderName } from '../../../electron/backend/history/service/history-identity.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import {
  ask,
  askNumber,
  createRecordsFixture,
  never,
  originOf,
  type RecordsFixture,
  record,
  recordOf,
  slotMs,
} from './records-fixture.ts';

let fixture: RecordsFixture;
const beginMs = Math.floor(Date.now() / slotMs) * slotMs - 2 * slotMs;
const minuteMs = 60_000;
const harbor = originOf('uid:harbor');
const m = (...more: string[]) => ['__name__', 'm', ...more];

beforeEach(() => {
  fixture = createRecordsFixture();
});

afterEach(async () => {
  await fixture.dispose();
  expect(fixture.logged).toEqual([]);
});

const writerOf = (origin = harbor) => fixture.services.history.writer(origin);

describe('a record', () => {
  test('is asked by its id while its writer writes, and says how far it is recorded', async () => {
    const { handlers } = fixture;
    const writer = await writerOf();
    const endMs = beginMs + 10 * minuteMs;
    await record(writer, [m('l', 'a'), m('l', 'b')], { fromMs: beginMs, toMs: endMs });
    const context = recordOf(harbor);
    expect(await askNumber(fixture, context, 'sum(count_over_time(m[1d]))', endMs)).toBe(82);
    expect(
      (await handlers.catalog.labelValues({ context, label: 'l', selector: 'm', text: '', limit: 9 }, never)).texts,
    ).toEqual(['a', 'b']);
    expect(await fixture.sources()).toMatchObject([
      {
        record: context,
        kind: 'prometheus',
        name: 'harbor',
        series: 2,
        firstMs: beginMs,
        lastMs: endMs,
        isWritten: true,
      },
    ]);
    // A second rule, which goes on where the first one ends.
    await record(writer, [m('l', 'c')], { fromMs: endMs, toMs: endMs + 5 * minuteMs, rule: 'other' });
    expect(await askNumber(fixture, context, 'count(m)', endMs + 5 * minuteMs)).toBe(1);
    const window = { startMs: beginMs - 1000, endMs: endMs + 6 * minuteMs };
    const gap = { state: 'notRecorded', detail: '' };
    expect(await handlers.history.coverage({ context, ...window }, never)).toEqual([
      { startMs: window.startMs, endMs: beginMs - 1, ...gap },
      { startMs: beginMs, endMs: endMs + 5 * minuteMs, state: 'recorded', detail: '' },
      { startMs: endMs + 5 * minuteMs + 1, endMs: window.endMs, ...gap },
    ]);
    expect(await handlers.history.coverage({ context, ...window, rule: 'other' }, never)).toMatchObject([
      gap,
      { startMs: endMs, state: 'recorded' },
      gap,
    ]);
    const facts = handlers.history.recording({ context, everyMs: 60_000 }, never)[Symbol.asyncIterator]();
    expect((await facts.next()).value).toMatchObject({
      newestSampleMs: endMs + 5 * minuteMs,
      everyMs: 15_000,
      series: 3,
    });
    await facts.return?.();
  });

  test('is one of a source, whatever its contexts and its clusters are called', async () => {
    const reef = originOf('uid:reef');
    const [one, two] = [await writerOf(harbor), await writerOf(reef)];
    await record(one, [m('l', 'a')], { fromMs: beginMs, toMs: beginMs + minuteMs }, () => 1);
    await record(two, [m('l', 'a')], { fromMs: beginMs, toMs: beginMs + minuteMs }, () => 2);
    const at = beginMs + minuteMs;
    expect([
      await askNumber(fixture, recordOf(harbor), 'm', at),
      await askNumber(fixture, recordOf(reef), 'm', at),
    ]).toEqual([1, 2]);
    const { records } = fixture.services;
    records.remember('~/a::admin' as ContextId, one.source);
    records.remember('~/b::admin' as ContextId, two.source);
    const contexts = Object.fromEntries((await fixture.sources()).map((source) => [source.source, source.contexts]));
    expect(contexts).toEqual({ [one.source]: ['~/a::admin'], [two.source]: ['~/b::admin'] });
  });

  test('is not removed while it is recorded; and is gone for everybody when it was', async () => {
    const writer = await writerOf();
    const { source } = writer;
    await record(writer, [m()], { fromMs: beginMs, toMs: beginMs + minuteMs });
    const context = recordOf(harbor);
    fixture.services.records.remember('harbor' as ContextId, source);
    expect(await askNumber(fixture, context, 'count(m)', beginMs + minuteMs)).toBe(1);
    const { remove } = fixture.handlers.history;
    await expect(remove({ source }, never)).rejects.toMatchObject({ code: 'history.recording', details: { source } });
    await writer.close();
    await remove({ source }, never);
    const gone = { code: 'history.gone', retryable: false, details: { source } };
    await expect(askNumber(fixture, context, 'm', beginMs)).rejects.toMatchObject(gone);
    const window = { startMs: 0, endMs: 1 };
    await expect(fixture.handlers.history.coverage({ context, ...window }, never)).rejects.toMatchObject(gone);
    await expect(fixture.handlers.history.marks({ context, ...window, parts: 1 }, never)).rejects.toMatchObject(gone);
    expect([await fixture.sources(), fixture.services.records.sourceOf('harbor' as ContextId)]).toEqual([
      [],
      undefined,
    ]);
    // One that begins anew under its name is another one.
    await record(await writerOf(), [m('new', '1')], { fromMs: beginMs, toMs: beginMs + minuteMs });
    const again = await ask(fixture, context, {
      kind: 'instant',
      expr: 'count by (new) (m)',
      timeMs: beginMs + minuteMs,
    });
    expect([...again.series.keys()].join()).toContain('1');
  });

  test.each(['', '..', '../../etc', 'a/b', 'prometheus-0', 'A', 'x'.repeat(900)])(
    'that is called %j is not there, and nothing else is read',
    async (name) => {
      const ask = askNumber(fixture, recordContextId(name), 'm', 1);
      await expect(ask).rejects.toMatchObject({ code: 'history.gone' });
    },
  );

  test('has no targets where none were kept, and is never scraped', async () => {
    await (await writerOf(originOf('uid:s', { kind: 'scraped', server: '', version: '' }))).stats();
    const context = recordOf(originOf('uid:s', { kind: 'scraped', server: '', version: '' }));
    const watched = fixture.handlers.targets.watch({ context, everyMs: 1000 }, never)[Symbol.asyncIterator]();
    await expect(watched.next()).rejects.toMatchObject({ code: 'targets.notKept' });
    const scraped = fixture.handlers.targets.scrapeNow({ context, key: 'x' }, never);
    await expect(scraped).rejects.toMatchObject({ code: 'targets.notKept' });
  });
});

describe('the PromQL of a record', () => {
  test('is that of the version which recorded then, unless a person wants the other one; and it is told', async () => {
    const origin = originOf('uid:old', { version: '3.1.0' });
    const writer = await writerOf(origin);
    const middleMs = beginMs + 10 * minuteMs;
    await record(writer, [m()], { fromMs: beginMs, toMs: middleMs + 10 * minuteMs });
    await writer.putDocument('buildinfo', JSON.stringify({ version: '2.53.0' }), beginMs);
    await writer.putDocument('buildinfo', JSON.stringify({ version: '3.1.0' }), middleMs);
    const context = recordOf(origin);
    // Of two samples that are a range apart, Prometheus 2 takes both.
    const count = (timeMs: number, semantics?: 'v2' | 'v3') =>
      askNumber(fixture, context, 'count_over_time(m[15s])', timeMs, semantics);
    expect([await count(middleMs - minuteMs), await count(middleMs + minuteMs)]).toEqual([2, 1]);
    expect([await count(middleMs - minuteMs, 'v3'), await count(middleMs + minuteMs, 'v2')]).toEqual([1, 2]);
    // Of a window, its end counts.
    const range = { kind: 'range', expr: 'm', startMs: beginMs, endMs: middleMs - 1, stepMs: minuteMs } as const;
    const [before, after] = [
      await ask(fixture, context, range),
      await ask(fixture, context, { ...range, endMs: middleMs + 1 }),
    ];
    expect([before.done?.semantics, after.done?.semantics]).toEqual(['v2', 'v3']);
  });

  test('is that of its server where no version was kept', async () => {
    const origin = originOf('uid:old', { version: '2.42.0' });
    await record(await writerOf(origin), [m()], { fromMs: beginMs, toMs: beginMs + minuteMs });
    expect(await askNumber(fixture, recordOf(origin), 'count_over_time(m[15s])', beginMs + minuteMs)).toBe(2);
  });
});

describe('the marks of a record', () => {
  test('are alerts that fired, changes of the configuration, and series by two hours', async () => {
    const writer = await writerOf();
    const alert = (name: string, instance: string) => [
      '__name__',
      'ALERTS',
      'alertname',
      name,
      'alertstate',
      'firing',
      'instance',
      instance,
    ];
    const at = (minutes: number) => beginMs + minutes * minuteMs;
    await record(writer, [alert('Leak', 'a')], { fromMs: at(10), toMs: at(20) }, () => 1);
    await record(writer, [alert('Leak', 'b')], { fromMs: at(15), toMs: at(30) }, () => 1);
    await record(writer, [alert('Leak', 'a'), alert('Fire', 'a')], { fromMs: at(60), toMs: at(70) }, () => 1);
    await record(writer, [['__name__', 'ALERTS', 'alertname', 'Maybe', 'alertstate', 'pending']], {
      fromMs: at(5),
      toMs: at(9),
    });
    await record(writer, [m('l', 'a'), m('l', 'b'), m('l', 'c')], { fromMs: at(125), toMs: at(130) });
    for (const [minutes, text] of [
      [0, 'a: 1'],
      [30, 'a: 1'],
      [40, 'a: 2'],
    ] as const)
      await writer.putDocument('config', text, at(minutes));
    await writer.putDocument('rules', '{"groups": []}', at(50));
    await writer.putDocument('rules', '{"groups": [1]}', at(140));
    const window = { startMs: beginMs, endMs: beginMs + 2 * slotMs - 1, parts: 240 };
    const { alerts, changes, series } = await fixture.handlers.history.marks(
      { context: recordOf(harbor), ...window },
      never,
    );
    expect(
      alerts.map(({ name, startMs, endMs }) => [name, (startMs - beginMs) / minuteMs, (endMs - beginMs) / minuteMs]),
    ).toEqual([
      // Until five minutes after the last sample, as an instant query has it.
      ['Leak', 10, 34],
      ['Fire', 60, 74],
      ['Leak', 60, 74],
    ]);
    expect(changes).toEqual([
      { kind: 'config', atMs: at(40) },
      { kind: 'rules', atMs: at(140) },
    ]);
    expect([series.length, new Set(series.slice(0, 120)), new Set(series.slice(120))]).toEqual([
      240,
      new Set([4]),
      new Set([3]),
    ]);
    // What is farther apart than a look back is found, too.
    const wide = await fixture.handlers.history.marks({ context: recordOf(harbor), ...window, parts: 4 }, never);
    expect(wide.alerts.map(({ name }) => name).sort()).toEqual(['Fire', 'Leak']);
    expect(wide.series).toEqual([4, 4, 3, 3]);
  });

  test('count the series of the head, once each', async () => {
    const writer = await writerOf();
    const nowMs = Date.now();
    const ids = await writer.register([m('l', 'a'), m('l', 'b')]);
    for (const target of ['t', 'u'])
      await writer.appendScrape({ target, timeMs: nowMs - 1000, series: ids, values: Float64Array.of(1, 2) });
    const marks = await fixture.handlers.history.marks(
      { context: recordOf(harbor), startMs: nowMs - 2000, endMs: nowMs, parts: 2 },
      never,
    );
    expect(marks).toEqual({ alerts: [], changes: [], series: [2, 2] });
  });
});

describe('samples of a record', () => {
  test('are deleted where nobody records, and nothing else goes by that, however old it is', async () => {
    const old = originOf('uid:old');
    const oldMs = beginMs - 400 * 86_400_000;
    // As who records for a year.
    const writer = await writerOf(old);
    await writer.retain({ mostAgeMs: undefined, mostBytes: undefined });
    await record(writer, [m('l', 'a'), m('l', 'b')], { fromMs: oldMs, toMs: oldMs + 9 * minuteMs });
    const { source } = writer;
    await writer.close();
    const window = { startMs: oldMs + 5 * minuteMs, endMs: oldMs + 8 * minuteMs };
    await fixture.handlers.history.deleteSamples({ source, selectors: ['m{l="a"}'], ...window }, never);
    const count = (selector: string) =>
      askNumber(fixture, recordOf(old), `count_over_time(${selector}[1h])`, oldMs + 10 * minuteMs);
    await expect.poll(() => count('m{l="a"}')).toBe(24);
    expect(await count('m{l="b"}')).toBe(37);
    // Then its writer is let go of: another Binnacle may record.
    await expect.poll(async () => (await fixture.sources()).map(({ isWritten }) => isWritten)).toEqual([false]);
    await fixture.handlers.history.deleteSamples({ source, selectors: ['{__name__!=""}'], ...window }, never);
    await expect.poll(() => count('m{l="b"}')).toBe(24);
    const context = recordOf(old);
    expect(await fixture.handlers.history.coverage({ context, ...window }, never)).toEqual([
      { ...window, state: 'deleted', detail: '' },
    ]);
  });

  test('are not deleted by what is no selector, or of what is not there', async () => {
    const window = { startMs: 0, endMs: 1 };
    const { deleteSamples } = fixture.handlers.history;
    const source = folderName(harbor);
    await expect(deleteSamples({ source, selectors: ['m{'], ...window }, never)).rejects.toMatchObject({
      code: 'query.invalid',
    });
    await expect(deleteSamples({ source, selectors: ['m'], ...window }, never)).rejects.toMatchObject({
      code: 'history.gone',
    });
  });
});

test('the list is told again when a writer is opened and closed', async () => {
  const told: boolean[][] = [];
  const controller = new AbortController();
  const listening = (async () => {
    const { signal } = controller;
    for await (const all of fixture.handlers.history.sources({ everyMs: 3_600_000 }, { signal }))
      told.push(all.map(({ isWritten }) => isWritten));
  })();
  await expect.poll(() => told.at(-1)).toEqual([]);
  const writer = await writerOf();
  await expect.poll(() => told.at(-1)).toEqual([true]);
  await writer.close();
  await expect.poll(() => told.at(-1)).toEqual([false]);
  await fixture.handlers.history.remove({ source: writer.source }, never);
  await expect.poll(() => told.at(-1)).toEqual([]);
  controller.abort();
  await listening;
});
