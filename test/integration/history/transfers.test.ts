/** What is carried away and brought, as a page does it: the same answers bit for bit, and nothing left of what was given up, hostile or cut off. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderName } from '../../../electron/backend/history/service/history-identity.ts';
import { temporaryBeside } from '../../../electron/backend/history/transfer/dead-temporaries.ts';
import { wokenDetail } from '../../../electron/backend/recorder/gap-causes.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ExportItem, ImportItem } from '../../../shared/model/stored-source.ts';
import { awkwardBits, valuesOfBits } from '../../support/history/sample-bits.ts';
import { startFilledPrometheus } from '../../support/promql-fuzz/ask-prometheus.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
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
const beginMs = Math.floor(Date.now() / slotMs) * slotMs - 6 * slotMs;
const endMs = beginMs + 4 * slotMs - 1;
const harbor = originOf('uid:harbor', { version: '2.53.0' });
const source = folderName(harbor);
const range = { kind: 'range', expr: '{__name__=~".+"}', startMs: beginMs, endMs, stepMs: 15_000 } as const;

beforeEach(() => {
  fixture = createRecordsFixture();
});

afterEach(async () => {
  expect(fixture.left()).toEqual([]);
  await fixture.dispose();
  expect(fixture.logged).toEqual([]);
});

const foreign = 'HTTP 503: session=SECRET';

/** Three slots, with every kind of value; a document, coverage with a reason, metadata. */
async function recordHarbor(): Promise<void> {
  const writer = await fixture.services.history.writer(harbor);
  const awkward = valuesOfBits(awkwardBits.map((bits) => bits));
  const labels = ['a', 'b', 'c'].map((l) => ['__name__', 'm', 'l', l]);
  await record(writer, labels, { fromMs: beginMs, toMs: beginMs + 2.5 * slotMs }, (timeMs, i) =>
    i === 0 ? (awkward[(timeMs / 15_000) % awkward.length] ?? 0) : Math.sin(timeMs) * i,
  );
  await writer.cover('all', {
    startMs: beginMs + 3 * slotMs,
    endMs: beginMs + 3.5 * slotMs,
    state: 'asleep',
    detail: '',
  });
  const said = (detail: string, from: number) =>
    writer.cover('all', {
      ...{ startMs: beginMs + from * slotMs, endMs: beginMs + (from + 0.1) * slotMs },
      ...{ state: 'unreachable', detail },
    });
  await said(wokenDetail, 3.6);
  await said(foreign, 3.8);
  await writer.setMetadata([{ metric: 'm', type: 'gauge', help: 'How much.', unit: '' }]);
  await writer.putDocument('config', 'scrape_configs: []', beginMs);
  await writer.close();
}

function foldersIn(): readonly string[] {
  const root = join(fixture.dataDir, 'history');
  return existsSync(root) ? readdirSync(root) : [];
}

interface Exported {
  readonly bytes: Uint8Array;
  readonly done: Extract<ExportItem, { kind: 'done' }> | undefined;
  readonly progress: readonly number[];
}

async function exported(format: 'recording' | 'openMetrics', selectors: readonly string[] = []): Promise<Exported> {
  const parts: Uint8Array[] = [];
  const progress: number[] = [];
  let done: Exported['done'];
  const input = { source, selectors: [...selectors], startMs: 0, endMs: 8.64e15, format };
  for await (const item of fixture.handlers.history.export(input, never)) {
    if (item.kind === 'bytes') {
      expect(item.bytes.length).toBeLessThan(2 ** 20);
      parts.push(item.bytes);
    } else if (item.kind === 'progress') progress.push(item.done / item.total);
    else done = item;
  }
  return { bytes: Uint8Array.from(Buffer.concat(parts)), done, progress };
}

