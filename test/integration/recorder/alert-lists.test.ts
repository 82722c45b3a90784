/** What lists of alerts that were kept say of a window, out of a real history and by its reader worker. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderName } from '../../../electron/backend/history/service/history-identity.ts';
import {
  createHistoryService,
  type HistoryService,
} from '../../../electron/backend/history/service/history-service.ts';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import { chosenOf, recordedLists } from '../../../electron/backend/sources/recorded/recorded-lists.ts';
import type { AlertListsItem } from '../../../shared/model/alert-lists.ts';
import { silentLog } from '../prometheus-support.ts';
import { minuteMs, origin } from './snapshots-fixture.ts';

const source = folderName(origin);
const window = { startMs: 100 * minuteMs, endMs: 200 * minuteMs };
const never = new AbortController().signal;

/** As a server tells of it and as it is kept, with what is no alert beside it. */
function listText(alerts: readonly (readonly [name: string, state: string, sinceMin: number])[], count = 1): string {
  const items = alerts.flatMap(([alertname, state, since]) =>
    Array.from({ length: count }, (_, n) => ({
      activeAt: new Date(since * minuteMs).toISOString(),
      annotations: { summary: 'x'.repeat(100) },
      labels: count === 1 ? { alertname } : { alertname, pod: `pod-${n}-${'y'.repeat(150)}` },
      state,
    })),
  );
  return JSON.stringify({ alerts: [...items, 7, { state: 'firing' }, { labels: { alertname: 'Odd' }, state: 'odd' }] });
}

describe('the lists of alerts of a record', () => {
  let dataDir: string;
  let history: HistoryService;
  let writer: SourceWriter;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'binnacle-lists-'));
    const workerUrl = (name: string) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url);
    history = createHistoryService({ dataDir, log: silentLog, workerUrl });
    writer = await history.writer(origin);
  });
  afterEach(async () => {
    await history.close();
    rmSync(dataDir, { recursive: true });
  });

  const put = (atMin: number, text: string) => writer.putDocument('alerts', text, atMin * minuteMs);
  async function read(signal = never): Promise<readonly AlertListsItem[]> {
    const items: AlertListsItem[] = [];
    for await (const item of recordedLists({ history, source }, window, signal)) items.push(item);
    return items;
  }

  it('tell of each alert since when, and until which list, it was what it was', async () => {
    await put(90, listText([['Old', 'firing', 80]]));
    await put(110, listText([['Old', 'firing', 80]]));
    await put(
      111,
      listText([
        ['Old', 'firing', 80],
        ['New', 'pending', 110.5],
      ]),
    );
    await put(112, listText([['New', 'firing', 110.5]]));
    await put(112.5, 'null');
    await put(195, listText([]));
    await put(300, listText([['Later', 'firing', 299]]));
    const of = { activeAtMs: 110.5 * minuteMs, lastMs: 111 * minuteMs };
    expect(await read()).toEqual([
      {
        ...{ kind: 'begin', read: 5, kept: 5, apartMs: minuteMs },
        silent: [
          { startMs: 112.5 * minuteMs, endMs: 195 * minuteMs },
          { startMs: 195 * minuteMs, endMs: 200 * minuteMs },
        ],
      },
      { kind: 'progress', read: 5 },
      {
        kind: 'alerts',
        alerts: [
          {
            labels: ['alertname', 'Old'],
            sightings: [
              {
                ...{ state: 'firing', activeAtMs: 80 * minuteMs, firstMs: 90 * minuteMs, lastMs: 111 * minuteMs },
                ...{ beforeMs: undefined, afterMs: 112 * minuteMs },
              },
            ],
          },
          {
            labels: ['alertname', 'New'],
            sightings: [
              { ...of, state: 'pending', firstMs: of.lastMs, beforeMs: 110 * minuteMs, afterMs: 112 * minuteMs },
              {
                ...{ state: 'firing', activeAtMs: of.activeAtMs, firstMs: 112 * minuteMs, lastMs: 112 * minuteMs },
                ...{ beforeMs: 111 * minuteMs, afterMs: 112.5 * minuteMs },
              },
            ],
          },
        ],
      },
      { kind: 'end', leftOut: 0 },
    ]);
  });

  it('are none where none was kept', async () => {
    await put(300, listText([['Later', 'firing', 299]]));
    expect(await read()).toEqual([]);
  });

  it('come in parts, however many alerts there are, and are told of as they are read', async () => {
    for (let n = 0; n < 8; n += 1)
      await put(110 + n, listText([['Many', n % 2 === 0 ? 'pending' : 'firing', 100]], 2500));
    const items = await read();
    expect(items.flatMap((item) => (item.kind === 'progress' ? [item.read] : []))).toEqual([2, 4, 6, 8]);
    const parts = items.flatMap((item) => (item.kind === 'alerts' ? [item.alerts] : []));
    expect(Math.max(...parts.map((part) => JSON.stringify(part).length))).toBeLessThan(2 ** 20);
    expect(parts.flat().reduce((sum, { sightings }) => sum + sightings.length, 0)).toBe(8 * 2500);
  });

  it('are not read on once nobody wants them', async () => {
    for (let n = 0; n < 8; n += 1) await put(110 + n, listText([['Many', 'firing', 100 + n]], 2500));
    const cancel = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { kind } of recordedLists({ history, source }, window, cancel.signal)) {
        seen.push(kind);
        if (kind === 'progress') cancel.abort();
      }
    })();
    await expect(reading).rejects.toThrow('cancel');
    expect(seen).toEqual(['begin', 'progress']);
  });
});

describe('of very many lists', () => {
  it('one of every so many is read, and the last', () => {
    const lists = (count: number, sizeBytes: number) =>
      Array.from({ length: count }, (_, n) => ({ atMs: n, untilMs: n, sizeBytes }));
    const times = (count: number, sizeBytes: number) => chosenOf(lists(count, sizeBytes)).map(({ atMs }) => atMs);
    expect(times(3, 5)).toEqual([0, 1, 2]);
    expect(times(25_000, 100)).toHaveLength(8334);
    expect(times(110, 5 * 2 ** 20).slice(-3)).toEqual([105, 108, 109]);
  });
});
