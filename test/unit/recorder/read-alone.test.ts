/** Series with native histograms that a server mixes up are asked for alone: how many of them at one look, and what becomes of the others. */
import { expect, test } from 'vitest';
import { BrokenStreams } from '../../../electron/backend/recorder/broken-streams.ts';
import { allAlone, type Reading, readGroups } from '../../../electron/backend/recorder/read-raw.ts';
import type { SourceRaw } from '../../../electron/backend/sources/source.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { createMemoryStore } from './memory-store.ts';

const seriesOfEach = 40;

/** Of each selector `m0`, `m1`, … forty series in one answer, and of an exact one just that. */
function openServer(failureOf: (selector: string) => AppError | undefined = () => undefined) {
  const asked: string[] = [];
  const of = (name: string, i: string) => ({
    metric: { __name__: name, i },
    histograms: [[1, { count: '1', sum: '2', buckets: [[0, '1', '2', '1']] }]],
  });
  const resultOf = (selector: string) => {
    const [, name, i] = /^\{__name__="(.+)",i="(.+)"\}$/.exec(selector) ?? [];
    if (name !== undefined && i !== undefined) return [of(name, i)];
    return Array.from({ length: seriesOfEach }, (_, at) => of(selector, String(at)));
  };
  const raw: Pick<SourceRaw, 'read'> = {
    async *read({ selectors }) {
      for (const selector of selectors) {
        asked.push(selector);
        const failure = failureOf(selector);
        if (failure !== undefined) throw failure;
        const data = { resultType: 'matrix', result: resultOf(selector) };
        yield { kind: 'head', form: 'matrix' };
        yield { kind: 'bytes', bytes: new Uint8Array(Buffer.from(JSON.stringify({ status: 'success', data }))) };
      }
    },
  };
  const store = createMemoryStore();
  const writer: Reading['writer'] = {
    beginRead: async (input) => store.calls.beginRead(input),
    feedRead: async (id, bytes) => store.calls.feedRead(id, bytes),
    endRead: async (id) => store.calls.endRead(id),
    dropRead: async (id) => store.calls.dropRead(id),
  };
  let lastId = 0;
  const nextId = () => {
    lastId += 1;
    return lastId;
  };
  const broken = new BrokenStreams({ monotonic: () => 0 });
  const reading: Reading = { raw: raw as SourceRaw, writer, nextId, broken, mixesHistograms: true };
  const look = (selectors: readonly string[], groups: number) => {
    const request = {
      form: 'matrix',
      selectors,
      startMs: 0,
      endMs: 10_000,
      into: 'newest',
      alone: allAlone(),
    } as const;
    const options = { signal: new AbortController().signal, timeoutMs: 5000 };
    return readGroups(reading, request, { groups, slices: 1 }, options);
  };
  return { look, store, alone: () => asked.filter((one) => one.startsWith('{')) };
}

test.each([1, 2, 4])(
  'of all selectors of a look together a hundred series are asked for alone, and the others are counted: in %i groups',
  async (groups) => {
    const { look, store, alone } = openServer();
    const { left, mayHide } = await look(['m0', 'm1', 'm2', 'm3'], groups);
    expect([alone().length, new Set(alone()).size, store.samples.size, left, mayHide]).toEqual([
      ...[100, 100, 100],
      4 * seriesOfEach - 100,
      true,
    ]);
  },
);

test('the next look has a hundred of its own', async () => {
  const { look, alone } = openServer();
  await look(['m0', 'm1', 'm2'], 1);
  await look(['m0', 'm1', 'm2'], 1);
  expect(alone().length).toBe(200);
});

test('one of which there is too much is left out, and the others stay', async () => {
  const tooMuch = new AppError('prometheus.tooLarge', 'too large');
  const { look, store, alone } = openServer((selector) => (selector.includes('i="7"') ? tooMuch : undefined));
  const { left } = await look(['m0', 'm1'], 1);
  expect([left, store.samples.size, alone().length]).toEqual([2, 2 * seriesOfEach - 2, 2 * seriesOfEach]);
});

test('what fails otherwise fails the look', async () => {
  const gone = new AppError('api.unreachable', 'No answer.', { retryable: true });
  const { look } = openServer((selector) => (selector.includes('i="7"') ? gone : undefined));
  await expect(look(['m0'], 1)).rejects.toBe(gone);
});