async function begun(bytes: Uint8Array, fileName = 'from harbor.binnacle', announced = bytes.length): Promise<string> {
  const { importBegin, importPart } = fixture.handlers.history;
  const id = await importBegin({ fileName, bytes: announced }, never);
  for (let at = 0; at < bytes.length; at += 300_000)
    await importPart({ id, bytes: bytes.slice(at, at + 300_000) }, never);
  return id;
}

async function imported(bytes: Uint8Array, fileName?: string, announced?: number) {
  const id = await begun(bytes, fileName, announced);
  const before = foldersIn();
  let done: Extract<ImportItem, { kind: 'done' }> | undefined;
  for await (const item of fixture.handlers.history.importEnd({ id }, never)) {
    if (item.kind === 'done') done = item;
    // It has its place among the sources when all of it is there.
    else expect(foldersIn()).toEqual(before);
  }
  return done;
}

const countOf = (context: ContextId) => askNumber(fixture, context, 'sum(count_over_time(m[1d]))', endMs);

describe('a recording', () => {
  test('opens as a source of its own on another computer, and gives the same answers bit for bit', async () => {
    await recordHarbor();
    const before = await ask(fixture, recordOf(harbor), range);
    const coverage = (context: ContextId) =>
      fixture.handlers.history.coverage({ context, startMs: beginMs, endMs }, never);
    const covered = await coverage(recordOf(harbor));
    const details = new Set(covered.map(({ detail }) => detail));
    expect(details).toEqual(new Set(['', wokenDetail, foreign]));
    const { bytes, done, progress } = await exported('recording');
    expect(done).toMatchObject({ series: 3, samples: 3 * (2.5 * 480 + 1) });
    expect(done?.fileName).toMatch(/^harbor-\d{4}-\d\d-\d\dT\d\d-00-00Z\.binnacle$/);
    expect(progress.at(-1)).toBe(1);

    await fixture.dispose();
    fixture = createRecordsFixture();
    const brought = await imported(bytes);
    expect(brought).toMatchObject({ series: 3, samples: 3 * (2.5 * 480 + 1) });
    const context = brought?.record ?? ('' as ContextId);
    expect(await fixture.sources()).toMatchObject([
      {
        record: context,
        kind: 'imported',
        name: 'harbor',
        version: '2.53.0',
        series: 3,
        firstMs: beginMs,
        isWritten: false,
      },
    ]);
    const after = await ask(fixture, context, range);
    expect([after.series, after.done?.semantics]).toEqual([before.series, 'v2']);
    expect(before.series.size).toBe(3);
    // What a server said stays here.
    const ours = covered.map((span) => (span.detail === foreign ? { ...span, detail: '' } : span));
    expect(await coverage(context)).toEqual(ours);
    expect((await fixture.handlers.catalog.describe({ context, names: ['m'] }, never))[0]).toMatchObject({
      type: 'gauge',
    });
    const looks = fixture.services.history.lookAt(context.slice('record::'.length), never.signal);
    expect(await looks.asOf('config', endMs)).toMatchObject({ text: 'scrape_configs: []' });
  });

  test('of some series has those alone, and no documents; brought twice it is there once', async () => {
    await recordHarbor();
    const before = await countOf(recordOf(harbor));
    const { bytes } = await exported('recording', ['m{l="b"}', 'm{l=~"b|c"}']);
    const first = await imported(bytes);
    const again = await imported(bytes);
    expect([first?.series, again?.record, again?.samples]).toEqual([2, first?.record, 0]);
    const context = first?.record ?? ('' as ContextId);
    expect([await countOf(context), await countOf(recordOf(harbor))]).toEqual([2 * 1201, before]);
    const looks = fixture.services.history.lookAt(context.slice('record::'.length), never.signal);
    expect(await looks.kinds()).toEqual([]);
  });

  test('as OpenMetrics text is told by its content, and is called as its file', async () => {
    await recordHarbor();
    const { bytes, done } = await exported('openMetrics', ['m{l!="a"}']);
    expect(done).toMatchObject({ series: 2, samples: 2 * 1201 });
    expect(Buffer.from(bytes.subarray(0, 100)).toString()).toContain('# TYPE m gauge');
    const brought = await imported(bytes, 'C:\\things\\..\\<b>a\u0007.txt');
    expect(brought).toMatchObject({ series: 2, samples: 2 * 1201 });
    expect((await fixture.sources()).map(({ name }) => name).sort()).toEqual(['<b>a .txt', 'harbor']);
    const some = { ...range, expr: 'm{l!="a"}' };
    const there = await ask(fixture, recordOf(harbor), some, 'v3');
    const here = await ask(fixture, brought?.record ?? ('' as ContextId), some);
    expect(here.series).toEqual(there.series);
  });
});

