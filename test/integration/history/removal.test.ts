/** Histories that are removed or closed while others want them, and folders that are none. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import {
  createServiceFixture,
  recordedLabels,
  recordedOrigin,
  type ServiceFixture,
  slotMs,
} from '../../support/history/service-fixture.ts';
import { askRecorded } from './ask-recorded.ts';

const beginMs = 236_000 * slotMs;
const never = new AbortController().signal;
let dataDir: string;
let fixture: ServiceFixture;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'binnacle-history-'));
  fixture = createServiceFixture(dataDir);
});

afterEach(() => fixture.dispose());

async function record(writer: SourceWriter, timeMs = beginMs): Promise<void> {
  await fixture.scrape(writer, await writer.register(recordedLabels), timeMs);
}

/** What was closed meanwhile has none. */
function readlinkIfThere(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

const folders = () => readdirSync(join(dataDir, 'history'));

describe('a history that is removed', () => {
  test('stays where another service records into it, which is said', async () => {
    const writer = await fixture.writer();
    await record(writer);
    const second = createServiceFixture(dataDir);
    await expect(second.history.remove(writer.source)).rejects.toMatchObject({
      code: 'history.locked',
      details: { pid: process.pid },
    });
    await record(writer, beginMs + 1000);
    expect(fixture.sizes().get('m{i="0"}')).toBe(2);
    await second.history.close();
  });

  test('is not written by those who ask for its writer meanwhile: they get a new one', async () => {
    const writer = await fixture.writer();
    await record(writer);
    const removed = fixture.history.remove(writer.source);
    const next = fixture.writer();
    await removed;
    expect(await next).not.toBe(writer);
    await record(await next, beginMs + 5000);
    expect([...(fixture.samples().get('m{i="0"}')?.keys() ?? [])]).toEqual([beginMs + 5000]);
    expect(folders()).toEqual([writer.source]);
    await expect(writer.stats()).rejects.toMatchObject({ code: 'history.closed' });
  });

  test.skipIf(process.platform !== 'linux')(
    'is let go of by those who read it: the disk has its space back',
    async () => {
      const writer = await fixture.writer();
      await record(writer);
      expect(await askRecorded(fixture, beginMs + 1000)).toHaveLength(recordedLabels.length);
      const open = () =>
        readdirSync('/proc/self/fd').flatMap((fd) => {
          const path = readlinkIfThere(`/proc/self/fd/${fd}`);
          return path.startsWith(dataDir) ? [path] : [];
        });
      expect(open()).not.toEqual([]);
      await fixture.history.remove(writer.source);
      await expect.poll(open).toEqual([]);
    },
  );

  test('twice at once is removed once', async () => {
    const { source } = await fixture.writer();
    await Promise.all([fixture.history.remove(source), fixture.history.remove(source)]);
    await fixture.history.remove(source);
    expect(folders()).toEqual([]);
  });

  test('and was not gone when the process ended, goes with the next start', async () => {
    await fixture.history.close();
    const left = join(dataDir, 'history', '.removing-scraped-1-2');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'history.db'), '');
    const second = createServiceFixture(dataDir);
    expect(await second.history.list(never)).toEqual([]);
    await expect.poll(() => existsSync(left)).toBe(false);
    await second.history.close();
  });
});

describe('the list', () => {
  test('has no history that cannot be read while it is begun and removed', async () => {
    const seen: string[] = [];
    let isOver = false;
    const listing = (async () => {
      while (!isOver) for (const { kind } of await fixture.history.list(never)) seen.push(kind);
    })();
    for (let n = 0; n < 8; n += 1) {
      const writer = await fixture.writer();
      await record(writer, beginMs + n);
      await fixture.history.remove(writer.source);
    }
    isOver = true;
    await listing;
    expect(new Set(seen)).toEqual(new Set(['readable']));
  });

  test('is refused by a service that is closed meanwhile, and is no list of histories that cannot be read', async () => {
    await record(await fixture.writer());
    const list = expect(fixture.history.list(never)).rejects.toMatchObject({ code: 'history.closed' });
    await fixture.history.close();
    await list;
    await expect(fixture.history.list(never)).rejects.toMatchObject({ code: 'history.closed' });
  });
});

describe('a service that is closed', () => {
  test('lets calls that wait end, and refuses those that come', async () => {
    const writer = await fixture.writer();
    const series = await writer.register(recordedLabels);
    const scrapes = Array.from({ length: 50 }, (_, n) => fixture.scrape(writer, series, beginMs + n * 1000));
    const closed = fixture.history.close();
    await new Promise(setImmediate);
    await expect(writer.register(recordedLabels)).rejects.toMatchObject({ code: 'history.closed' });
    await closed;
    const outcomes = await Promise.allSettled(scrapes);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(fixture.sizes().get('m{i="0"}')).toBe(50);
  });

  test('gives no writer any more, also to who asked before', async () => {
    const asked = fixture.writer();
    const late = expect(asked).rejects.toMatchObject({ code: 'history.closed' });
    await fixture.history.close();
    await late;
    await expect(fixture.writer()).rejects.toMatchObject({ code: 'history.closed' });
    const second = createServiceFixture(dataDir);
    await record(await second.writer());
    await second.history.close();
  });
});

describe('a folder that is no source', () => {
  test('is not listed, and whoever asks for it is told', async () => {
    await record(await fixture.writer());
    const { source } = await fixture.writer();
    mkdirSync(join(dataDir, 'history', `${source} copy`));
    mkdirSync(join(dataDir, 'history', 'Prometheus'));
    expect(await fixture.history.list(never)).toMatchObject([{ kind: 'readable', source }]);
    await expect(fixture.history.lookAt(`${source} copy`, never).kinds()).rejects.toMatchObject({
      code: 'history.foreign',
    });
    expect(await askRecorded(fixture, beginMs + 1000)).toHaveLength(recordedLabels.length);
    expect(fixture.logged).toEqual([]);
  });

  test('but has the name of one is listed as one that cannot be read', async () => {
    mkdirSync(join(dataDir, 'history', 'scraped-0'), { recursive: true });
    expect(await fixture.history.list(never)).toMatchObject([{ kind: 'unreadable', source: 'scraped-0' }]);
  });
});

test('a call that cannot be handed to the worker fails, and waits for nothing', async () => {
  const writer = await fixture.history.writer(recordedOrigin);
  const unsendable = { metric: 'm', type: '', help: '', unit: '', more: () => undefined };
  await expect(writer.setMetadata([unsendable])).rejects.toThrow();
  const before = performance.now();
  await writer.close();
  expect(performance.now() - before).toBeLessThan(2500);
});

test('what the worker cannot store leaves it as it was', async () => {
  const writer = await fixture.writer();
  await expect(writer.register([['__name__', 'a\ud800']])).rejects.toMatchObject({ code: 'history.badInput' });
  await record(writer);
  expect(writer.failure()).toBeUndefined();
});
