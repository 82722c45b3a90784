import { describe, expect, it } from 'vitest';
import {
  bounds,
  type FrameKind,
  frameHeadBytes,
  frameKinds,
  frameOf,
  frameTailBytes,
  recordingMagic,
} from '../../../electron/backend/history/transfer/recording-format.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { ByteWriter } from '../../../shared/chunks/byte-writer.ts';
import { encodeChunk } from '../../../shared/chunks/chunk.ts';
import { encodeTimes } from '../../../shared/chunks/times.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../fuzz/random.ts';
import {
  beginMs,
  columnsOf,
  itemsOf,
  recordingOf,
  samplesOf,
  slotMs,
  variedColumns,
  variedMetadata,
} from '../../support/history/recordings.ts';

const coverage = [{ rule: 'all', startMs: 1, endMs: 2, state: 'recorded', detail: '' }];
const documents = [{ kind: 'config', atMs: 5, seenUntilMs: 9, text: 'global: {}' }];

async function smallRecording(): Promise<Uint8Array> {
  return (await recordingOf(variedColumns(), variedMetadata, { coverage, documents })).file;
}

/** What a reader made of a file: text that is the same for the same content, or the refusal. Nothing else may be thrown. */
async function outcomeOf(file: Uint8Array): Promise<{ readonly content: string } | { readonly refusal: AppError }> {
  try {
    const items = await itemsOf(file);
    for (const { labels, timesMs, values } of columnsOf(items)) {
      for (let i = 2; i < labels.length; i += 2) expect((labels[i - 2] ?? '') < (labels[i] ?? '')).toBe(true);
      for (let i = 1; i < timesMs.length; i += 1) expect(timesMs[i]).toBeGreaterThan(timesMs[i - 1] ?? 0);
      expect(values.length).toBe(timesMs.length);
    }
    const samples = [...samplesOf(columnsOf(items))].map(([series, found]) => [series, [...found]]);
    return { content: JSON.stringify([samples, items.filter(({ kind }) => kind !== 'columns')]) };
  } catch (error) {
    if (error instanceof AppError && error.code.endsWith('Recording')) return { refusal: error };
    throw error;
  }
}

async function refusalOf(file: Uint8Array): Promise<string> {
  const outcome = await outcomeOf(file);
  return 'refusal' in outcome ? `${outcome.refusal.details.reason}, byte ${outcome.refusal.details.byte}` : 'taken';
}

interface Frame {
  readonly kind: FrameKind;
  readonly payload: Uint8Array;
}

function framesOf(file: Uint8Array): Frame[] {
  const frames: Frame[] = [];
  const view = new DataView(file.buffer, file.byteOffset);
  for (let at = recordingMagic.length + 1; at < file.length; ) {
    const length = view.getUint32(at + 1, true);
    const kind = (Object.keys(frameKinds) as FrameKind[]).find((one) => frameKinds[one] === file[at]);
    if (kind === undefined) throw new Error(`no frame at ${at}`);
    frames.push({ kind, payload: file.slice(at + frameHeadBytes, at + frameHeadBytes + length) });
    at += frameHeadBytes + length + frameTailBytes;
  }
  return frames;
}

/** With checksums that fit. */
function fileOf(frames: readonly Frame[], version = 1): Uint8Array {
  const parts = frames.map(({ kind, payload }) => frameOf(kind, payload));
  return Buffer.concat([recordingMagic, Uint8Array.of(version), ...parts]);
}

function payloadOf(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  write(writer);
  return writer.copy();
}