describe('an export', () => {
  test('that is cancelled in the middle leaves nothing, wherever that is', async () => {
    await recordHarbor();
    const before = await countOf(recordOf(harbor));
    for (const until of ['progress', 'bytes'] as const) {
      const controller = new AbortController();
      const input = { source, selectors: [], startMs: 0, endMs: 8.64e15, format: 'recording' } as const;
      const items = fixture.handlers.history.export({ ...input, selectors: [] }, controller)[Symbol.asyncIterator]();
      for (let item = await items.next(); item.value?.kind !== until; ) item = await items.next();
      expect(fixture.left()).toHaveLength(1);
      controller.abort();
      await items.return?.();
      expect(fixture.left()).toEqual([]);
    }
    expect(await countOf(recordOf(harbor))).toBe(before);
  });

  test('of nothing says so, and one of what is no selector is refused before anything is read', async () => {
    await recordHarbor();
    await expect(exported('recording', ['nothing_of_that_name'])).rejects.toMatchObject({
      code: 'history.nothingThere',
      details: { source },
    });
    await expect(exported('openMetrics', ['m{'])).rejects.toMatchObject({ code: 'query.invalid' });
    const later = { source, selectors: [], startMs: 8e15, endMs: 8e15, format: 'recording' } as const;
    const none = fixture.handlers.history
      .export({ ...later, selectors: [] }, never)
      [Symbol.asyncIterator]()
      .next();
    await expect(none).rejects.toMatchObject({ code: 'history.nothingThere' });
  });
});

describe('a file that is no recording, or not all of one', () => {
  const text = (words: string) => new TextEncoder().encode(words);

  async function expectRefused(refusals: readonly (readonly [Uint8Array, object])[]): Promise<void> {
    const before = (await fixture.sources()).length;
    for (const [file, why] of refusals) {
      await expect(imported(file, 'x')).rejects.toMatchObject(why);
      expect(fixture.left()).toEqual([]);
    }
    expect(await fixture.sources()).toHaveLength(before);
  }

  test('is refused with where it is wrong, and nothing of it is kept', async () => {
    await recordHarbor();
    const { bytes } = await exported('recording');
    const middle = Math.floor(bytes.length / 2);
    const flipped = bytes.with(middle, (bytes[middle] ?? 0) ^ 0x10);
    const why = { code: 'history.badRecording', details: { byte: expect.any(Number) } };
    await expectRefused([
      [bytes.slice(0, middle), why],
      [bytes.slice(0, 4), why],
      [flipped, why],
      [Uint8Array.from([...bytes, 0]), why],
    ]);
  });

  test('is refused by its content, whatever it is called', async () => {
    await expectRefused([
      [
        Uint8Array.of(0x1f, 0x8b, 8, 0),
        { code: 'history.badFile', details: { reason: expect.stringContaining('gzip') } },
      ],
      [Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0), { code: 'history.badFile', details: { name: 'x' } }],
      [new Uint8Array(0), { code: 'history.badFile', details: { reason: 'it is empty' } }],
      [text('m 1 1600000000\nm 2 1500000000\n# EOF\n'), { code: 'history.badOpenMetrics', details: { line: 2 } }],
      [text('<html>'), { code: 'history.badOpenMetrics', details: { line: 1 } }],
    ]);
  });

  test('is not longer than it was said to be, nor shorter; and never longer than the disk', async () => {
    const { importBegin } = fixture.handlers.history;
    await expect(importBegin({ fileName: 'x', bytes: 2 ** 53 - 1 }, never)).rejects.toMatchObject({
      code: 'history.diskFull',
    });
    await expect(imported(text('m 1 1\n# EOF\n'), 'x', 5)).rejects.toMatchObject({ code: 'history.badFile' });
    expect(fixture.left()).toEqual([]);
    await expect(imported(text('m 1 1\n# EOF\n'), 'x', 50)).rejects.toMatchObject({ code: 'history.badFile' });
    const unknown = fixture.handlers.history.importPart({ id: 'x', bytes: text('m') }, never);
    await expect(unknown).rejects.toMatchObject({ code: 'history.importGone' });
    const ended = fixture.handlers.history.importEnd({ id: 'x' }, never)[Symbol.asyncIterator]().next();
    await expect(ended).rejects.toMatchObject({ code: 'history.importGone' });
  });
});

