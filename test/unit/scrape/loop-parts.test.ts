import { createHook } from 'node:async_hooks';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Span } from '../../../electron/backend/history/coverage/spans.ts';
import { BodyKeeper } from '../../../electron/backend/scrape/loop/body-keeper.ts';
import { CoverageKeeper } from '../../../electron/backend/scrape/loop/coverage-keeper.ts';
import { GrowingBytes } from '../../../electron/backend/scrape/loop/growing-bytes.ts';
import { LoadMeter } from '../../../electron/backend/scrape/loop/load-meter.ts';
import { ThrottledEvent } from '../../../electron/backend/scrape/loop/throttled-event.ts';
import { unpacked } from '../../../electron/backend/scrape/loop/unpack.ts';

describe('what was covered', () => {
  const told: string[] = [];
  let nowMs = 0;
  let isFull = false;
  let hasTargets = true;
  let keeper: CoverageKeeper;

  beforeEach(() => {
    told.length = 0;
    [nowMs, isFull, hasTargets] = [1000, false, true];
    keeper = new CoverageKeeper({
      clock: { now: () => nowMs },
      hasTargets: () => hasTargets,
      cover: async (rule, { startMs, endMs, state }: Span) => {
        if (isFull) throw new Error('full');
        told.push(`${rule} ${startMs}-${endMs} ${state}`);
      },
    });
  });

  const tellAt = (ms: number) => {
    nowMs = ms;
    return keeper.tell();
  };

  it('is recorded while a target is up, unreachable while none is, and as before while none was due', async () => {
    await tellAt(2000);
    keeper.note(false);
    keeper.note(true);
    await tellAt(3000);
    keeper.note(false);
    await tellAt(33_000);
    await tellAt(43_000);
    nowMs = 53_000;
    await keeper.end();
    expect(told).toEqual([
      'scrape 1000-3000 recorded',
      'scrape 3000-33000 unreachable',
      'scrape 33000-53000 unreachable',
    ]);
  });

  it('is told at once where it is recorded, and after half a minute where all that was due failed', async () => {
    keeper.note(true);
    await tellAt(11_000);
    keeper.note(false);
    await tellAt(21_000);
    keeper.note(true);
    await tellAt(31_000);
    keeper.note(false);
    await tellAt(41_000);
    nowMs = 45_000;
    await keeper.end();
    expect(told).toEqual([
      'scrape 1000-11000 recorded',
      'scrape 11000-31000 recorded',
      'scrape 31000-45000 unreachable',
    ]);
  });

  it('is nothing where there is no target', async () => {
    hasTargets = false;
    await tellAt(2000);
    expect(told).toEqual(['scrape 1000-2000 notRecorded']);
  });

  it('is told with the next one where it could not be', async () => {
    keeper.note(true);
    isFull = true;
    await expect(tellAt(2000)).rejects.toThrow('full');
    isFull = false;
    keeper.note(false);
    await tellAt(3000);
    expect(told).toEqual(['scrape 1000-3000 recorded']);
  });

  it('has the time in which the machine slept', async () => {
    keeper.note(true);
    nowMs = 60_000;
    await keeper.gap(2000, 60_000);
    keeper.note(true);
    await tellAt(61_000);
    await keeper.gap(62_000, 63_000);
    await tellAt(64_000);
    expect(told).toEqual(['scrape 1000-2000 recorded', 'scrape 2000-60000 asleep', 'scrape 60000-61000 recorded']);
  });

  it('goes on where the clock is set back', async () => {
    keeper.note(true);
    await tellAt(9000);
    nowMs = 3000;
    await keeper.gap(9500, 3000);
    keeper.note(true);
    await tellAt(4000);
    expect(told).toEqual(['scrape 1000-9000 recorded', 'scrape 3000-4000 recorded']);
  });
});