function put(writer: ByteWriter, bytes: Uint8Array): void {
  for (const byte of bytes) writer.byte(byte);
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** @param symbols as bytes @param sets of indices of symbols */
function seriesFrame(
  first: number,
  symbols: readonly (string | Uint8Array)[],
  sets: readonly (readonly number[])[],
): Frame {
  const payload = payloadOf((writer) => {
    writer.varint(first);
    writer.varint(symbols.length);
    for (const one of symbols) {
      const bytes = typeof one === 'string' ? utf8(one) : one;
      writer.varint(bytes.length);
      put(writer, bytes);
    }
    writer.varint(sets.length);
    for (const set of sets) {
      writer.varint(set.length / 2);
      for (const index of set) writer.varint(index);
    }
  });
  return { kind: 'series', payload };
}

const header = (over: object = {}): Frame => {
  const content = {
    source: {},
    startMs: 0,
    endMs: 1,
    selectors: [],
    createdMs: 0,
    createdBy: { name: 'n', version: 'v' },
  };
  return { kind: 'header', payload: utf8(JSON.stringify({ ...content, ...over })) };
};
const slot = (number: number): Frame => ({ kind: 'slot', payload: payloadOf((writer) => writer.varint(number)) });
const slotNumber = beginMs / slotMs;
const times = (number: number, timesMs: readonly number[]): Frame => ({
  kind: 'times',
  payload: payloadOf((writer) => {
    writer.varint(number);
    put(writer, encodeTimes(Float64Array.from(timesMs)));
  }),
});
const chunk = (series: number, timesNumber: number, timesCount: number, at?: readonly number[]): Frame => ({
  kind: 'chunks',
  payload: payloadOf((writer) => {
    const values = new Float64Array(at?.length ?? timesCount);
    const bytes = encodeChunk(timesNumber, timesCount, {
      values,
      at: at === undefined ? undefined : Int32Array.from(at),
    });
    writer.varint(series);
    writer.varint(bytes.length);
    put(writer, bytes);
  }),
});
const end = (...counts: readonly number[]): Frame => ({
  kind: 'end',
  payload: payloadOf((writer) => {
    for (const count of counts) writer.varint(count);
  }),
});
const one = seriesFrame(0, ['a', 'b'], [[0, 1]]);
const begun = [header(), one, slot(slotNumber), times(0, [beginMs, beginMs + 1])];

describe('a recording that was damaged on its way', () => {
  it(
    'is refused wherever a bit was flipped',
    async () => {
      const file = await smallRecording();
      const random = seededRandom(20_261_129);
      const taken: number[] = [];
      for (let at = 0; at < file.length; at += 1) {
        const wrong = file.slice();
        wrong[at] = (wrong[at] ?? 0) ^ (1 << (random() % 8));
        if ('content' in (await outcomeOf(wrong))) taken.push(at);
      }
      expect(taken).toEqual([]);
    },
    fuzzTimeoutMs,
  );

  it(
    'is refused wherever it was cut, or has more behind its end',
    async () => {
      const file = await smallRecording();
      const taken: number[] = [];
      for (let length = 0; length < file.length; length += 1) {
        if ('content' in (await outcomeOf(file.slice(0, length)))) taken.push(length);
      }
      expect(taken).toEqual([]);
      expect(await refusalOf(Buffer.concat([file, Uint8Array.of(0)]))).toMatch(/^it ends too early, byte \d+$/);
      const doubled = fileOf([...framesOf(file), ...framesOf(file).slice(-1)]);
      expect(await refusalOf(doubled)).toMatch(/^there is more behind the end, byte \d+$/);
    },
    fuzzTimeoutMs,
  );

  it('is refused where frames are missing, twice or in another order', async () => {
    const frames = framesOf(await smallRecording());
    const expected = await outcomeOf(fileOf(frames));
    const taken: string[] = [];
    for (let i = 0; i < frames.length; i += 1) {
      const [before, frame, after] = [frames.slice(0, i), frames.slice(i, i + 1), frames.slice(i + 1)];
      const others = { without: [...before, ...after], twice: [...before, ...frame, ...frame, ...after] };
      for (const [what, all] of Object.entries(others)) {
        if ('content' in (await outcomeOf(fileOf(all)))) taken.push(`${what} ${i}`);
      }
      const swapped = await outcomeOf(fileOf([...before, ...after.slice(0, 1), ...frame, ...after.slice(1)]));
      if ('content' in swapped && JSON.stringify(swapped).length !== JSON.stringify(expected).length)
        taken.push(`swapped ${i}`);
    }
    expect(taken).toEqual([]);
  });
});

describe('a recording that somebody made to do harm', () => {
  it(
    'with right checksums over wrong content is refused, or is a recording of something else',
    async () => {
      const frames = framesOf(await smallRecording());
      const random = seededRandom(7);
      const outcomes = { content: 0, refusal: 0 };
      for (let round = 0; round < 4000 * fuzzFactor; round += 1) {
        const changed = frames.map(({ kind, payload }) => ({ kind, payload: payload.slice() }));
        const { payload } = changed[random() % changed.length] ?? { payload: new Uint8Array(0) };
        for (let changes = 1 + (random() % 3); changes > 0 && payload.length > 0; changes -= 1) {
          payload[random() % payload.length] = [0, 1, 127, 128, 255, random() % 256][random() % 6] ?? 0;
        }
        outcomes['content' in (await outcomeOf(fileOf(changed))) ? 'content' : 'refusal'] += 1;
      }
      expect(Math.min(outcomes.content, outcomes.refusal)).toBeGreaterThan(50);
    },
    fuzzTimeoutMs,
  );

  it('of arbitrary bytes is refused', async () => {
    const random = seededRandom(8);
    for (let round = 0; round < 2000; round += 1) {
      const bytes = Uint8Array.from({ length: random() % 200 }, () => random() % 256);
      const file = round % 2 === 0 ? bytes : Buffer.concat([recordingMagic, Uint8Array.of(1), bytes]);
      expect('refusal' in (await outcomeOf(file))).toBe(true);
    }
  });

  it('allocates nothing for a length that is only said', async () => {
    const view = new DataView(new ArrayBuffer(frameHeadBytes));
    view.setUint8(0, frameKinds.header);
    view.setUint32(1, bounds.frameBytes, true);
    const file = Buffer.concat([recordingMagic, Uint8Array.of(1), new Uint8Array(view.buffer)]);
    const before = process.memoryUsage().arrayBuffers;
    expect(await refusalOf(file)).toBe('it ends too early, byte 14');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    view.setUint32(1, bounds.frameBytes + 1, true);
    const longer = Buffer.concat([recordingMagic, Uint8Array.of(1), new Uint8Array(view.buffer)]);
    expect(await refusalOf(longer)).toBe('a frame of 33554433 bytes is too long, byte 10');
  });

  it('names no version that is not known', async () => {
    const newer = await outcomeOf(fileOf(framesOf(await smallRecording()), 2));
    expect('refusal' in newer && { code: newer.refusal.code, ...newer.refusal.details }).toEqual({
      ...{ code: 'history.futureRecording', version: 2 },
    });
    expect(await refusalOf(fileOf([header()], 0))).toBe('there is no version 0, byte 8');
  });

  const deep = `${'['.repeat(40)}${']'.repeat(40)}`;
  const long = 'x'.repeat(bounds.headerBytes);
  it.each<readonly [what: string, frames: readonly Frame[], refusal: RegExp]>([
    ['no header', [one], /^there is no header at its beginning/],
    ['two headers', [header(), header()], /^there is a second header/],
    ['a header that is no JSON', [{ kind: 'header', payload: utf8('{') }], /^no JSON/],
    ['a header that is no text', [{ kind: 'header', payload: Uint8Array.of(0xff) }], /^no JSON/],
    [
      'a header that is nested deep',
      [{ kind: 'header', payload: utf8(deep) }],
      /^JSON that is nested too deep, byte 46$/,
    ],
    ['a header that is long', [header({ source: long })], /^a header of \d+ bytes/],
    ['a header without times', [header({ startMs: 'now' })], /^the header's startMs: /],
    ['text that is no UTF-8', [header(), seriesFrame(0, ['a', Uint8Array.of(0xc0)], [])], /^a text is no valid UTF-8/],
    [
      'half a character',
      [header(), seriesFrame(0, [Uint8Array.of(0xed, 0xa0, 0x80)], [])],
      /^a text is no valid UTF-8/,
    ],
    [
      'a value that is long',
      [header(), seriesFrame(0, ['x'.repeat(2 ** 20 + 1)], [])],
      /^the length of a text is 1048577/,
    ],
    [
      'a name that is long',
      [header(), seriesFrame(0, ['x'.repeat(5000), 'v'], [[0, 1]])],
      /^the name of a label is too long/,
    ],
    ['labels that are not sorted', [header(), seriesFrame(0, ['a', 'b'], [[1, 0, 0, 0]])], /^labels are not sorted/],
    ['a label twice', [header(), seriesFrame(0, ['a', 'b'], [[0, 1, 0, 0]])], /^labels are not sorted/],
    ['a label that is empty', [header(), seriesFrame(0, ['a', ''], [[0, 1]])], /^a label is empty/],
    ['a text that is not there', [header(), seriesFrame(0, ['a'], [[0, 1]])], /^there is no text 1/],
    [
      'more texts than bytes',
      [header(), { kind: 'series', payload: Uint8Array.of(0, 100) }],
      /^the number of texts is 100/,
    ],
    ['series that leave some out', [header(), seriesFrame(5, ['a'], [])], /^series 5 follow on 0/],
    ['a slot after the end of time', [header(), slot(2 ** 21)], /^the slot is 2097152/],
    ['slots that do not rise', [header(), slot(5), slot(5)], /^slot 5 is followed by 5/],
    ['times before a slot', [header(), times(0, [1])], /^times before a slot/],
    [
      'times of another slot',
      [header(), slot(0), times(0, [slotMs])],
      /^times from 7200000 to 7200000 are not within slot 0/,
    ],
    ['times that leave some out', [...begun, times(2, [beginMs])], /^times 2 follow on 1/],
    ['no times', [header(), slot(0), times(0, [])], /^times without a time/],
    ['a series that is not there', [...begun, chunk(1, 0, 2)], /^there is no series 1/],
    ['times that are not there', [...begun, chunk(0, 1, 2)], /^there are no times 1/],
    ['another count of times', [...begun, chunk(0, 0, 1)], /^the chunk is of 1 times, and times 0 are 2/],
    ['a chunk without samples', [...begun, chunk(0, 0, 2, [])], /^a chunk without samples/],
    ['times that do not rise', [...begun, chunk(0, 0, 2), chunk(0, 0, 2)], /^the times of series 0 do not rise/],
    ['times of the slot before', [...begun, slot(slotNumber + 1), chunk(0, 0, 2)], /^there are no times 0/],
    [
      'counts that lie',
      [...begun, chunk(0, 0, 2), end(5, 1, 1, 1, 3, 0, 0, 0)],
      /^there are 2 samples, where the end says 3/,
    ],
    ['more counts', [header(), end(1, 0, 0, 0, 0, 0, 0, 0, 0)], /^1 bytes follow/],
    [
      'a metric without a name',
      [header(), { kind: 'metadata', payload: Uint8Array.of(0, 0, 0, 0) }],
      /^a metric has no name/,
    ],
    ['no end', begun, /^it ends too early/],
  ])('with %s is refused', async (_, frames, refusal) => {
    expect(await refusalOf(fileOf(frames))).toMatch(refusal);
  });

  it('is taken where nothing of that is wrong', async () => {
    expect(await refusalOf(fileOf([...begun, chunk(0, 0, 2), end(5, 1, 1, 1, 2, 0, 0, 0)]))).toBe('taken');
  });

  it('holds no more times at once than a recording may', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => beginMs + i);
    const half = bounds.timesSamples / 4 + 1;
    const tooMany = [0, 1, 2, 3].map((number) => times(number, many(half - 1)));
    expect(await refusalOf(fileOf([header(), slot(slotNumber), ...tooMany, times(4, many(1))]))).toMatch(
      /^there are too many times at once/,
    );
  });
});