describe('an import', () => {
  test('that is cancelled leaves nothing, nor one that is not ended', async () => {
    await recordHarbor();
    const { bytes } = await exported('recording');
    const controller = new AbortController();
    const id = await begun(bytes);
    expect(fixture.left()).toHaveLength(1);
    const items = fixture.handlers.history.importEnd({ id }, controller)[Symbol.asyncIterator]();
    expect((await items.next()).value).toMatchObject({ kind: 'progress' });
    controller.abort();
    await items.return?.();
    expect(fixture.left()).toEqual([]);
    expect(readdirSync(join(fixture.dataDir, 'history'))).toEqual([source]);
    await begun(bytes);
    await fixture.services.close();
    expect(fixture.left()).toEqual([]);
  });

  test('of a process that was killed is gone with the next start; that of one that lives stays', async () => {
    const dead = temporaryBeside(join(fixture.dataDir, 'transfers', 'transfer')).replace(
      `-${process.pid}-`,
      '-4194304-',
    );
    const living = temporaryBeside(join(fixture.dataDir, 'transfers', 'transfer'));
    for (const folder of [dead, living]) {
      mkdirSync(join(folder, 'history', 'x'), { recursive: true });
      writeFileSync(join(folder, 'file'), 'x');
    }
    const next = createRecordsFixture(fixture.dataDir);
    await expect.poll(() => next.left().map((name) => join(fixture.dataDir, 'transfers', name))).toEqual([living]);
    await next.dispose();
  });
});

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)('a record as text', () => {
  test('in a real Prometheus answers as the record does', async () => {
    await recordHarbor();
    const { bytes } = await exported('openMetrics', ['m{l!="a"}']);
    const prometheus = await startFilledPrometheus([[Buffer.from(bytes).toString('utf8')]]);
    try {
      const times = { startMs: beginMs, endMs: beginMs + 2 * slotMs, stepMs: 60_000 };
      for (const expr of [
        'm{l!="a"}',
        'sum(m{l!="a"})',
        'rate(m{l="b"}[5m])',
        'max_over_time(m{l="c"}[10m]) - m{l="c"}',
      ]) {
        const { data } = (await prometheus.askJson(expr, { kind: 'range', ...times })) as MatrixAnswer;
        const expected = data.result.map(({ values }) => values.map(([, value]) => Number(value)));
        // It is one of version 2, as the one that recorded.
        const found = await ask(fixture, recordOf(harbor), { kind: 'range', expr, ...times });
        expect([expr, found.values]).toEqual([expr, expected.flat()]);
        expect(found.values.length).toBeGreaterThan(200);
      }
    } finally {
      await prometheus.stop();
    }
  });
});

interface MatrixAnswer {
  readonly data: { readonly result: readonly { readonly values: readonly (readonly [number, string])[] }[] };
}