describe('kept bodies', () => {
  const encoder = new TextEncoder();
  const taken = (text: string) => ({
    timeMs: 1,
    fetched: { bytes: encoder.encode(text), receivedBytes: 1, contentType: 'text/plain' },
    isText: true,
  });

  it('are those of targets that somebody asked for, for a while, and of so many', () => {
    let nowMs = 0;
    const bodies = new BodyKeeper({ monotonic: () => nowMs });
    expect(bodies.take('a', taken('1'))).toBeUndefined();
    expect(bodies.ask('a')).toBeUndefined();
    bodies.take('a', taken('1'))?.judge({ message: 'no', line: 1, column: 2 });
    expect(bodies.ask('a')).toMatchObject({ text: '1', complete: true, problem: { line: 1 } });
    for (let i = 0; i < 16; i += 1) bodies.ask(`b${i}`);
    expect(bodies.take('a', taken('2'))).toBeUndefined();
    nowMs = 601_000;
    expect(bodies.take('b0', taken('2'))).toBeUndefined();
  });

  it('are cut at a mebibyte, and not within a character', () => {
    const bodies = new BodyKeeper({ monotonic: () => 0 });
    bodies.ask('a');
    bodies.take('a', taken(`${'x'.repeat(2 ** 20 - 1)}é and more`));
    expect(bodies.ask('a')).toMatchObject({ bytes: 2 ** 20 + 10, complete: false, text: 'x'.repeat(2 ** 20 - 1) });
  });
});

describe('kept bodies that are no text', () => {
  it('are not shown, whatever their answer called them; a byte that is no UTF-8 makes none binary', () => {
    const bodies = new BodyKeeper({ monotonic: () => 0 });
    const take = (bytes: readonly number[]) => {
      const fetched = { bytes: Uint8Array.from(bytes), receivedBytes: 1, contentType: 'text/plain' };
      bodies.take('a', { timeMs: 1, fetched, isText: true });
      return bodies.ask('a')?.text;
    };
    bodies.ask('a');
    expect([take([0x6d, 0x00, 0x31]), take([0x6d, 0xff, 0x31])]).toEqual([undefined, 'm\ufffd1']);
  });
});

describe('bytes', () => {
  it('grow with their parts, and fill their buffer', () => {
    const all = new GrowingBytes();
    const parts = Array.from({ length: 300 }, (_, i) => new Uint8Array(i).fill(i));
    for (const part of parts) all.add(part);
    const taken = all.take();
    expect(Buffer.from(taken).equals(Buffer.concat(parts))).toBe(true);
    expect(taken.buffer.byteLength).toBe(taken.length);
    expect(all.length).toBe(0);
  });

  const text = Buffer.from('m{a="b"} 1\n'.repeat(50_000));
  const going = new AbortController().signal;

  it.each([
    ['whole', gzipSync(text)],
    ['of several members', Buffer.concat([gzipSync(text.subarray(0, 100_000)), gzipSync(text.subarray(100_000))])],
    ['small', gzipSync(text.subarray(0, 11))],
  ])('that are packed, %s, are unpacked into a buffer of their own', async (_, packed) => {
    const bytes = await unpacked(packed, text.length + 1, going);
    expect(text.subarray(0, bytes.length).equals(Buffer.from(bytes))).toBe(true);
    expect(bytes.length).toBe(packed.length < 50 ? 11 : text.length);
    expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, bytes.length]);
  });

  it('that would be more than is allowed, or lie about their length, are refused or read as they are', async () => {
    const packed = gzipSync(text);
    await expect(unpacked(packed, text.length, going)).rejects.toThrow('body size limit exceeded');
    const lying = Buffer.from(packed);
    lying.writeUInt32LE(5, lying.length - 4);
    await expect(unpacked(lying, text.length + 1, going)).rejects.toThrow('gzip: invalid checksum');
    await expect(unpacked(new Uint8Array(0), text.length, going)).rejects.toThrow(/^EOF$/);
  });

  it('that are packed and small are the same, whatever follows them or is said of them', async () => {
    const short = Buffer.from('up 1\n'.repeat(1000));
    for (const packed of [gzipSync(short), Buffer.concat([gzipSync(short), gzipSync('')])]) {
      const bytes = await unpacked(packed, 2 ** 20, going);
      expect(short.equals(Buffer.from(bytes))).toBe(true);
      expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, short.length]);
    }
    // Zeros are no other member: Go reads them as the header of one.
    const followed = (...zeros: readonly number[]) => Buffer.concat([gzipSync(short), Buffer.from(zeros)]);
    const refused = (packed: Uint8Array) => expect(unpacked(packed, 2 ** 20, going)).rejects;
    for (const length of [0, 4096, 6144, 2 ** 20]) {
      await refused(followed(0, length >> 8, length >> 16, 0)).toThrow(/^unexpected EOF$/);
      await refused(followed(...Array<number>(7).fill(0), length >> 8, length >> 16, 0)).toThrow(
        /^gzip: invalid header$/,
      );
    }
    // Much that unpacks to nothing says that it is small: it is no work for this thread.
    const hollow = Buffer.concat([...Array<Buffer>(20_000).fill(gzipSync('')), gzipSync(short)]);
    let isOther = false;
    const hook = createHook({ init: (_id, type) => (isOther ||= type === 'ZLIB') }).enable();
    expect((await unpacked(hollow, 2 ** 20, going)).length).toBe(short.length);
    hook.disable();
    expect(isOther).toBe(true);
    const broken = gzipSync(short);
    broken.writeUInt8(broken.readUInt8(20) ^ 255, 20);
    await expect(unpacked(broken, 2 ** 20, going)).rejects.toThrow(/^(gzip|flate): /);
    await expect(unpacked(gzipSync(short), short.length, going)).rejects.toThrow('body size limit exceeded');
  });

  it('that are packed are unpacked no longer than anybody waits for them', async () => {
    const deadline = new AbortController();
    const packed = gzipSync(Buffer.alloc(8 * 2 ** 20, 'a'));
    // It says that it is short, and comes in many pieces.
    const unpacking = unpacked(Buffer.concat([packed, gzipSync('')]), 2 ** 24, deadline.signal);
    deadline.abort();
    await expect(unpacking).rejects.toThrow('context deadline exceeded');
    await expect(unpacked(packed, 2 ** 24, deadline.signal)).rejects.toThrow('context deadline exceeded');
  });

  it('that are packed come back to who waits a few times, whatever length they promise', async () => {
    const long = Buffer.alloc(16 * 2 ** 20, 'a');
    // The last member's length is what the last bytes say.
    const packed = Buffer.concat([gzipSync(long), gzipSync('')]);
    let pieces = 0;
    const zlib = new Set<number>();
    const hook = createHook({
      init: (id, type) => {
        if (type === 'ZLIB') zlib.add(id);
      },
      before: (id) => {
        if (zlib.has(id)) pieces += 1;
      },
    }).enable();
    const bytes = await unpacked(packed, 2 * long.length, going);
    hook.disable();
    expect([long.equals(Buffer.from(bytes)), pieces > 0, pieces < 40]).toEqual([true, true, true]);
  });
});

describe('the load', () => {
  it('is the mean of the last minute', () => {
    let nowMs = 500;
    const meter = new LoadMeter({ monotonic: () => nowMs });
    for (nowMs = 1000; nowMs < 11_000; nowMs += 1000) meter.add(100, 5000);
    nowMs = 10_500;
    expect(meter.rates()).toEqual({ scrapesPerSecond: 1, samplesPerSecond: 100, bytesPerSecond: 5000 });
    nowMs = 65_500;
    expect(meter.rates()).toEqual({
      scrapesPerSecond: 5 / 60,
      samplesPerSecond: 500 / 60,
      bytesPerSecond: 25_000 / 60,
    });
    nowMs = 1_000_000;
    expect(meter.rates().scrapesPerSecond).toBe(0);
  });
});

describe('a throttled event', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells at once, then at most so often, and the last change always', () => {
    const event = new ThrottledEvent(500);
    let count = 0;
    event.event(() => (count += 1));
    for (let i = 0; i < 10; i += 1) event.fire();
    expect(count).toBe(1);
    vi.advanceTimersByTime(500);
    expect(count).toBe(2);
    vi.advanceTimersByTime(5000);
    expect(count).toBe(2);
    event.fire();
    expect(count).toBe(3);
    event.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
